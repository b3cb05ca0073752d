"""What a browser needs to follow an experiment's drafts by itself: where the printed code is, and what its numbers are.

Each number that the code takes is named by its field, with its value where the field is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from app.server.answering import Refused
from app.words.words import text
from optim_core import Experiment, Hyper, Run
from optim_core.insights.rate_strip.sweep import rates_of
from optim_core.javascript import Unprinted, printed
from optim_core.simulation.ending import ENDINGS
from optim_core.simulation.restless import BOUNCE_STEPS
from optim_core.surfaces.measures import lowest_loss
from optim_core.types import Array

MOST_DIM = 1000
MOST_DRAWS = 250_000  # normal draws in one answer: 2 MB


def code_record(experiment: Experiment) -> dict[str, Any] | None:
    """The record of an experiment; None where one of its runs, or its surface, cannot be printed."""
    module, surface = printed(experiment), experiment.surface
    if isinstance(module, Unprinted):
        return None
    return {
        "address": f"code/{module.digest}.js?{module.query}",
        "shape": list(surface.values),
        "minima": surface.minima,
        "lowest": lowest_loss(surface),
        "endings": ENDINGS,
        "flips": BOUNCE_STEPS,
        "start": [[name, usual] for name, usual in zip(surface.variables, surface.start.tolist(), strict=True)],
        "runs": [_run_record(run, f"run{number}.") for number, run in enumerate(experiment.runs, start=1)],
    }


def _run_record(run: Run, prefix: str) -> dict[str, Any]:
    return {
        "rate": f"{prefix}lr",
        "hypers": _usual(run.rule.hypers, prefix),
        "plan": _usual(run.scheme.hypers, f"{prefix}schedule."),
        "warmup": f"{prefix}warmup",
        "clip": run.clip,
        "stops": bool(run.rule.no_step),
        "sweep": rates_of(run.rule.hypers["lr"]).tolist() if "lr" in run.rule.hypers else [],
    }


def _usual(hypers: Mapping[str, Hyper], prefix: str) -> list[tuple[str, float]]:
    return [(prefix + name, hyper.default) for name, hyper in hypers.items()]


def code(query: str, digest: str, language: str) -> str:
    """The module whose text has this digest. Raises Refused where this version prints another one."""
    module = printed(Experiment.from_query(query))
    if isinstance(module, Unprinted) or module.digest != digest:
        raise Refused(text("stage.code_other", language))
    return module.text


def draws(seed: int, seeds: int, rows: int, dim: int) -> Array:
    """The normal draws that paths with these seeds add to their gradients, (seeds, rows, dim): step t has row t - 1."""
    return np.array([np.random.default_rng(seed + k).standard_normal((rows, dim)) for k in range(seeds)])
