"""The endpoint of the insights. Stateless like the stage's: a request carries the experiment as its query string.

/insight/{language}/{name}?...   one answer of ANSWERS, JSON
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from app.answering import NEVER, Refused, answering, json_answer, language_of
from app.insight.difference import difference_answer
from app.insight.effective import effective
from app.insight.elsewhere import elsewhere, heavy
from app.insight.landscape import landscape_answer
from app.insight.microscope import microscope
from app.insight.own import own_answer
from app.insight.pulls import pulls_answer
from app.insight.race import race_answer
from app.insight.rangetest import range_answer
from app.insight.strip import strip_answer
from app.insight.weights import weights
from app.insight.why import why
from app.jobs.answer import job_routes

Answer = Callable[[str, str], Any]  # (query with the answer's own fields, language) -> a record for JSON

ANSWERS: dict[str, Answer] = {
    "difference": difference_answer,
    "effective": effective,
    "landscape": landscape_answer,
    "microscope": microscope,
    "own": own_answer,
    "pulls": pulls_answer,
    "race": race_answer,
    "range": range_answer,
    "strip": strip_answer,
    "weights": weights,
    "why": why,
}


def insight_routes(base: str) -> list[BaseRoute]:
    """The routes under the app's base path."""
    answers = [Route(f"{base}/insight/{{language}}/{name}", _answer(name, found)) for name, found in ANSWERS.items()]
    return [*answers, *job_routes(base)]


def _answer(name: str, found: Answer) -> Callable[[Request], Any]:
    """Answers in a thread, or in a worker process where that takes long."""
    here = answering(lambda request: json_answer(found(request.url.query, language_of(request))))

    async def endpoint(request: Request) -> Response:
        if not await run_in_threadpool(heavy, name, request.url.query):
            return await here(request)  # type: ignore[no-any-return]
        try:
            return json_answer(await elsewhere(request, name))
        except Refused as refused:
            return JSONResponse({"problems": [str(refused)]}, 400, headers=NEVER)

    return endpoint
