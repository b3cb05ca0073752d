"""Why a run cannot come to rest: noise, steps of a fixed size, or jumps to and fro across a valley."""

import numpy as np

from optim_core.insights.why import candidates, facts
from optim_core.insights.why.evidence import SHORTEST, Evidence
from optim_core.insights.why.finding import Finding
from optim_core.messages import Message
from optim_core.types import lengths

LEVEL = 0.1  # of the whole fall: less than that in the last quarter is no progress
FALLEN = 0.5  # of the first excess is left: before that the run is still on its way
SIGN_LIKE = (0.3, 1.3)  # of the learning rate: a step of about that size
SAME_SIZE = 2.0  # times: so little the step varies
OTHER_SLOPE = 5.0  # times: so much the slope varies meanwhile
SOME_FLIPS = 0.25
ALL_FLIPS = 0.9
MOST_OF_STEP = 0.8  # of a step's length is the jump to and fro
NEAR_LIMIT = 0.8  # of the limit


def level(e: Evidence) -> bool:
    """Whether the loss of the last quarter is hardly below that of the quarter before."""
    third, fourth = e.quarters()
    before, after = float(e.losses[third].mean()), float(e.losses[fourth].mean())
    return before - after <= LEVEL * max(0.0, float(e.losses[0]) - after)


def noise_floor(e: Evidence) -> Finding | None:
    """What is left of the slope is smaller than the noise in it, so the steps lead anywhere."""
    if e.failed or e.stopped or e.last < 2 * SHORTEST or e.noise <= 0 or e.losses[-1] >= e.losses[0] or not level(e):
        return None
    _, late = e.quarters()
    slope = float(np.median(lengths(e.surface.gradient(e.points[late]), axis=1)))
    mean = float(e.losses[late].mean())
    fallen = e.lowest is None or mean - e.lowest <= FALLEN * (float(e.losses[0]) - e.lowest)
    if slope >= e.noise or not fallen:
        return None
    third, _ = e.quarters()
    evidence = (
        Message("why.noise_slope", noise=e.noise, slope=slope),
        Message("why.noise_level", steps=late.stop - late.start, before=float(e.losses[third].mean()), loss=mean),
    )
    if e.next_to_lowest:
        return Finding(Message("why.noise_is_all"), evidence, content=True)
    tries = (candidates.shrinking(e), candidates.rates(e, (0.3, 0.1, 0.03)), candidates.larger_batches(e, 4, 16))
    return Finding(Message("why.noise_floor"), evidence, tries, "quiet")


def hovering(e: Evidence) -> Finding | None:
    """Its steps are about as long as the learning rate, however small the slope has become."""
    if e.failed or e.stopped or e.outcome == "converged" or e.last < 2 * SHORTEST or not level(e):
        return None
    late = slice(e.last - max(SHORTEST, e.last // 4), e.last)
    axis = int(np.abs(e.updates[late]).mean(axis=0).argmax())
    with np.errstate(divide="ignore", invalid="ignore"):
        steps, slopes = np.abs(e.updates[:, axis]) / e.rates, np.abs(e.gradients[: e.last, axis])
    usual, count = float(np.median(steps[late])), e.flips(e.axis(axis), late)
    same = np.isfinite(steps).all() and steps.max() <= SAME_SIZE * usual
    same = same and e.rates[late].max() <= SAME_SIZE * e.rates[late].min()
    other = slopes.max() >= OTHER_SLOPE * np.median(slopes[late])
    if not (SIGN_LIKE[0] <= usual <= SIGN_LIKE[1] and same and other and count[0] >= SOME_FLIPS * count[1]):
        return None
    evidence = (
        Message(
            "why.hover_sizes",
            size=float(np.median(np.abs(e.updates[late, axis]))),
            rate=float(e.rates[-1]),
            steps=late.stop - late.start,
        ),
        Message("why.hover_slopes", most=float(slopes.max()), late=float(np.median(slopes[late]))),
        facts.flips(e, e.axis(axis), late),
    )
    tries = (candidates.shrinking(e), candidates.rates(e, (0.3, 0.1, 0.03, 0.01)))
    return Finding(Message("why.hovering", rate=float(e.rates[-1])), evidence, tries, "lower")


def bouncing(e: Evidence) -> Finding | None:
    """Nearly every step jumps across the valley to the other side."""
    if e.failed or e.stopped or e.outcome == "converged" or e.last < SHORTEST or e.noise > np.median(e.slopes):
        return None
    way, half = e.updates[-1], slice(e.last // 2, e.last)
    count, of = e.flips(way, half)
    length = float(np.linalg.norm(way))
    if not length > 0 or count < ALL_FLIPS * of:
        return None
    share = np.abs(e.updates[half] @ (way / length)) / np.maximum(e.sizes[half], 1e-300)
    if np.median(share) < MOST_OF_STEP:
        return None
    rate, curvature = float(e.rates[-1]), e.curved(way, e.last // 2)
    evidence: tuple[Message, ...] = (facts.flips(e, way, half),)
    says, limit = Message("why.bouncing", where=facts.where(e, way)), None
    if curvature is not None and curvature > 0:
        limit = e.limit(curvature)
        if limit is not None and rate >= NEAR_LIMIT * limit:
            evidence += (facts.product(e, rate, curvature, limit),)
            says = Message(
                "why.bouncing_product", where=facts.where(e, way), product=rate * curvature, limit=limit * curvature
            )
    slopes = e.slopes[-SHORTEST:]
    low, high = float(slopes.min()), float(slopes.max())
    if f"{low:.3g}" == f"{high:.3g}":
        evidence += (Message("why.bounce_slope", slope=high),)
    elif high <= SAME_SIZE * low:
        evidence += (Message("why.bounce_slopes", low=low, high=high),)
    tries = (
        tuple(candidates.with_rate(e, limit / 2 * e.run.hypers["lr"] / rate)) if limit and rate else (),
        candidates.rates(e, (0.7, 0.5, 0.3, 0.1, 0.03)),
        candidates.forgetting(e, 0.5, 0.0),
        candidates.shrinking(e),
    )
    return Finding(says, evidence, tries)
