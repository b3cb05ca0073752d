"""Runs a race piece by piece, so that it can be watched, and stopped, on its way."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from optim_core.experiment.experiment import Experiment
from optim_core.insights.race.result import Tuned, drawn, middle, result
from optim_core.insights.race.settings import Race, read_race
from optim_core.insights.race.standing import Scale, best_rate
from optim_core.insights.race.tuning import losses_by_cost, rates_of
from optim_core.messages import ExperimentError, Message
from optim_core.surfaces.measures import lowest_loss

ENDLESS = 1e6  # a loss that fell so many times the first one, on a surface without a known minimum, has no end


def race_job(request: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """A race as a job: `query` is the experiment, `race` the race's text. Raises ExperimentError."""
    return race(read_race(Experiment.from_query(request["query"]), request.get("race", "")))


def race(order: Race) -> Iterator[dict[str, Any]]:
    """The race in pieces, each plain data for JSON: `progress` as it goes, a `sweep` for each entry, then the `result`.

    Each rate is tried with the seeds from the experiment's own on, the best one judged with the seeds after those, so
    that nobody wins by the luck that chose the rate. A loss that does not exist, because its path was lost, is None.

    Raises ExperimentError, while it runs, where the loss falls without end.
    """
    e = order.experiment
    done, pieces = 0, len(order.entries) * (order.seeds + e.chance)
    known, bottom = lowest_loss(e.surface), order.first_loss - ENDLESS * (1 + abs(order.first_loss))
    tuned: list[Tuned] = []
    for number, run in enumerate(order.entries):
        rates, curves = rates_of(run), []
        for seed in range(e.seed, e.seed + order.seeds):
            curves.append(losses_by_cost(e, run, rates, order.evaluations, seed))
            yield {"progress": (done := done + 1) / pieces, "entry": number}
        tuned.append(Tuned(run, rates, middle(np.stack(curves), axis=0)))
        if known is None and tuned[-1].lowest < bottom:
            raise ExperimentError(Message("race.endless"))
        finals = drawn(tuned[-1].curves[-1], known, order.first_loss)
        yield {"sweep": {"entry": number, "rates": rates.tolist(), "losses": finals}}

    lowest = min(entry.lowest for entry in tuned) if known is None else known
    scale = Scale(min(lowest, order.first_loss), order.first_loss, order.target)
    judged = []
    for number, entry in enumerate(tuned):
        best = best_rate(entry.curves, scale)
        if not e.chance:  # the same seed again would give the same path
            judged.append(entry.curves[:, [best]])
            continue
        rate, new = entry.rates[best : best + 1], range(e.seed + order.seeds, e.seed + 2 * order.seeds)
        judged.append(np.hstack([losses_by_cost(e, entry.run, rate, order.evaluations, seed) for seed in new]))
        yield {"progress": (done := done + 1) / pieces, "entry": number}
    yield {"result": result(order, tuned, judged, scale)}
