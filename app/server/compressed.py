"""Files that stay as they are under their address travel compressed, and are compressed once, not for every visitor.

Streamlit sends its own files as they are (3.2 MB at a first visit; compressed 0.9), for it would compress them for each
visitor anew; so it did with Plotly's 4.9 MB.
"""

import asyncio
import gzip

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server.cache import Cache

FOLDERS = ("static", "files")  # Streamlit's, and ours: names in them change with the content
KINDS = ("text/", "application/javascript", "application/json", "image/svg")
PLAIN = ("range", "if-none-match", "if-modified-since")  # who asks with these knows the file as it is
SMALLEST, MOST = 500, 16 * 2**20  # bytes: a file worth it, and all that is kept (all of Streamlit's and ours are 9 MB)

Answer = tuple[Message, Message]  # its head and its body


class Compressed:
    """Keeps the compressed files in memory; whoever asks while one is being compressed waits for the same."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self.app = app
        self.folders = tuple(f"{base}/{folder}/" for folder in FOLDERS)
        self.kept: Cache[Answer] = Cache(MOST)
        self.under_way: dict[str, asyncio.Task[Answer]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._concerns(scope):
            return await self.app(scope, receive, send)
        path = scope["path"]
        answer = self.kept.get(path)
        if answer is None:
            if path not in self.under_way:
                self.under_way[path] = asyncio.create_task(self._made(scope))
                self.under_way[path].add_done_callback(lambda _: self.under_way.pop(path))
            answer = await asyncio.shield(self.under_way[path])  # who leaves does not end it for those who stay
        start, body = answer
        await send({**start, "headers": list(start["headers"])})  # a copy: others may add to it
        await send(body)

    def _concerns(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(self.folders):
            return False
        headers = Headers(scope=scope)
        return "gzip" in headers.get("accept-encoding", "") and not any(name in headers for name in PLAIN)

    async def _made(self, scope: Scope) -> Answer:
        """The answer of the app, compressed where that is of use, and kept where it never changes."""
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))

        await self.app({**scope, "headers": plain}, _patient, collect)
        headers = MutableHeaders(raw=start["headers"])
        if len(body) != int(headers.get("content-length", len(body))):
            raise RuntimeError(f"{scope['path']}: {len(body)} bytes came of {headers['content-length']}")
        headers.add_vary_header("Accept-Encoding")
        sent = bytes(body)
        if start["status"] == 200 and len(sent) >= SMALLEST and headers.get("content-type", "").startswith(KINDS):
            sent = await run_in_threadpool(gzip.compress, sent, 9)
            headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(sent))
            del headers["accept-ranges"]
            if "etag" in headers:
                headers["ETag"] = f"W/{headers['etag'].removeprefix('W/')}"  # the same file, other bytes
        answer = (start, {"type": "http.response.body", "body": sent})
        if start["status"] == 200 and "immutable" in headers.get("cache-control", ""):
            self.kept.put(scope["path"], answer, len(sent))
        return answer


async def _patient() -> Message:
    """Nobody leaves: what is made is for all who ask, so one who closes the page may not end it in the middle."""
    await asyncio.Event().wait()
    raise AssertionError
