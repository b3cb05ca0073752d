"""The jungle's endpoint. Stateless: a request carries level, seed and log, and the answer is computed from them.

/jungle/{language}/open?level=..&seed=..&log=..   takes what is valid of a link and says what it changed
/jungle/{language}/play?level=..&seed=..&log=..   refuses what cannot be done, with the reason
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from app.pages.jungle.answer import answer
from app.server.answering import NEVER, language_of
from app.words.words import say, text
from lessons.jungle import LEVELS, SEEDS, LogError, replay
from optim_core import Message

_WHOLE = re.compile(r"\d{1,10}", re.ASCII)


def jungle_routes(base: str) -> list[BaseRoute]:
    """The routes under the app's base path; Streamlit does not prefix routes of our own."""
    pages: dict[str, Callable[[Request], Response]] = {"{language}/open": _open, "{language}/play": _play}
    return [Route(f"{base}/jungle/{path}", _in_a_thread(page)) for path, page in pages.items()]


def today() -> int:
    """The seed of the day: its date, such as 20261122."""
    return int(datetime.now(UTC).strftime("%Y%m%d"))


def _in_a_thread(page: Callable[[Request], Response]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(page, request)

    return endpoint


def _open(request: Request) -> Response:
    """A link may be old or mistyped: what cannot be read is replaced, and that is said."""
    fields, language, notes = request.query_params, language_of(request), []
    level, seed = fields.get("level") or None, fields.get("seed") or None  # a link may name one alone
    if level is not None and _number(level, LEVELS) is None:
        notes.append(text("jungle.no_level", language, given=level[:20], high=max(LEVELS)))
    if seed is not None and _number(seed, range(SEEDS)) is None:
        notes.append(text("jungle.no_seed", language, given=seed[:20], high=SEEDS - 1))
    where = _number(level, LEVELS) or 1, today() if (read := _number(seed, range(SEEDS))) is None else read
    log = "" if notes else fields.get("log", "")
    try:
        game = replay(*where, log)
    except LogError as error:
        notes.append(text("jungle.log_dropped", language, problem=error.message))
        game = replay(*where, "")
    return JSONResponse(answer(game, language, tuple(notes)), headers=NEVER)


def _play(request: Request) -> Response:
    fields, language = request.query_params, language_of(request)
    level, seed = _number(fields.get("level"), LEVELS), _number(fields.get("seed"), range(SEEDS))
    try:
        if level is None:
            raise LogError(Message("jungle.no_level", given=fields.get("level", "")[:20], high=max(LEVELS)))
        if seed is None:
            raise LogError(Message("jungle.no_seed", given=fields.get("seed", "")[:20], high=SEEDS - 1))
        game = replay(level, seed, fields.get("log", ""))
    except LogError as error:
        return JSONResponse({"problems": [say(error.message, language)]}, 400, headers=NEVER)
    return JSONResponse(answer(game, language), headers=NEVER)


def _number(value: str | None, valid: Any) -> int | None:
    """A whole number that is among the valid ones."""
    return int(value) if value is not None and _WHOLE.fullmatch(value) and int(value) in valid else None
