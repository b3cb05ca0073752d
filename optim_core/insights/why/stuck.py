"""Why a run stands still too early: on a saddle, in a valley that is not the lowest, or on flat ground."""

import numpy as np

from optim_core.insights.why import candidates, facts
from optim_core.insights.why.bend import Bend, bend_at
from optim_core.insights.why.evidence import SHORTEST, Evidence
from optim_core.insights.why.finding import Finding
from optim_core.messages import Message
from optim_core.types import Array, lengths

ARRIVED = 0.02  # of the box's diagonal: as near as this is at the lowest point of the parabola that fits there
SADDLE_SLOPE = 0.05  # of the steepest slope of the path
DOWNWARDS = -0.01  # of the sharpest curvature
NEWTON_STEPS = 5
AS_MUCH = 0.5  # of the curvature where it ended bends downwards at the level point, too
NUDGES = (0.01, -0.01, 0.05, -0.05)  # of the box
RIDGE = 1e-9  # of the box: so near, nothing pulls away from the ridge
CLEARLY = 0.01  # of the first excess
SAMPLES = 15  # a side
NO_SLOPE = 1e-6  # of the steep parts: so little is none, and a ratio would only be a large number
FLAT_SHARE = 0.1  # of what the map has at most
STILL_HIGH = 0.2
CROSSED = 0.25  # of the box's diagonal


def arrived(e: Evidence) -> bool:
    """Whether the parabola that fits at the end has its lowest (or highest) point there: not only a gentle slope."""
    bend = e.bend(e.last) if e.last >= 0 else None
    if bend is None:
        return e.outcome == "converged"
    slope = bend.directions.T @ e.surface.gradient(e.points[-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        way = np.abs(slope / bend.curvatures)
    way[slope == 0] = 0.0
    return bool((way <= ARRIVED * e.diagonal).all())


def saddle(e: Evidence) -> Finding | None:
    """The slope has all but vanished where the surface still bends downwards in some direction."""
    if e.failed or e.last < SHORTEST or e.stopped or not arrived(e):
        return None
    bend = e.bend(e.last)
    if bend is None or bend.curvatures[0] >= DOWNWARDS * bend.sharpest or e.slopes[-1] > SADDLE_SLOPE * e.slopes.max():
        return None
    level = _level(e)
    if level is None or level.curvatures[0] > AS_MUCH * bend.curvatures[0]:  # of x^2*y^2 nothing is left at the bottom
        return None
    bend = level
    down = bend.directions[:, 0]
    if (lengths(e.points - e.points[-1], axis=1) > ARRIVED * e.diagonal).sum() == e.last:
        return None  # it only passes by
    evidence = (
        Message("why.saddle_slope", slope=float(e.slopes[-1]), steepest=float(e.slopes.max())),
        Message("why.saddle_bends", where=facts.where(e, down), curvature=float(bend.curvatures[0])),
    )
    start = np.array(e.experiment.point)
    nudged = tuple(
        experiment
        for share in NUDGES
        for experiment in candidates.started(e, start + share * down * (np.abs(down) @ e.box))
    )
    others = (candidates.adaptive(e), candidates.rates(e, candidates.FACTORS_UP), candidates.remembering(e, 0.9, 0.99))
    pull = float(np.abs((e.points - e.points[-1]) @ down).max())
    groups = (nudged, *others) if pull <= RIDGE * e.diagonal else (*others, nudged)
    tries = (*groups, candidates.longer(e, 2, 5))
    return Finding(Message("why.saddle", point=facts.point(e, e.points[-1])), evidence, tries, "lower")


def _level(e: Evidence) -> Bend | None:
    """How the surface bends at the level point next to the end, to which Newton's steps lead; None without one."""
    point = e.points[-1]
    for _ in range(NEWTON_STEPS):
        bend = bend_at(e.surface, point)
        if bend is None or not bend.flattest > 0:
            return bend if point is e.points[-1] else None
        point = point - bend.directions @ (bend.directions.T @ e.surface.gradient(point) / bend.curvatures)
        if not np.linalg.norm(point - e.points[-1]) <= ARRIVED * e.diagonal:
            return None
    return bend_at(e.surface, point)


def trapped(e: Evidence) -> Finding | None:
    """It settled in a valley, but the map has a lower one."""
    if e.outcome != "converged" or e.stopped or e.lowest is None or e.above is None or not arrived(e):
        return None
    bend = e.bend(e.last)
    first = float(e.losses[0]) - e.lowest
    if bend is None or bend.curvatures[0] <= 0 or e.above <= CLEARLY * max(first, e.above):
        return None
    minima = np.array(e.surface.minima)
    best = minima[int(e.surface.value(minima).argmin())]
    evidence = (
        Message("why.trapped_bends", flat=float(bend.curvatures[0]), point=facts.point(e, e.points[-1])),
        Message("why.trapped_better", loss=float(e.losses[-1]), best=e.lowest, minimum=facts.point(e, best)),
    )
    tries = (
        candidates.rates(e, (1.5, 2.0, 3.0, 5.0, 8.0)),
        candidates.remembering(e, 0.8, 0.9, 0.95),
        candidates.restarts(e),
    )
    return Finding(Message("why.trapped", above=e.above), evidence, tries, "lower")


def plateau(e: Evidence) -> Finding | None:
    """The ground is so flat here that steps, which are as long as the slope is steep, hardly lead anywhere."""
    if e.failed or e.stopped or e.last < SHORTEST or e.surface.dim > 2 or e.surface.data is not None:
        return None
    ground = _ground(e)
    if ground is None:
        return None
    losses, slopes = ground
    high = float(e.losses[-1] - losses.min()) >= STILL_HIGH * float(losses.max() - losses.min())
    steepest, moved = float(np.quantile(slopes, 0.9)), float(lengths(e.points - e.points[0], axis=1).max())
    bends = e.along(0, e.last)
    if not (
        high and bends and steepest > 0 and e.slopes.max() <= FLAT_SHARE * steepest and moved <= CROSSED * e.diagonal
    ):
        return None
    if max(bend.sharpest for bend in bends) * e.diagonal > steepest:
        return None  # it bends enough to be a valley's floor
    evidence = (
        Message("why.plateau_slope", slope=float(np.median(e.slopes)), steepest=steepest),
        Message("why.plateau_moved", moved=moved, steps=e.last, width=e.diagonal),
    )
    tries = (candidates.adaptive(e), candidates.rates(e, candidates.FACTORS_UP))
    slope = float(np.median(e.slopes))
    if slope <= NO_SLOPE * steepest:
        return Finding(Message("why.plateau_level"), evidence, tries)
    return Finding(Message("why.plateau", times=facts.times(steepest, slope)), evidence, tries)


def _ground(e: Evidence) -> tuple[Array, Array] | None:
    """Losses and lengths of the slope all over the box; None where too little of it is finite."""
    sides = [np.linspace(low, high, SAMPLES) for low, high in e.surface.domain]
    grid = np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1).reshape(-1, e.surface.dim)
    losses, slopes = e.surface.value(grid), lengths(e.surface.gradient(grid), axis=1)
    usable = np.isfinite(losses) & np.isfinite(slopes)
    return (losses[usable], slopes[usable]) if usable.mean() > 0.5 else None


def ends_lowest(e: Evidence, bend: Bend | None) -> bool:
    """Whether nothing is known to be lower than the end, as far as curvature and known minima say."""
    if e.lowest is not None and e.above is not None and e.above > CLEARLY * max(float(e.losses[0]) - e.lowest, e.above):
        return False
    return bend is None or bool(bend.curvatures[0] >= DOWNWARDS * bend.sharpest)
