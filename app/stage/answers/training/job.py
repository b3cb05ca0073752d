"""The job that follows the paths of an experiment in a worker, and says how far it is."""

import queue
import threading
import time
from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np

from app.stage.answers.paths import paths
from app.stage.answers.training.handover import hand_over
from app.stage.answers.training.sources import KeptPaths
from optim_core import Experiment, Run
from optim_core.experiment.work import run_work
from optim_core.simulation.simulate import Watch
from optim_core.types import Array

SURE = 0.02  # of the work, after which something can be said of the time that is left
PAUSE = 0.12  # between two pieces that say how far it is

Piece = dict[str, Any]


def train(request: Mapping[str, str]) -> Iterator[Piece]:
    """Follows an experiment: `progress` with run, step and losses as it goes, then `handed_over`, the bytes in `file`.

    `request` has the query; language and file are the server's. Raises ExperimentError.
    """
    experiment, language = Experiment.from_query(request["query"]), request.get("language", "en")
    answer = yield from _watched(experiment, language)
    yield {"handed_over": hand_over(request.get("file", ""), experiment, language, answer)}


def _watched(experiment: Experiment, language: str) -> Generator[Piece, None, bytes]:
    """The paths as bytes, worked out in a thread; until then pieces that say how far they are."""
    progress = _Progress(experiment)
    source = KeptPaths(experiment, progress.watch)
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(paths, experiment, language, False, source=source)
        answer.add_done_callback(lambda _: progress.pieces.put(None))
        try:
            while (piece := progress.pieces.get()) is not None:
                yield piece
        finally:
            progress.unheard.set()
        return answer.result()


class _Unheard(Exception):
    """Nobody listens any more."""


class _Progress:
    """Says a few times a second how far the runs of an experiment are."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment, self.unheard = experiment, threading.Event()
        self.pieces: queue.SimpleQueue[Piece | None] = queue.SimpleQueue()
        alone = replace(experiment, seeds=1)
        self.parts: dict[tuple[Run, int], tuple[float, float]] = {}  # where each part begins and how much it is
        at = 0.0
        for run in experiment.runs:
            own = run_work(alone, run)
            for seeds, much in ((1, own), (experiment.seeds, run_work(experiment, run) - own)):
                self.parts.setdefault((run, seeds), (at, much))
                at += much
        self.whole, self.share, self.began, self.last = at, 0.0, time.monotonic(), -1.0

    def watch(self, run: Run, seeds: int) -> Watch:
        begins, much = self.parts[run, seeds]
        number, steps, curve = self.experiment.runs.index(run) + 1, self.experiment.steps, []

        def look(step: int, losses: Array) -> None:
            if self.unheard.is_set():
                raise _Unheard
            loss = float(np.median(losses))
            curve.append((step, loss))
            now = time.monotonic()
            if now - self.last < PAUSE:
                return
            self.share = max(self.share, (begins + much * step / steps) / self.whole)
            seconds = (now - self.began) * (1 / self.share - 1) if self.share > SURE else None
            place = {"run": number, "step": step, "seeds": seeds}
            self.pieces.put({"progress": self.share, **place, "loss": loss, "seconds": seconds, "curve": curve[:]})
            curve.clear()
            self.last = now

        return look
