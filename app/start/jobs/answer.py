"""The endpoint of the jobs: /insight/{language}/job/{kind}?{query}&own fields, answered line by line."""

from collections.abc import AsyncIterator
from contextlib import aclosing, nullcontext

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from app.server.answering import NEVER, Refused, answering, language_of, split_query
from app.server.jobs.handover import handover_file, received
from app.server.jobs.stream import order, stream
from app.start.jobs.registry import JOBS
from app.words.words import text
from optim_core import Experiment
from optim_core.formula import Compiled

LONGEST_FIELD = 2000
# Compressed, a line would wait for the next ones; and so it would in a proxy that collects what it passes on.
AT_ONCE = {**NEVER, "Content-Encoding": "identity", "X-Accel-Buffering": "no"}


def job_routes(base: str) -> list[BaseRoute]:
    """The route under the app's base path."""
    return [Route(f"{base}/insight/{{language}}/job/{{kind}}", answering(_job))]


def _job(request: Request) -> Response:
    """The experiment is checked here; what else there is to say comes from the worker."""
    kind, language = str(request.path_params["kind"]), language_of(request)
    if kind not in JOBS:
        raise Refused(text("jobs.unknown", language, known=", ".join(JOBS)))
    query, own = split_query(request.url.query, *JOBS[kind].fields)
    if any(len(value) > LONGEST_FIELD for value in own.values()):
        raise Refused(text("jobs.too_long", language, most=LONGEST_FIELD))
    surface = Experiment.from_query(query).surface
    compiled = surface.compiled_form if surface.formula else None
    lines = _lines(kind, {"query": query, **own}, language, compiled)
    return StreamingResponse(lines, media_type="application/x-ndjson", headers=AT_ONCE)


async def _lines(kind: str, request: dict[str, str], language: str, compiled: Compiled | None) -> AsyncIterator[str]:
    """The lines of a job. They end with their reader, and then the file that it hands over is gone too."""
    receive = JOBS[kind].receive
    with handover_file() if receive else nullcontext() as file:
        if receive:
            request = {**request, "language": language, "file": "" if file is None else str(file)}
        async with aclosing(stream(order(kind, request, language, compiled), language)) as lines:
            async for line in received(lines, file, receive) if receive else lines:
                yield line
