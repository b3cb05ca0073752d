"""The endpoint of the insights. Stateless like the stage's: a request carries the experiment as its query string.

/insight/{language}/{name}?...   one answer of ANSWERS, JSON
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from app.panels.answers import ANSWERS, Answer
from app.panels.worker_answers import takes_long, worker_answer
from app.server.answering import NEVER, Endpoint, Refused, answering, json_answer, language_of


def insight_routes(base: str) -> list[BaseRoute]:
    """The routes under the app's base path."""
    return [Route(f"{base}/insight/{{language}}/{name}", _answer(name, answer)) for name, answer in ANSWERS.items()]


def _answer(name: str, answer: Answer) -> Endpoint:
    """Answers in a thread, or in a worker process where that takes long."""
    here = answering(lambda request: json_answer(answer(request.url.query, language_of(request))))

    async def endpoint(request: Request) -> Response:
        if not await run_in_threadpool(takes_long, name, request.url.query):
            return await here(request)
        try:
            return json_answer(await worker_answer(request, name))
        except Refused as refused:
            return JSONResponse({"problems": [str(refused)]}, 400, headers=NEVER)

    return endpoint
