"""Headers on every page: the browser fetches the stage's files early, and keeps to what a page of ours needs."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import assets

SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


class Headers:
    """Adds the headers to HTML answers. The stage is asked for late, after Streamlit's start; a hint saves the wait."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self.app = app
        early = [name for name in assets.ASSETS if not name.startswith(assets.JUNGLE)]
        self.link = ", ".join(f"<{assets.address(base)}/{name}>; {_kind(name)}" for name in early)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Link", self.link)
                    headers.update(SAFE)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def _kind(name: str) -> str:
    if name.endswith(".css"):
        return "rel=preload; as=style"
    return "rel=preload; as=script" if name.endswith("plotly.js") else "rel=modulepreload"
