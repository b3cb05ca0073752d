"""Files that never change are compressed once, and arrive as they are."""

from __future__ import annotations

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from app.server.compressed import Compressed

TEXT = "let rate = 0.1;\n" * 200
FOR_EVER = {"Cache-Control": "public, immutable, max-age=31536000", "ETag": '"one"'}


class Site:
    """A site with some files, that counts how often each is read."""

    def __init__(self) -> None:
        self.read: list[str] = []
        inner = Starlette(routes=[Route("/lab/{path:path}", self._file)])
        self.app = Compressed(inner, "/lab")

    async def _file(self, request: Request) -> Response:
        name = request.path_params["path"]
        self.read.append(name)
        await asyncio.sleep(0.01)
        if "missing" in name:
            return Response("There is no such file.", 404)
        kind = "image/png" if name.endswith("png") else "application/javascript"
        headers = {} if "changing" in name else FOR_EVER
        return Response("1" if "short" in name else TEXT, media_type=kind, headers=headers)

    def get(self, *paths: str, **headers: str) -> list[httpx2.Response]:
        """All at once; `headers` with _ for -."""

        async def ask() -> list[httpx2.Response]:
            transport = httpx2.ASGITransport(self.app)
            asked = {"accept-encoding": "gzip"} | {name.replace("_", "-"): value for name, value in headers.items()}
            async with httpx2.AsyncClient(transport=transport, base_url="http://lab", headers=asked) as client:
                return await asyncio.gather(*(client.get(path) for path in paths))

        with ThreadPoolExecutor(1) as thread:  # the browser tests leave a loop running in this one
            return thread.submit(asyncio.run, ask()).result()


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.mark.parametrize("path", ["/lab/static/js/index.js", "/lab/files/1/stage/page.js"])
def test_a_file_arrives_compressed_and_is_what_it_was(site: Site, path: str) -> None:
    """Its text is the same, its bytes are fewer, and caches keep the two forms apart."""
    (answer,) = site.get(path)
    assert answer.text == TEXT
    assert int(answer.headers["content-length"]) == len(gzip.compress(TEXT.encode(), 9)) < len(TEXT) / 10
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["etag"] == 'W/"one"'
    assert answer.headers["cache-control"] == FOR_EVER["Cache-Control"]


def test_a_file_is_read_once_for_all_who_ask(site: Site) -> None:
    """A class opens the page at the same moment: one reads, the others wait for it, and later ones too get the same."""
    answers = [*site.get(*["/lab/static/a.js"] * 30), *site.get("/lab/static/a.js")]
    assert {answer.text for answer in answers} == {TEXT}
    assert site.read == ["static/a.js"]


def test_what_may_change_is_read_again(site: Site) -> None:
    """Only what says that it never changes is kept; an error is not."""
    for path in ("/lab/static/changing.js", "/lab/files/missing.js"):
        site.get(path), site.get(path)
    assert site.read == ["static/changing.js"] * 2 + ["files/missing.js"] * 2
    assert site.get("/lab/files/missing.js")[0].status_code == 404


@pytest.mark.parametrize("path", ["/lab/static/a.png", "/lab/static/short.js"])
def test_what_would_not_get_smaller_is_sent_as_it_is(site: Site, path: str) -> None:
    """Pictures are compressed already, and a few bytes are not worth it."""
    assert "content-encoding" not in site.get(path)[0].headers


@pytest.mark.parametrize("asked", [{"accept_encoding": "identity"}, {"range": "bytes=0-9"}, {"if_none_match": '"one"'}])
def test_who_asks_otherwise_gets_the_file_as_it_is(site: Site, asked: dict[str, str]) -> None:
    """Who takes no gzip, wants a part, or has a copy already, is answered by the app itself."""
    assert "content-encoding" not in site.get("/lab/static/a.js", **asked)[0].headers


def test_other_addresses_are_left_alone(site: Site) -> None:
    """Pages and answers have their own ways."""
    assert "content-encoding" not in site.get("/lab/stage/en/paths")[0].headers


def test_who_leaves_in_the_middle_spoils_it_for_nobody(tmp_path: Path) -> None:
    """The first visitor closes the page while the file is being read: what is kept is whole all the same."""
    (tmp_path / "large.js").write_text(TEXT * 1000, encoding="utf-8")
    app = Compressed(StaticFiles(directory=tmp_path), "")
    sent: list[dict[str, Any]] = []

    async def leaving() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/static/large.js", "root_path": "/static"}
    with ThreadPoolExecutor(1) as thread:
        headers = {"headers": [(b"accept-encoding", b"gzip")]}
        thread.submit(asyncio.run, app({**scope, **headers}, leaving, send)).result()
    assert gzip.decompress(sent[-1]["body"]).decode() == TEXT * 1000
