"""Of what a page asks for while a finger moves, one answer is worked on at a time, and what is overtaken is dropped."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from app.server.turns import TURNS, Turns, in_turn
from app.stage.routes import stage_routes

PAGE, OTHER = "0123456789abcdef", "fedcba9876543210"
PATHS = "/stage/en/paths?surface=bowl&run1=gd&steps=5&draft=1"
GONE = {"type": "http.disconnect"}


def asked(*numbers: int, page: str = PAGE) -> tuple[Turns, list[asyncio.Task[bool]]]:
    turns = Turns()
    return turns, [asyncio.create_task(turns.take(page, number)) for number in numbers]


def test_one_is_worked_on_and_the_newest_is_next() -> None:
    """Of three that come while the first is worked on only the newest ever begins, in whatever order they came."""

    async def story() -> None:
        turns, (first, second, fourth, third) = asked(1, 2, 4, 3)
        await asyncio.sleep(0)
        assert await first
        assert not await second
        assert not await third, "older than one that waits"
        assert not fourth.done()
        turns.give(PAGE)
        assert await fourth
        turns.give(PAGE)
        assert turns.pages == {}, "nothing is kept of a page that is served"

    asyncio.run(story())


def test_pages_do_not_wait_for_each_other() -> None:
    """Another page begins at once, whatever its numbers are."""

    async def story() -> None:
        turns = Turns()
        assert await turns.take(PAGE, 100)
        assert await turns.take(OTHER, 1)

    asyncio.run(story())


def test_one_that_was_given_up_while_it_waited_is_passed_over() -> None:
    """A request that is cancelled while it waits holds up nobody and leaves nothing behind."""

    async def story() -> None:
        turns, (first, second) = asked(1, 2)
        await asyncio.sleep(0)
        assert await first
        second.cancel()
        await asyncio.sleep(0)
        turns.give(PAGE)
        assert turns.pages == {}
        assert await turns.take(PAGE, 3)

    asyncio.run(story())


async def called(answer: Callable[[Request], Response], turn: str, more: list[dict[str, Any]]) -> dict[str, Any]:
    """The first message that an endpoint sends; `more` is what it hears of its reader behind the request."""
    heard = [{"type": "http.request", "body": b"", "more_body": False}, *more]
    sent: list[dict[str, Any]] = []

    async def receive() -> Any:
        return heard.pop(0) if heard else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": f"turn={turn}".encode(), "headers": []}
    await Starlette(routes=[Route("/", in_turn(answer))])(scope, receive, send)
    return sent[0]


@pytest.mark.parametrize("page", [PAGE, OTHER])
def test_nothing_is_worked_on_that_nobody_waits_for(page: str) -> None:
    """Where the reader is gone before its turn comes, the work is not begun; and the next one's turn comes."""
    worked = []

    def answer(request: Request) -> Response:
        worked.append(request.url.query)
        return PlainTextResponse("done")

    assert asyncio.run(called(answer, f"{page}.1", [GONE]))["status"] == 204
    assert worked == []
    assert asyncio.run(called(answer, f"{page}.2", []))["status"] == 200
    assert worked == [f"turn={page}.2"]
    assert TURNS.pages == {}


def test_a_mistake_gives_the_turn_on() -> None:
    """Where an answer fails, the page is not held up for ever."""

    def answer(request: Request) -> Response:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(called(answer, f"{PAGE}.1", []))
    assert TURNS.pages == {}


def test_paths_say_how_long_they_took_and_are_the_same_in_turn() -> None:
    """A draft in turn has the bytes of one without, and says how long it waited and was worked on."""
    client = TestClient(Starlette(routes=stage_routes("")))
    plain, in_its_turn = client.get(PATHS), client.get(f"{PATHS}&turn={PAGE}.1")
    assert in_its_turn.content == plain.content
    names = [part.split(";dur=")[0] for part in in_its_turn.headers["server-timing"].split(", ")]
    assert names == ["wait", "work"]


@pytest.mark.parametrize("turn", ["", "short.1", f"{PAGE}.x", f"{PAGE}.{10**12}", f"{'a' * 1000}.1", "%00.1"])
def test_a_turn_that_is_none_is_answered_at_once(turn: str) -> None:
    """What has no name or number of a turn is answered as ever, and nothing is kept of it."""
    client = TestClient(Starlette(routes=stage_routes("")))
    response = client.get(f"{PATHS}&turn={turn}")
    assert response.status_code == 200
    assert "server-timing" not in response.headers
    assert TURNS.pages == {}
