"""The map of learning rate and a second hyperparameter as a job: its frame, then its pictures from coarse to fine."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np

from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run
from optim_core.insights.rate_map.axis import Axis
from optim_core.insights.rate_map.border import Border, border
from optim_core.insights.rate_map.plane import RatePlane, refined, second_hypers, steps_of
from optim_core.insights.rate_map.shades import shades_of
from optim_core.messages import ExperimentError, Message
from optim_core.optimizers import OPTIMIZERS
from optim_core.rules.problems import unknown
from optim_core.types import OUTCOMES

LISTED = 8  # rows of the table
DIGITS = 5  # of a loss
_NUMBER = re.compile(r"[1-9]", re.ASCII)


def plane(request: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The map of run `request["run"]` = 1, 2, ... of the experiment `request["query"]`, over `request["up"]` if it is
    given. A first piece has the axes, the border and what else can be `up`; then comes a piece for each picture. For a
    run that has no second hyperparameter the only piece says so, with an `other` optimizer that has one. With
    request["first"] there is one picture only, the coarsest: for while something moves.

    Raises ExperimentError where there is no such run or hyperparameter.
    """
    experiment, number = Experiment.from_query(request["query"]), request.get("run", "1")
    if not _NUMBER.fullmatch(number) or int(number) > len(experiment.runs):
        raise ExperimentError(Message("rate_plane.run", high=len(experiment.runs)))
    run = experiment.runs[int(number) - 1]
    known = second_hypers(run)
    if known:
        answer = pieces(experiment, run, request.get("up") or known[0])
        yield from islice(answer, 2) if "first" in request else answer
    else:
        other = next(slug for slug in OPTIMIZERS if second_hypers(Run(slug)))
        yield {"alone": Message("rateplane.alone", optimizer=run.base.called), "other": other}


def pieces(experiment: Experiment, run: Run, up: str) -> Iterator[dict[str, Any]]:
    """The pieces of `plane` for one run."""
    known = second_hypers(run)
    if up not in known:
        raise ExperimentError(unknown("hyper", up, dict.fromkeys(known)))
    steps = steps_of(experiment, run)
    yield {
        "up": up,
        "choices": list(known),
        "across": _axis(Axis(run.rule.hypers["lr"])),
        "upward": _axis(Axis(run.rule.hypers[up])),
        "border": _border(border(experiment.surface, run, up), run, up),
        "steps": steps,
        "notes": list(_notes(experiment, steps)),
    }
    start_loss = float(experiment.surface.value(experiment.point))
    for plane in refined(experiment, run, up):
        yield {"picture": _picture(experiment, run, up, plane, start_loss)}


def _axis(axis: Axis) -> dict[str, Any]:
    ticks = axis.ticks()
    return {"kind": axis.kind, "ends": axis.ends, "ticks": axis.place(ticks), "values": ticks}


def _border(border: Border | Message, run: Run, up: str) -> dict[str, Any]:
    if isinstance(border, Message):
        return {"words": border}
    across, upward = Axis(run.rule.hypers["lr"]), Axis(run.rule.hypers[up])
    return {"x": across.place(border.rates), "y": upward.place(border.values), "words": border.words}


def _notes(experiment: Experiment, steps: int) -> Iterator[Message]:
    if steps < experiment.steps:
        yield Message("rateplane.fewer_steps", steps=steps, asked=experiment.steps)
    if experiment.stop is not None:
        yield Message("rateplane.no_stop")


def _picture(experiment: Experiment, run: Run, up: str, plane: RatePlane, start_loss: float) -> dict[str, Any]:
    """One picture: cells by row, from the lowest value up, each with its loss, its shade and its outcome's number."""
    shades = shades_of(experiment.surface, start_loss, plane)
    places, excess = shades.ticks()
    return {
        "x": Axis(run.rule.hypers["lr"]).place(plane.rates),
        "y": Axis(run.rule.hypers[up]).place(plane.values),
        "rates": plane.rates,
        "values": plane.values,
        "loss": [[_short(loss) for loss in row] for row in plane.loss.tolist()],
        "shade": shades.of(plane.loss).round(4),
        "outcome": [[OUTCOMES.index(outcome) for outcome in row] for row in plane.outcome.tolist()],
        "ticks": {"shades": places, "excess": excess, "above": shades.base != 0},
        "best": plane.best if plane.even is None else None,
        "even": plane.even,
        "lost": float(np.isnan(plane.loss).mean()),
        "table": list(_table(plane)),
    }


def _short(loss: float) -> float:
    return float(f"{loss:.{DIGITS}g}")


def _table(plane: RatePlane) -> Iterator[dict[str, Any]]:
    """Of some rows: the value, the best rate with its loss, and the rate from which on every run is lost."""
    rows = len(plane.values)
    for row in np.unique(np.linspace(0, rows - 1, LISTED).round().astype(int)).tolist():
        kept, lost = ~np.isnan(plane.loss[row]), int(plane.lost_from[row])
        best = int(np.nanargmin(plane.loss[row])) if kept.any() else None
        yield {
            "value": plane.values[row],
            "rate": None if best is None else plane.rates[best],
            "loss": None if best is None else plane.loss[row, best],
            "lost": plane.rates[lost] if lost < len(plane.rates) else None,
        }
