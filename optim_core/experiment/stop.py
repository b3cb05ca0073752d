"""When a run ends before its last step."""

from typing import Literal, NamedTuple

from optim_core.types import Trajectory, lengths


class Stop(NamedTuple):
    """Ends a run at the first step where the loss, or the gradient's length, is at most `limit`."""

    what: Literal["loss", "gradient"]
    limit: float


def stopping_row(trajectory: Trajectory, stop: Stop | None) -> int | None:
    """The first step that meets the stop condition; None where there is none."""
    if stop is None:
        return None
    measure = trajectory.loss if stop.what == "loss" else lengths(trajectory.gradients, axis=2)
    met = measure[1:, 0] <= stop.limit
    return int(met.argmax()) + 1 if met.any() else None
