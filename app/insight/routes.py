"""The endpoint of the insights. Stateless like the stage's: a request carries the experiment as its query string.

/insight/{language}/{name}?...   one answer of ANSWERS, JSON
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.answering import answering, json_answer, language_of
from app.insight.difference import difference_answer
from app.insight.effective import effective
from app.insight.microscope import microscope
from app.insight.own import own_answer
from app.insight.race import race_answer
from app.insight.strip import strip_answer
from app.insight.why import why
from app.jobs.answer import job_routes

Answer = Callable[[str, str], Any]  # (query with the answer's own fields, language) -> a record for JSON

ANSWERS: dict[str, Answer] = {
    "difference": difference_answer,
    "effective": effective,
    "microscope": microscope,
    "own": own_answer,
    "race": race_answer,
    "strip": strip_answer,
    "why": why,
}


def insight_routes(base: str) -> list[BaseRoute]:
    """The routes under the app's base path."""
    answers = [
        Route(f"{base}/insight/{{language}}/{name}", answering(_answer(found))) for name, found in ANSWERS.items()
    ]
    return [*answers, *job_routes(base)]


def _answer(found: Answer) -> Callable[[Request], Response]:
    return lambda request: json_answer(found(request.url.query, language_of(request)))
