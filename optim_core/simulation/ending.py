"""How a path ended that broke off: one straight-line test, for arrays here and printed for the browser's drafts."""

from typing import Any

from numpy import where

HUGE = 1e100  # numbers beyond it are on their way to infinity
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
