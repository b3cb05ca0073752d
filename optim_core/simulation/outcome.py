"""How a run ended, in one word: the only place where that is decided."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optim_core.simulation.ending import ENDINGS, ending
from optim_core.simulation.ends import Ends, Places
from optim_core.simulation.rest import SPENT, rest
from optim_core.simulation.restless import bounces, grows


def classify(ends: Ends) -> tuple[NDArray[np.str_], Places]:
    """The outcome of each path and its last finite row, before anything is blanked.

    The words are tried in this order: the path broke off, because the formula is undefined where it went, because the
    rule gave no step, or because the numbers became too large; its loss grows and grows; it has settled; it bounces;
    its learning rate ran out; it hovers; none of these.
    """
    decisive, paths = ends.history.decisive, ends.points.shape[2]
    outcome, ended_at = np.array(["still_moving"] * paths), np.full(paths, ends.steps, dtype=np.int64)
    going = np.isfinite(decisive[-1]).all(axis=0)
    if not (going.all() and np.isfinite(decisive.sum(axis=0)).all()):  # a sum is finite only where all numbers are
        finite = np.asarray(np.isfinite(decisive).all(axis=1))
        going = finite.all(axis=0)
        odd = np.flatnonzero(~going)
        ended_at[odd] = finite[:, odd].argmin(axis=0) - 1
    diverged = grows(ends)
    settled, hovering = rest(ends, going & ~diverged)
    for word, those in (
        ("hovering", hovering),
        ("rate_spent", ends.slowed <= SPENT),
        ("bouncing", bounces(ends.updates)),
        ("converged", settled),
        ("diverged", diverged),
    ):
        outcome[those] = word
    if not going.all():
        _broken_off(ends, outcome, ended_at, np.flatnonzero(~going))
    return outcome, ended_at


def _broken_off(ends: Ends, outcome: NDArray[np.str_], ended_at: Places, paths: Places) -> None:
    """Say how the paths ended that have no last row."""
    points = ends.points[ended_at[paths] + 1, :, paths]
    steps = ends.updates[np.maximum(ended_at[paths], 0), :, paths]
    known = ends.history.decisive[np.maximum(ended_at[paths], 0), :, paths]
    places = ending(
        np.isfinite(points).all(axis=1),
        ~ends.surface.defined(points),
        np.isnan(steps).any(axis=1) & ~np.isinf(steps).any(axis=1) & (ended_at[paths] >= 0),
        np.abs(known).max(axis=1),
        bool(ends.request.optimizer.no_step),
    )
    outcome[paths] = np.array(ENDINGS)[places]
