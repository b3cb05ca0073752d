"""How the learning rate changes over a run: pure functions from the step t = 1, 2, ... to a rate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Schedule = Callable[[int, Any], Any]  # (t, the run's learning rate) -> the rate of step t


def changed_at(changes: Sequence[tuple[int, float]]) -> Schedule:
    """A rate that is set anew by hand: `(k, rate)` means that after k steps the learner changed it to `rate`."""
    ordered = sorted(changes)

    def schedule(t: int, lr: Any) -> Any:
        for after, rate in ordered:
            if t > after:
                lr = rate
        return lr

    return schedule
