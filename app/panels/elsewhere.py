"""Answers of the insights that would hold up everybody else: a worker process works them out, as a job."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import aclosing, suppress
from typing import Any

from starlette.requests import Request

from app.panels.answers import ANSWERS
from app.server.answering import Refused, apart, language_of
from app.server.jobs.stream import order, stream
from app.stage.answers.training.answers import HEAVY, work_left
from optim_core import Experiment
from optim_core.experiment.work import step_work, work
from optim_core.insights.rate_strip.sweep import RATES, followed

LOOK = 1.0  # seconds after which somebody looks whether the reader is still there


def seconds(name: str, query: str) -> float:
    """How long an answer takes, at least: that of the paths which are not kept, and what it follows besides."""
    experiment = Experiment.repair(query)[0]  # an answer's own fields are no fields of an experiment
    return work_left(experiment) + COSTS.get(name, _nothing)(experiment, query)


def _nothing(experiment: Experiment, query: str) -> float:
    return 0.0


def _before(experiment: Experiment, query: str) -> float:
    return work_left(Experiment.repair(apart(query, "before")[1].get("before", ""))[0])


def _tries(experiment: Experiment, query: str) -> float:
    """Each fix is run before it is offered."""
    return work(experiment)


def _sweep(experiment: Experiment, query: str) -> float:
    return sum(followed(experiment, run) * step_work(experiment, run, RATES) for run in experiment.runs)


COSTS: dict[str, Callable[[Experiment, str], float]] = {"difference": _before, "strip": _sweep, "why": _tries}


async def elsewhere(request: Request, name: str) -> Any:
    """The answer from a worker. Raises Refused; None where the reader is gone."""
    language, query = language_of(request), request.url.query
    surface = Experiment.repair(query)[0].surface
    what = order(
        "answer",
        {"name": name, "query": query, "language": language},
        language,
        surface.compiled if surface.formula else None,
    )
    async with aclosing(stream(what, language)) as lines:
        waiting = asyncio.ensure_future(_last(lines))
        while not (await asyncio.wait({waiting}, timeout=LOOK))[0]:
            if await request.is_disconnected():
                waiting.cancel()
                with suppress(asyncio.CancelledError):
                    await waiting
                return None
    found = waiting.result()
    if "answer" not in found:
        raise Refused(" ".join(found.get("problems", [])))
    return found["answer"]


async def _last(lines: Any) -> dict[str, Any]:
    """The last line that says something."""
    found: dict[str, Any] = {}
    async for line in lines:
        piece = json.loads(line)
        if "answer" in piece or "problems" in piece:
            found = piece
    return found


def heavy(name: str, query: str) -> bool:
    """Whether an answer takes so long that a worker is asked."""
    return seconds(name, query) > HEAVY


def answer_job(request: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """One answer as a job: `name` says which, the other fields are those of its address. Raises ExperimentError."""
    try:
        yield {"answer": ANSWERS[request.get("name", "why")](request["query"], request.get("language", "en"))}
    except Refused as refused:
        yield {"problems": [str(refused)]}
