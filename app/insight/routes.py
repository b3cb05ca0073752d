"""The endpoint of the insights. Stateless like the stage's: a request carries the experiment as its query string.

/insight/{language}/{name}?...   one answer of ANSWERS, JSON
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.answering import answering, json_answer

Answer = Callable[[str, str], Any]  # (query with the answer's own fields, language) -> a record for JSON

ANSWERS: dict[str, Answer] = {}


def insight_routes(base: str) -> list[BaseRoute]:
    """The routes under the app's base path."""
    return [Route(f"{base}/insight/{{language}}/{name}", answering(_answer(found))) for name, found in ANSWERS.items()]


def _answer(found: Answer) -> Callable[[Request], Response]:
    return lambda request: json_answer(found(request.url.query, str(request.path_params["language"])))
