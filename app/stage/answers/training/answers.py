"""What the server answers where paths take long: those that are kept, or the beginning of each run."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.server.cache import Cache
from app.stage.answers.live import Shown
from app.stage.answers.path_cache import PATHS, path_key
from app.stage.answers.paths import paths
from app.stage.answers.training.sources import FirstSteps, KeptPaths
from optim_core import Experiment
from optim_core.experiment.work import run_work, steps_within, work

HEAVY = 0.3  # seconds of work from which on paths are trained in a worker
LIVE, BEGINNING = 0.1, 0.06  # of one frame of a drag; beyond, so much of it is followed
ANSWERS: Cache[bytes] = Cache(32 * 2**20)  # finished answers


def answer_key(experiment: Experiment, language: str) -> str:
    return f"{language} {experiment.to_query()}"


def draft(experiment: Experiment, language: str, shown: Shown | None = None) -> bytes:
    """The paths for one frame of a drag: of a model that takes longer only the first steps."""
    if experiment.surface.data is None or work(experiment) <= LIVE:
        return paths(experiment, language, True, shown)
    return _beginning(experiment, language, shown=shown)


def resting(experiment: Experiment, language: str, trains: bool) -> bytes:
    """The paths when nothing moves. Where the reader `trains` and they are much work, only the beginning."""
    if (answer := ANSWERS.get(answer_key(experiment, language))) is not None:
        return answer
    seconds = work_left(experiment)
    if trains and seconds > HEAVY:
        return _beginning(experiment, language, {"seconds": round(seconds, 1)})
    return paths(experiment, language, False, source=KeptPaths(experiment))


def _beginning(
    experiment: Experiment, language: str, train: Mapping[str, Any] | None = None, shown: Shown | None = None
) -> bytes:
    """The first steps of each run, as a draft; `train` says what there is to do for the rest."""
    steps = steps_within(experiment, BEGINNING)
    source, more = FirstSteps(experiment, steps), {"first": steps, "train": train}
    return paths(replace(experiment, seeds=1), language, True, shown, source, more)


def work_left(experiment: Experiment) -> float:
    """The seconds that the paths take which are not kept."""
    alone = replace(experiment, seeds=1)
    return sum(
        run_work(experiment, run) - (path_key(experiment, run) in PATHS) * run_work(alone, run)
        for run in experiment.runs
    )
