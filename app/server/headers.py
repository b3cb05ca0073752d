"""Headers on every page: a page with a stage has its files fetched early, and all keep to what a page of ours needs."""

from collections.abc import Collection

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server import assets

SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


class Headers:
    """Adds the headers to HTML answers. The stage is asked for late, after Streamlit's start; a hint saves the wait.

    The pages `without` a stage need no hint.
    """

    def __init__(self, app: ASGIApp, base: str, without: Collection[str]) -> None:
        self.app = app
        self.link = early(base)
        self.without = {f"{base}/{page}" for page in without}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    if scope["path"] not in self.without:
                        headers.append("Link", self.link)
                    headers.update(SAFE)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def early(base: str) -> str:
    """The stage's script and its style; not Plotly, which is not needed for the first picture."""
    files = assets.address(base)
    return f"<{files}/{assets.STAGE_JS}>; rel=modulepreload, <{files}/{assets.STAGE_CSS}>; rel=preload; as=style"
