"""The jobs by kind. Each is a generator in the core that yields plain records, one for each thing there is to tell."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.panels.worker_answers import answer_job
from app.server.jobs.handover import Receive
from app.stage.answers.training.handover import receive
from app.stage.answers.training.job import train
from lessons.check import check_job
from optim_core.insights.basin.basin import basin
from optim_core.insights.race import race_job
from optim_core.insights.rate_map import plane


@dataclass(frozen=True)
class Job:
    """`pieces(request)` gets the experiment as request["query"] and of its own `fields` those that were sent.

    A piece is a dict of what JSON knows, of arrays and of Messages, which become words. What is wrong with the request
    is raised as ExperimentError. A job with `receive` also gets `language` and the name of a `file`, which the
    server receives when a piece has `handed_over`.
    """

    pieces: Callable[[Mapping[str, str]], Iterator[Mapping[str, Any]]]
    fields: tuple[str, ...] = ()
    receive: Receive | None = None


JOBS = {
    "answer": Job(answer_job),
    "basin": Job(basin, ("run",)),
    "plane": Job(plane, ("run", "up", "first")),
    "race": Job(race_job, ("race",)),
    "train": Job(train, receive=receive),
}

PAGE_JOBS = {"lesson": Job(check_job)}  # begun by our own pages only, and about no experiment
