"""Answers of the insights that would hold up everybody else: a worker process works them out, as a job."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import aclosing, suppress
from typing import Any

from starlette.requests import Request

from app.panels.answers import ANSWERS
from app.server.answering import Refused, language_of, split_query
from app.server.jobs.stream import order, stream
from app.stage.answers.training.answers import HEAVY, work_left
from optim_core import Experiment
from optim_core.experiment.work import step_work, work
from optim_core.insights.rate_strip.sweep import RATES, followed

LOOK = 1.0  # seconds after which somebody looks whether the reader is still there


def _before(experiment: Experiment, query: str) -> float:
    return work_left(Experiment.repair(split_query(query, "before")[1].get("before", ""))[0])


def _tries(experiment: Experiment, query: str) -> float:
    """Each fix is run before it is offered."""
    return work(experiment)


def _sweep(experiment: Experiment, query: str) -> float:
    return sum(followed(experiment, run) * step_work(experiment, run, RATES) for run in experiment.runs)


# What an answer follows besides the paths of the experiment, in seconds.
COSTS: dict[str, Callable[[Experiment, str], float]] = {"difference": _before, "strip": _sweep, "why": _tries}


def takes_long(name: str, query: str) -> bool:
    """Whether an answer takes long: the paths that are not kept, and what else it follows."""
    experiment = Experiment.repair(query)[0]  # an answer's own fields are no fields of an experiment
    besides = COSTS[name](experiment, query) if name in COSTS else 0.0
    return work_left(experiment) + besides > HEAVY


async def worker_answer(request: Request, name: str) -> Any:
    """The answer from a worker. Raises Refused; None where the reader is gone."""
    language, query = language_of(request), request.url.query
    surface = Experiment.repair(query)[0].surface
    known = surface.compiled_form if surface.formula else None
    what = order("answer", {"name": name, "query": query, "language": language}, language, known)
    async with aclosing(stream(what, language)) as lines:
        waiting = asyncio.ensure_future(_last(lines))
        while not (await asyncio.wait({waiting}, timeout=LOOK))[0]:
            if await request.is_disconnected():
                waiting.cancel()
                with suppress(asyncio.CancelledError):
                    await waiting
                return None
    last = waiting.result()
    if "answer" not in last:
        raise Refused(" ".join(last.get("problems", [])))
    return last["answer"]


async def _last(lines: Any) -> dict[str, Any]:
    """The last line that says something."""
    last: dict[str, Any] = {}
    async for line in lines:
        piece = json.loads(line)
        if "answer" in piece or "problems" in piece:
            last = piece
    return last


def answer_job(request: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """One answer as a job: `name` says which, the other fields are those of its address. Raises ExperimentError."""
    try:
        yield {"answer": ANSWERS[request.get("name", "why")](request["query"], request.get("language", "en"))}
    except Refused as refused:
        yield {"problems": [str(refused)]}
