"""Rprop as optax 0.2.8 computes it: every step is taken one step late."""

from typing import Any, NamedTuple

from numpy import maximum, minimum, sign, where, zeros_like

from optim_core.types import Array, Library


class LateRpropState(NamedTuple):
    delta: Any  # each coordinate's own step size
    d: Any  # the step that is taken next time


def init(x: Array) -> LateRpropState:
    return LateRpropState(zeros_like(x), zeros_like(x))


def update(
    g: Any, s: LateRpropState, t: int, *, lr: Any, eta_minus: Any, eta_plus: Any, size_min: Any, size_max: Any
) -> Any:
    a = g * s.d  # negative where the gradient changed its sign
    eta = where(a > 0, eta_plus, eta_minus)
    delta = where(t == 1, lr, s.delta)
    delta = where(a == 0, delta, minimum(maximum(eta * delta, size_min), size_max))
    d = where(a < 0, 0.0, delta * sign(g))
    dx = -where(a < 0, 0.0, s.d)  # the step that was found the last time
    return dx, LateRpropState(delta, d)


OPTAX = Library(
    "optax.rprop(learning_rate={lr}, eta_minus={eta_minus}, eta_plus={eta_plus}, min_step_size={size_min}, "
    "max_step_size={size_max})",
    "optax 0.2.8 takes every step one step late: its first step is 0, each later one was found at the point before.",
    update,
    init,
    scales="",  # a step is the sign of a gradient that is gone
)
