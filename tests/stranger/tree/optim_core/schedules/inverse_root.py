"""A schedule that goes on for ever: the rate falls like one over the root of the number of steps."""

from __future__ import annotations

from typing import Any

from optim_core.schedules.schedule import Schedule, count


def inverse_root(t: Any, lr: Any, steps: int, *, timescale: Any) -> Any:
    return lr / (1 + (t - 1) / timescale) ** 0.5


INVERSE_ROOT = Schedule(
    slug="inverse_root",
    name="1/√t decay",
    rate=inverse_root,
    hypers={
        "timescale": count(10.0, 500.0, "time scale", "After three times so many steps the rate is halved.", r"\tau"),
    },
    lengths=("timescale",),
    help="The rate falls like one over the root of the number of steps: more slowly than 1/t.",
    conventions="lr / sqrt(1 + (t - 1)/timescale). Transformers are trained with it after a warm-up; there the formula "
    "is usually 1/sqrt(t) itself.",
    source="Vaswani et al. 2017, section 5.3; Zinkevich 2003",
    pytorch="LambdaLR(optimizer, lambda k: 1 / (1 + k / {timescale}) ** 0.5)",
)
