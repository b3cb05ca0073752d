"""Tells the browser where the server is. Streamlit guesses it from the page's address, and first guesses wrong.

On /slope-and-sign it would ask for /slope-and-sign/_stcore/health, wait, and only then for /_stcore/health.
"""

from __future__ import annotations

import json

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEAD = b"<head>"


class Address:
    """Puts the server's address into the HTML page, for Streamlit's own script to find."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self.app = app
        path = json.dumps(f"{base}/").replace("<", "\\u003c")
        self.script = (
            f"<script>window.__streamlit = {{ BACKEND_BASE_URL: location.origin + {path} }};</script>".encode()
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            return await self.app(scope, receive, send)
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]  # a page is small
        start: Message = {}
        body = b""

        async def with_address(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                if not _is_page(start):
                    await send(start)
            elif message["type"] != "http.response.body" or not _is_page(start):
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await self._send_page(start, body, send)

        await self.app({**scope, "headers": plain}, receive, with_address)

    async def _send_page(self, start: Message, body: bytes, send: Send) -> None:
        body = body.replace(HEAD, HEAD + self.script, 1)
        headers = MutableHeaders(scope=start)
        if "content-length" in headers:
            headers["content-length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": body})


def _is_page(start: Message) -> bool:
    return start["status"] == 200 and MutableHeaders(scope=start).get("content-type", "").startswith("text/html")
