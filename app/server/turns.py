"""Whose turn it is: of what a page asks for while a finger moves one answer is worked on at a time, the newest next."""

import asyncio
import re
from time import perf_counter

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.server.answering import NEVER, Answer, Endpoint, endpoint, split_query

_TURN = re.compile(r"([0-9a-z]{8,32})\.(\d{1,9})", re.ASCII)


class Turns:
    """Remembers a page as long as it is served, and no longer. Names are drawn by the pages: nobody knows another's."""

    def __init__(self) -> None:
        self.pages: dict[str, _Page] = {}

    async def take(self, name: str, number: int) -> bool:
        """Waits for the page's turn. False: a newer request of the page is there, this one is to be forgotten."""
        page = self.pages.get(name)
        if page is None:
            self.pages[name] = _Page(number)
            return True
        if number < page.newest:
            return False
        page.newest = number
        page.call(False)
        page.waiting = asyncio.get_running_loop().create_future()
        return await page.waiting

    def give(self, name: str) -> None:
        """The page's answer is there: the one that waits may begin."""
        if not self.pages[name].call(True):
            del self.pages[name]


class _Page:
    def __init__(self, newest: int) -> None:
        self.newest = newest
        self.waiting: asyncio.Future[bool] | None = None

    def call(self, may: bool) -> bool:
        """Tells the request that waits whether it may begin; whether one did."""
        waiting, self.waiting = self.waiting, None
        if waiting is None or waiting.done():
            return False
        waiting.set_result(may)
        return True


async def _gone(request: Request) -> bool:
    """Whether nobody waits for the answer any more. The first look is at the request's own end."""
    return await request.is_disconnected() or await request.is_disconnected()


TURNS = Turns()


def in_turn(answer: Answer) -> Endpoint:
    """An answer in a thread, as `answering` does, in the turn that the request names as `turn`; without one at once.

    What is overtaken, or nobody waits for any more, is not worked on: 204. `Server-Timing` says how long an answer
    waited and was worked on, from which a page knows how far away the server is.
    """

    async def answered(request: Request) -> Response:
        named = _TURN.fullmatch(split_query(request.url.query, "turn")[1].get("turn", ""))
        if named is None:
            return await run_in_threadpool(answer, request)
        came = perf_counter()
        name, number = named[1], int(named[2])
        if not await TURNS.take(name, number):
            return Response(status_code=204, headers=NEVER)
        try:
            if await _gone(request):
                return Response(status_code=204, headers=NEVER)
            began = perf_counter()
            response = await run_in_threadpool(answer, request)
            spent = [1000 * (began - came), 1000 * (perf_counter() - began)]
        finally:
            TURNS.give(name)
        response.headers["Server-Timing"] = "wait;dur={:.1f}, work;dur={:.1f}".format(*spent)
        return response

    return endpoint(answered)
