"""A learning rate that the learner changes by hand in the middle of a run."""

from collections.abc import Sequence
from typing import Any

from optim_core.schedules.schedule import Rates


def changed_at(changes: Sequence[tuple[int, float]]) -> Rates:
    """A rate that is set anew by hand: `(k, rate)` means that after k steps the learner changed it to `rate`."""
    ordered = sorted(changes)

    def schedule(t: int, lr: Any) -> Any:
        for after, rate in ordered:
            if t > after:
                lr = rate
        return lr

    return schedule
