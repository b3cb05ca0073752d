"""What stands in front of every page: short enough for the proxies people have, and of use to the browser."""

from __future__ import annotations

import re
import socket
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.pages import places
from app.server import assets
from app.server.address import Address
from app.server.headers import Headers as PageHeaders
from app.server.headers import early
from app.words import words
from tests.e2e.server import Server

LONG = "/".join(["department-of-applied-mathematics", "courses", "winter-2026", "descent-lab"])
PROXY = 4096  # bytes of nginx's proxy_buffer_size, where a page of memory has as many


def head(server: Server) -> bytes:
    """The page's response up to its body, to the byte."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(f"GET {urlsplit(server.url).path} HTTP/1.0\r\nHost: lab\r\n\r\n".encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += connection.recv(65536)
    return answer[: answer.index(b"\r\n\r\n") + 4]


@pytest.mark.slow
def test_a_proxy_takes_the_head_of_the_page():
    """Also under a long base path it stays within the buffer that nginx reads a response's head into."""
    with Server(LONG) as server:
        found = head(server)
    assert b" 200 " in found.splitlines()[0]
    assert f"</{LONG}/files/".encode() in found
    assert len(found) < PROXY


@pytest.mark.parametrize("base", ["", "/lab", f"/{LONG}"])
def test_the_browser_is_told_of_files_that_exist(base):
    """The stage's script and its style; not Plotly, which is not needed for the first picture."""
    told = re.findall(r"<([^>]+)>; rel=(\w+)", early(base))
    client = TestClient(Starlette(routes=assets.asset_routes(base)))
    assert [rel for _, rel in told] == ["modulepreload", "preload"]
    for address, _ in told:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


def test_a_page_without_a_stage_fetches_none_of_its_files():
    """Playground and lessons tell of the stage's files, the jungle does not; what keeps safe stands on all pages."""

    def page(_: Request) -> HTMLResponse:
        return HTMLResponse("<html></html>")

    inner = Starlette(routes=[Route("/lab/{path:path}", page)])
    client = TestClient(PageHeaders(inner, "/lab", without=places.WITHOUT_STAGE))
    assert "modulepreload" in client.get("/lab/").headers["link"]
    assert "modulepreload" in client.get("/lab/slope-and-sign").headers["link"]
    assert "link" not in client.get("/lab/jungle").headers
    assert client.get("/lab/jungle").headers["x-content-type-options"] == "nosniff"


def test_a_page_is_never_an_older_one():
    """What is put into Streamlit's page comes with every visit: no condition of the browser's reaches its file."""
    asked: list[Headers] = []

    def page(request: Request) -> HTMLResponse:
        asked.append(request.headers)
        return HTMLResponse("<head><title>Lab</title></head>")

    client = TestClient(Address(Starlette(routes=[Route("/course", page)]), "/lab"))
    found = client.get("/course", headers={"Accept": "text/html", "If-None-Match": '"old"', "If-Modified-Since": "0"})
    assert not {"if-none-match", "if-modified-since", "accept-encoding"} & set(asked[0])
    assert 'location.origin + "/lab/"' in found.text
    assert found.text.index("Node.prototype.removeChild") < found.text.index("<title>")
    assert int(found.headers["content-length"]) == len(found.content)


@pytest.mark.parametrize(
    ("address", "wanted", "language"),
    [
        ("/", "de-AT,de;q=0.9", "de"),
        ("/", "fr", "en"),
        ("/?lang=de", "fr", "de"),
        ("/?lang=xx", "de", "en"),
        ("/", "", "en"),
    ],
)
def test_a_page_says_which_language_it_is_in(monkeypatch, address, wanted, language):
    """The address decides, or else the browser; where there is no such catalogue it is English."""
    monkeypatch.setattr(words, "LANGUAGES", ("de", "en"))
    page = Route("/", lambda request: HTMLResponse('<!doctype html><html lang="en"><head></head></html>'))
    client = TestClient(Address(Starlette(routes=[page]), ""))
    found = client.get(address, headers={"Accept": "text/html", "Accept-Language": wanted})
    assert f'<html lang="{language}">' in found.text
    assert int(found.headers["content-length"]) == len(found.content)
