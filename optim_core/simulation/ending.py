"""What the end of a path shows: straight-line tests, for arrays here and printed for the browser's drafts."""

from typing import Any

from numpy import sign, where

HUGE = 1e100  # numbers beyond it are on their way to infinity
PART = 0.1  # of a step: a coordinate that flips has to be so much of it
ENDINGS = ("diverged", "left_domain", "no_step")


def ending(reached: Any, outside: Any, lost: Any, tallest: Any, stops: Any) -> Any:
    """The place in ENDINGS of a path, or of each (batch,).

    Its next point is `reached` where that is finite, and lies `outside` where the formula has no value or no slope. The
    step to it is `lost` where it has a coordinate that is no number and none that is infinite, `tallest` is the largest
    size among the last point, loss and gradient, and the rule `stops` where it may have no step.
    """
    left = reached & outside
    stuck = lost & ((tallest < HUGE) | stops)
    return where(left, 1, where(stuck, 2, 0))


def alternates(before: Any, step: Any, length: Any) -> Any:
    """Whether a step of this length leads back in one coordinate from the step before it, and far."""
    return (sign(before) * sign(step) < 0) & (abs(step) >= PART * length)
