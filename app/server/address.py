"""What the HTML page has to hold before Streamlit's own script runs: where the server is, the language, and more.

Streamlit guesses the address from the page's, and first guesses wrong: on /slope-and-sign it would ask for
/slope-and-sign/_stcore/health, wait, and only then for /_stcore/health. And a page that the browser translates
would end in an error of React, see translated.js; a language that was chosen stays in the address by language.js;
while the page arrives nothing jumps, see arriving.css.
"""

import json
import re
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.words.words import known_language

HEAD, LANG = b"<head>", re.compile(rb'(<html\b[^>]*\blang=")[^"]*')
SCRIPTS = [Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8") for name in ("translated", "language")]
ARRIVING = Path(__file__).with_name("arriving.css").read_text(encoding="utf-8")
CONDITIONS = (b"if-none-match", b"if-modified-since")  # they know Streamlit's page, not what is put into it


class Address:
    """Puts it all into the HTML page."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self.app = app
        path = json.dumps(f"{base}/").replace("<", "\\u003c")
        address = f"window.__streamlit = {{ BACKEND_BASE_URL: location.origin + {path} }};"
        scripts = "".join(f"<script>{script}</script>" for script in (address, *SCRIPTS))
        self.first = f"{scripts}<style>{ARRIVING}</style>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            return await self.app(scope, receive, send)
        left_out = (b"accept-encoding", *CONDITIONS)  # a page is small
        plain = [(name, value) for name, value in scope["headers"] if name not in left_out]
        language = rb"\g<1>" + language_of(scope).encode()
        start: Message = {}
        body = b""

        async def with_scripts(message: Message) -> None:
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
                    await self._send_page(start, LANG.sub(language, body, count=1), send)

        await self.app({**scope, "headers": plain}, receive, with_scripts)

    async def _send_page(self, start: Message, body: bytes, send: Send) -> None:
        body = body.replace(HEAD, HEAD + self.first, 1)
        headers = MutableHeaders(scope=start)
        if "content-length" in headers:
            headers["content-length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": body})


def language_of(scope: Scope) -> str:
    """The language of a page: what its address asks for, or the one the browser likes best."""
    asked = HTTPConnection(scope)
    return known_language(asked.query_params.get("lang") or asked.headers.get("accept-language", "en"))


def _is_page(start: Message) -> bool:
    return start["status"] == 200 and MutableHeaders(scope=start).get("content-type", "").startswith("text/html")
