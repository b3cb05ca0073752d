"""Schedule-Free AdamW as Keras computes it: every fast point counts alike, and the average is not stored."""

from typing import Any, NamedTuple

from numpy import sqrt, zeros_like

from optim_core.types import Array, Library


class KerasState(NamedTuple):
    v: Any  # second moment: running mean of the squared gradient
    z: Any  # the fast point, which takes the scaled gradient steps


def init(x: Array) -> KerasState:
    return KerasState(zeros_like(x), x.copy())


def update(
    g: Any, s: KerasState, t: int, *, x: Any, lr: Any, beta1: Any, beta2: Any, eps: Any, weight_decay: Any
) -> Any:
    y = x - lr * weight_decay * x  # the decay comes first
    v = beta2 * s.v + (1 - beta2) * g * g
    v_hat = v / (1 - beta2**t)  # undo the pull of the zero start
    z = s.z - lr * g / (sqrt(v_hat) + eps)
    x_bar = (y - (1 - beta1) * s.z) / beta1  # the average so far, found again between y and z
    x_bar = (1 - 1 / t) * x_bar + 1 / t * z
    dx = (1 - beta1) * z + beta1 * x_bar - x
    return dx, KerasState(v, z)


KERAS = Library(
    "keras.optimizers.ScheduleFreeAdamW(learning_rate={lr}, beta_1={beta1}, beta_2={beta2}, epsilon={eps}, "
    "weight_decay={weight_decay})",
    "Keras weighs all fast points alike, also while the learning rate changes, and takes weight decay off the point "
    "before the step instead of adding it to the scaled gradient; at beta1 = 0 it divides by zero.",
    update,
    init,
)
