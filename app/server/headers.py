"""Headers on every page: the browser fetches the stage's files early, and keeps to what a page of ours needs."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server import assets

SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
LONGEST_LINK = 3000  # bytes; proxies refuse a page whose head, all headers together, is longer than 4 KB


class Headers:
    """Adds the headers to HTML answers. The stage is asked for late, after Streamlit's start; a hint saves the wait."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self.app = app
        self.link = early(base)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Link", self.link)
                    headers.update(SAFE)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def early(base: str) -> str:
    """As many of the stage's scripts as fit, those first that import most, for they lead to the rest."""
    link = ""
    for name in sorted(assets.ASSETS, key=_imports, reverse=True):
        longer = f"{link}, <{assets.address(base)}/{name}>; rel=modulepreload".removeprefix(", ")
        if not _imports(name) or len(longer) > LONGEST_LINK:
            break
        link = longer
    return link


def _imports(name: str) -> int:
    """How many other files the stage's script `name` imports."""
    if not name.endswith(".js") or name.startswith(assets.JUNGLE) or name.endswith("plotly.js"):
        return 0
    return assets.ASSETS[name].read_text(encoding="utf-8").count("\nimport ")
