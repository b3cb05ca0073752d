"""The file in which the job hands over its work: lines of JSON, each followed by the bytes or arrays that it names."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from app.stage.answers.path_cache import ENDS, PATHS, ends_key, path_key, path_of, size
from app.stage.answers.training.answers import ANSWERS, answer_key
from optim_core import Experiment, Trajectory
from optim_core.types import Array

MOST_BYTES = 96 * 2**20  # of paths in one file


def hand_over(name: str, experiment: Experiment, language: str, answer: bytes) -> int:
    """Writes the answer and as many of the paths as may be; the bytes that were written, 0 where they could not be."""
    if not name:
        return 0
    try:
        with open(name, "wb") as file:
            _head(file, {"answer": answer_key(experiment, language), "bytes": len(answer)})
            file.write(answer)
            for run in experiment.runs:
                if (points := ENDS.get(ends_key(experiment, run))) is not None:
                    _head(file, {"ends": ends_key(experiment, run)})
                    np.save(file, points)
            for run in experiment.runs:
                path = path_of(experiment, run)
                if file.tell() + size(path) <= MOST_BYTES:
                    _head(file, {"path": path_key(experiment, run), "state": [*path.state]})
                    for array in _arrays(path):
                        np.save(file, array)
            return file.tell()
    except OSError:  # no room for it: the server will follow the paths itself
        return 0


def receive(name: Path) -> None:
    """Keeps what a job has handed over."""
    with suppress(OSError, ValueError, EOFError), name.open("rb") as file:
        while line := file.readline():
            head = json.loads(line)
            if "answer" in head:
                ANSWERS.put(head["answer"], file.read(head["bytes"]), head["bytes"])
            elif "ends" in head:
                points = np.load(file)
                ENDS.put(head["ends"], points, points.nbytes)
            else:
                path = _path(file, head["state"])
                PATHS.put(head["path"], path, size(path))


def _head(file: BinaryIO, head: Mapping[str, Any]) -> None:
    file.write(json.dumps(head).encode() + b"\n")


_PLAIN = tuple(part.name for part in fields(Trajectory) if part.name not in ("state", "subject"))


def _arrays(path: Trajectory) -> list[Array]:
    return [*(getattr(path, name) for name in _PLAIN), *path.state.values()]


def _path(file: BinaryIO, state: list[str]) -> Trajectory:
    plain = {name: np.load(file) for name in _PLAIN}
    return Trajectory(**plain, state={name: np.load(file) for name in state})
