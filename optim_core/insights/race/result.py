"""What comes out of a race as plain data: the table, the points of both plots, the winners as an experiment, a file."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from optim_core.experiment.bounds import load, most_seeds, most_steps
from optim_core.experiment.run import Run
from optim_core.insights.race.settings import Race
from optim_core.insights.race.standing import NOTHING_LEFT, Scale, as_good, best_rate, cost_of_target, good_range, order
from optim_core.surfaces.measures import lowest_loss
from optim_core.types import Array

CURVE_POINTS = 201


@dataclass(frozen=True)
class Tuned:
    """One optimizer with each of its rates: the loss by evaluations, the median over all seeds."""

    run: Run
    rates: Array  # (rates,)
    curves: Array  # (budget + 1, rates)

    @property
    def lowest(self) -> float:
        """The lowest loss on a path that was not lost."""
        return float(self.curves[:, np.isfinite(self.curves[-1])].min(initial=np.inf))


def result(race: Race, tuned: Sequence[Tuned], judged: Sequence[Array], scale: Scale) -> dict[str, Any]:
    """The result of a race. `judged` has for each entry the curves of its best rate, (budget + 1, seeds)."""
    known, first = lowest_loss(race.experiment.surface), race.first_loss
    curves = [middle(paths, axis=1) for paths in judged]
    costs = [cost_of_target(curve, scale) for curve in curves]
    finals = np.array([curve[-1] for curve in curves])
    bests = [best_rate(entry.curves, scale) for entry in tuned]
    rows = [_row(*facts, scale) for facts in zip(tuned, bests, judged, costs, strict=True)]
    shown = np.unique(np.linspace(0, race.evaluations, CURVE_POINTS).round().astype(int))
    every = np.concatenate([finals, *(entry.curves[-1] for entry in tuned)])
    ranks = order(finals, costs, scale)
    return {
        "order": ranks,
        "asGood": as_good(ranks[0], [spread(paths) for paths in judged]) if race.experiment.chance else [],
        "rows": rows,
        "evaluations": shown.tolist(),
        "curves": [drawn(curve[shown], known, first) for curve in curves],
        "sweeps": [{"rates": entry.rates.tolist(), "losses": drawn(entry.curves[-1], known, first)} for entry in tuned],
        "goal": drawn(np.array([scale.goal]), known, first)[0],
        "goalLoss": scale.goal,
        "firstLoss": scale.first,
        "lowest": scale.lowest,
        "log": known is not None or bool((every[np.isfinite(every)] > 0).all() and scale.goal > 0),
        "query": _winners(race, tuned, bests),
        "csv": _csv(tuned, bests, scale),
    }


def middle(curves: Array, axis: int) -> Array:
    """The median along an axis. Half of the paths or more are lost: then so is the middle one."""
    with np.errstate(invalid="ignore", over="ignore"):
        return np.asarray(np.median(curves, axis=axis))


def spread(paths: Array) -> tuple[float, float]:
    """The ends of the middle half of the last losses of some paths (budget + 1, seeds)."""
    low, high = np.quantile(paths[-1], [0.25, 0.75], method="nearest").tolist()
    return float(low), float(high)


def drawn(losses: Array, known: float | None, first: float) -> list[float | None]:
    """Losses as they are drawn: above the lowest where that is known, no nearer to it than counts; None for none."""
    values = losses if known is None else Scale(known, first, 1.0).excess(losses)
    return [value if np.isfinite(value) else None for value in values.tolist()]


def _row(entry: Tuned, best: int, paths: Array, cost: int | None, scale: Scale) -> dict[str, Any]:
    """One line of the table. The middle half of the seeds lies between `low` and `high`."""
    low, high = spread(paths)
    loss = float(middle(paths, axis=1)[-1])
    good = good_range(entry.rates, entry.curves[-1], best, scale)
    return {
        "rate": float(entry.rates[best]),
        "edge": best in (0, len(entry.rates) - 1),
        "loss": loss if np.isfinite(loss) else None,
        "low": low if np.isfinite(low) else None,
        "high": high if np.isfinite(high) else None,
        "cost": cost,
        "reached": bool(scale.reached(np.array(loss))),
        "solved": bool(loss - scale.lowest <= NOTHING_LEFT * scale.way),
        "good": None
        if good is None
        else {"low": good.low, "high": good.high, "factor": good.factor, "open": [good.open_low, good.open_high]},
    }


def _winners(race: Race, tuned: Sequence[Tuned], bests: Sequence[int]) -> str:
    """All who took part, each at its best rate, as an experiment's query."""
    e = race.experiment
    runs = [
        replace(entry.run, hypers={**entry.run.hypers, "lr": float(entry.rates[best])})
        for entry, best in zip(tuned, bests, strict=True)
    ]
    steps = min(race.evaluations, most_steps(runs, e.surface))
    seeds = min(e.seeds, most_seeds(runs, steps, load(e.surface, e.batch)))
    return replace(e, runs=tuple(runs), steps=steps, seeds=seeds, stop=None).to_query()


def _csv(tuned: Sequence[Tuned], bests: Sequence[int], scale: Scale) -> str:
    """The sweep as a file: a line for each optimizer and rate, with the loss it ended at; nothing for a lost path."""
    buffer = io.StringIO()
    lines = csv.writer(buffer, lineterminator="\r\n")
    lines.writerow(["entry", "optimizer", "learning_rate", "loss", "best", "reached_target"])
    for number, (entry, best) in enumerate(zip(tuned, bests, strict=True), start=1):
        for place, (rate, loss) in enumerate(zip(entry.rates.tolist(), entry.curves[-1].tolist(), strict=True)):
            ended = loss if np.isfinite(loss) else ""
            lines.writerow(
                [number, entry.run.optimizer, rate, ended, int(place == best), int(scale.reached(np.array(loss)))]
            )
    return buffer.getvalue()
