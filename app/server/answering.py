"""What all endpoints share: a request becomes an answer in a thread, and what is wrong with it 400 with the reasons."""

import json
import math
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote_plus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.words.words import known_language, say, text
from optim_core import ExperimentError, Message

Answer = Callable[[Request], Response]
Endpoint = Callable[[Request], Awaitable[Response]]
NEVER = {"Cache-Control": "no-store"}
_WHOLE = re.compile(r"\d{1,10}", re.ASCII)


class Refused(Exception):
    """A request that cannot be answered, with the words why."""


def answering(answer: Answer) -> Endpoint:
    """Runs an answer in a thread; what is wrong with the request becomes 400 with the reasons as JSON."""
    return endpoint(lambda request: run_in_threadpool(answer, request))


def answering_body(answer: Callable[[Request, bytes], Response], most: int, too_large: Message) -> Endpoint:
    """The same for a request with a body. Of a larger one than `most` bytes no more is ever read."""

    async def answered(request: Request) -> Response:
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > most:
                raise Refused(say(too_large, language_of(request)))
        return await run_in_threadpool(answer, request, bytes(body))

    return endpoint(answered)


def endpoint(answered: Endpoint) -> Endpoint:
    """What is wrong with a request becomes 400 with the reasons as JSON."""

    async def careful(request: Request) -> Response:
        try:
            return await answered(request)
        except Refused as refused:
            return JSONResponse({"problems": [str(refused)]}, 400, headers=NEVER)
        except ExperimentError as error:
            reasons = [say(problem, language_of(request)) for problem in error.problems]
            return JSONResponse({"problems": reasons}, 400, headers=NEVER)

    return careful


def json_answer(record: Any) -> Response:
    """Any record as JSON, which has no infinity: what may be one has to be a text or None."""
    body = json.dumps(record, separators=(",", ":"), allow_nan=False)
    return Response(body, media_type="application/json", headers=NEVER)


def for_json(value: Any) -> Any:
    """A number or nested lists of them for JSON, which knows no infinity."""
    if isinstance(value, list):
        return [for_json(part) for part in value]
    return value if math.isfinite(value) else None


def language_of(request: Request) -> str:
    return known_language(str(request.path_params.get("language", "en")))


def split_query(query: str, *names: str) -> tuple[str, dict[str, str]]:
    """The query without the fields called `names`, and those; the rest stays as it was written."""
    fields = [(field, field.partition("=")) for field in query.split("&")]
    own = {name: unquote_plus(value) for _, (name, _, value) in fields if name in names}
    return "&".join(field for field, (name, _, _) in fields if name not in names), own


def whole_number(own: dict[str, str], name: str, low: int, high: int, language: str) -> int:
    """A field that counts something; the lowest number where it is left out."""
    value = own.get(name, str(low))
    if not _WHOLE.fullmatch(value) or not low <= int(value) <= high:
        raise Refused(text("stage.no_whole", language, name=name, low=low, high=high))
    return int(value)
