"""Long training: what of an experiment is followed in a worker process, how far it is, and what comes back.

Where the paths would take long to follow, the server answers with the beginning of each run and says that they have to
be trained. The job `train` follows them in a worker, tells how far it is, and leaves the finished answer and the paths
in a file, from which the server's answers then come at once. A replica that knows nothing of that follows them itself.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from app.stage.answers.followed import PATHS, Kept, beginning_of, ends, ends_key, path_key, path_of, size
from app.stage.answers.live import Shown
from app.stage.answers.paths import paths
from optim_core import Experiment, Run, Trajectory
from optim_core.experiment.work import run_work, steps_within, work
from optim_core.simulation.simulate import Watch
from optim_core.types import Array

HEAVY = 0.3  # seconds of work from which on paths are trained in a worker
LIVE, BEGINNING = 0.1, 0.06  # of one frame of a drag; beyond, so much of it is followed
SURE = 0.02  # of the work, after which something can be said of the time that is left
PAUSE = 0.12  # between two pieces that say how far it is
MOST_LEFT = 96 * 2**20  # bytes of paths that a job leaves
ANSWERS = Kept(32 * 2**20)  # finished answers by experiment and language

Piece = dict[str, Any]


# ---- what the server answers


def draft(experiment: Experiment, language: str, shown: Shown | None = None) -> bytes:
    """The paths for one frame of a drag: of a model that takes longer only the first steps."""
    if experiment.surface.data is None or work(experiment) <= LIVE:
        return paths(experiment, language, True, shown)
    return beginning(experiment, language, shown=shown)


def resting(experiment: Experiment, language: str, trains: bool) -> bytes:
    """The paths when nothing moves. Where the reader `trains` and they are much work, only the beginning."""
    key = _answer_key(experiment, language)
    if (found := ANSWERS.get(key)) is not None:
        return found  # type: ignore[no-any-return]
    seconds = work_left(experiment)
    if trains and seconds > HEAVY:
        return beginning(experiment, language, {"seconds": round(seconds, 1)})
    return paths(experiment, language, False, source=Following(experiment))


def beginning(
    experiment: Experiment, language: str, train: Mapping[str, Any] | None = None, shown: Shown | None = None
) -> bytes:
    """The first steps of each run, as a draft; `train` says what there is to do for the rest."""
    first = steps_within(experiment, BEGINNING)
    short = Beginning(experiment, first)
    more = {"first": first, "train": train}
    return paths(replace(experiment, seeds=1), language, True, shown, short, more)


def work_left(experiment: Experiment) -> float:
    """The seconds that the paths take which are not kept."""
    alone = replace(experiment, seeds=1)
    return sum(
        run_work(experiment, run) - (path_key(experiment, run) in PATHS) * run_work(alone, run)
        for run in experiment.runs
    )


class Beginning:
    """The first steps of the runs of an experiment; their schedules are those of all its steps."""

    def __init__(self, experiment: Experiment, steps: int) -> None:
        self.experiment, self.steps = experiment, steps

    def trajectory(self, run: Run) -> Trajectory:
        return beginning_of(self.experiment, run, self.steps)

    def bundle(self, run: Run) -> Trajectory:
        raise NotImplementedError("a beginning is that of one seed")


class Following:
    """The paths of an experiment, kept ones if there are any. `watch(run, seeds)` gives what is told how far one is."""

    def __init__(self, experiment: Experiment, watch: Callable[[Run, int], Watch] | None = None) -> None:
        self.experiment, self.watch = experiment, watch
        self.ends: dict[str, Array] = {}

    def trajectory(self, run: Run) -> Trajectory:
        return path_of(self.experiment, run, self.watch and self.watch(run, 1))

    def bundle(self, run: Run) -> Trajectory:
        found = self.experiment.bundle(run, self.watch and self.watch(run, self.experiment.seeds))
        self.ends[ends_key(self.experiment, run)] = ends(found)
        return found


def _answer_key(experiment: Experiment, language: str) -> str:
    return f"{language} {experiment.to_query()}"


# ---- the job


def train(request: Mapping[str, str]) -> Iterator[Piece]:
    """Follows an experiment: `progress` with run, step and losses as it goes, then `left`, the bytes in `file`.

    `request` has the query; language and file are the server's. Raises ExperimentError.
    """
    experiment, language = Experiment.from_query(request["query"]), request.get("language", "en")
    source = Following(experiment)
    answer = yield from _told(experiment, source, lambda: paths(experiment, language, False, source=source))
    yield {"left": _leave(request.get("file", ""), experiment, language, answer, source)}


def _told(experiment: Experiment, source: Following, answer: Callable[[], bytes]) -> Generator[Piece, None, bytes]:
    """What `answer` returns, worked out in a thread; until then pieces that say how far it is."""
    heard: queue.SimpleQueue[Piece | None] = queue.SimpleQueue()
    found: list[bytes] = []
    failed: list[BaseException] = []
    left = threading.Event()
    source.watch = _Progress(experiment, heard.put, left).watch

    def run() -> None:
        try:
            found.append(answer())
        except BaseException as error:
            failed.append(error)
        heard.put(None)

    threading.Thread(target=run, daemon=True).start()
    try:
        while (piece := heard.get()) is not None:
            yield piece
    finally:
        left.set()
    if failed:
        raise failed[0]
    return found[0]


class _Left(Exception):
    """Nobody listens any more."""


class _Progress:
    """Says a few times a second how far the runs of an experiment are."""

    def __init__(self, experiment: Experiment, tell: Callable[[Piece], None], left: threading.Event) -> None:
        self.experiment, self.tell, self.left = experiment, tell, left
        alone = replace(experiment, seeds=1)
        self.parts: dict[tuple[Run, int], tuple[float, float]] = {}  # where each part begins and how much it is
        at = 0.0
        for run in experiment.runs:
            own = run_work(alone, run)
            for seeds, much in ((1, own), (experiment.seeds, run_work(experiment, run) - own)):
                self.parts.setdefault((run, seeds), (at, much))
                at += much
        self.whole, self.share, self.began, self.told = at, 0.0, time.monotonic(), -1.0

    def watch(self, run: Run, seeds: int) -> Watch:
        begins, much = self.parts[run, seeds]
        number, steps, curve = self.experiment.runs.index(run) + 1, self.experiment.steps, []

        def look(step: int, losses: Array) -> None:
            if self.left.is_set():
                raise _Left
            loss = float(np.median(losses))
            curve.append((step, loss))
            now = time.monotonic()
            if now - self.told < PAUSE:
                return
            self.share = max(self.share, (begins + much * step / steps) / self.whole)
            seconds = (now - self.began) * (1 / self.share - 1) if self.share > SURE else None
            place = {"run": number, "step": step, "seeds": seeds}
            self.tell({"progress": self.share, **place, "loss": loss, "seconds": seconds, "curve": curve[:]})
            curve.clear()
            self.told = now

        return look


# ---- the file that the job leaves: lines of JSON, each followed by what it names


def _leave(name: str, experiment: Experiment, language: str, answer: bytes, source: Following) -> int:
    """Writes the answer and as many of the paths as may be; the bytes that were written, 0 where they could not be."""
    if not name:
        return 0
    try:
        with open(name, "wb") as file:
            _head(file, {"answer": _answer_key(experiment, language), "bytes": len(answer)})
            file.write(answer)
            for key, ended in source.ends.items():
                _head(file, {"ends": key})
                np.save(file, ended)
            for run in experiment.runs:
                found, key = path_of(experiment, run), path_key(experiment, run)
                if file.tell() + size(found) <= MOST_LEFT:
                    _head(file, {"path": key, "state": [*found.state]})
                    for array in _arrays(found):
                        np.save(file, array)
            return file.tell()
    except OSError:  # no room for it: the server will follow the paths itself
        return 0


def take(path: Path) -> None:
    """Keeps what a job left."""
    with suppress(OSError, ValueError, EOFError), path.open("rb") as file:
        while line := file.readline():
            head = json.loads(line)
            if "answer" in head:
                ANSWERS.put(head["answer"], file.read(head["bytes"]), head["bytes"])
            elif "ends" in head:
                ended = np.load(file)
                PATHS.put(head["ends"], ended, ended.nbytes)
            else:
                trajectory = _trajectory(file, head["state"])
                PATHS.put(head["path"], trajectory, size(trajectory))


def _head(file: BinaryIO, head: Piece) -> None:
    file.write(json.dumps(head).encode() + b"\n")


_PLAIN = tuple(part.name for part in fields(Trajectory) if part.name != "state")


def _arrays(found: Trajectory) -> list[Array]:
    return [*(getattr(found, name) for name in _PLAIN), *found.state.values()]


def _trajectory(file: BinaryIO, state: list[str]) -> Trajectory:
    plain = {name: np.load(file) for name in _PLAIN}
    return Trajectory(**plain, state={name: np.load(file) for name in state})
