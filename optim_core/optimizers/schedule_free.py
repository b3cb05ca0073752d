"""Schedule-Free SGD and AdamW: the gradient is taken between a fast point and the average of its path."""

from typing import Any, NamedTuple

from numpy import maximum, sqrt, where, zeros_like

from optim_core.optimizers import schedule_free_keras
from optim_core.rules.hypers import epsilon, learning_rate, memory, weight_decay
from optim_core.types import Array, Hyper, Interval, Laws, Library, Optimizer


class ScheduleFreeSGDState(NamedTuple):
    z: Any  # the fast point, which takes the gradient steps
    x_bar: Any  # the average of the fast points: the answer
    w_sum: Any  # sum of all weights in the average so far
    lr_max: Any  # the largest learning rate so far


class ScheduleFreeAdamWState(NamedTuple):
    v: Any  # second moment: running mean of the squared gradient
    z: Any  # the fast point, which takes the scaled gradient steps
    x_bar: Any  # the average of the fast points: the answer
    w_sum: Any  # sum of all weights in the average so far
    lr_max: Any  # the largest learning rate so far


def init_sgd(x: Array) -> ScheduleFreeSGDState:
    return ScheduleFreeSGDState(x.copy(), x.copy(), zeros_like(x), zeros_like(x))


def init_adamw(x: Array) -> ScheduleFreeAdamWState:
    return ScheduleFreeAdamWState(zeros_like(x), x.copy(), x.copy(), zeros_like(x), zeros_like(x))


def update_sgd(g: Any, s: ScheduleFreeSGDState, t: int, *, x: Any, lr: Any, beta: Any, weight_decay: Any) -> Any:
    d = g + weight_decay * x
    z = s.z - lr * d
    lr_max = maximum(s.lr_max, lr)
    w_sum = s.w_sum + lr_max * lr_max
    c = where(w_sum > 0, lr_max * lr_max / w_sum, 0.0)  # 1/t at a constant learning rate
    x_bar = (1 - c) * s.x_bar + c * z
    y = (1 - beta) * z + beta * x_bar
    dx = y - x
    return dx, ScheduleFreeSGDState(z, x_bar, w_sum, lr_max)


def update_adamw(
    g: Any, s: ScheduleFreeAdamWState, t: int, *, x: Any, lr: Any, beta1: Any, beta2: Any, eps: Any, weight_decay: Any
) -> Any:
    v = beta2 * s.v + (1 - beta2) * g * g
    v_hat = v / (1 - beta2**t)  # undo the pull of the zero start
    d = g / (sqrt(v_hat) + eps) + weight_decay * x
    z = s.z - lr * d
    lr_max = maximum(s.lr_max, lr)
    w_sum = s.w_sum + lr_max * lr_max
    c = where(w_sum > 0, lr_max * lr_max / w_sum, 0.0)  # 1/t at a constant learning rate
    x_bar = (1 - c) * s.x_bar + c * z
    y = (1 - beta1) * z + beta1 * x_bar
    dx = y - x
    return dx, ScheduleFreeAdamWState(v, z, x_bar, w_sum, lr_max)


def _share(symbol: str) -> Hyper:
    return Hyper(
        symbol=symbol,
        default=0.9,
        low=0.0,
        high=1.0,
        valid=Interval(0.0, 1.0),
        name="pull to the average",
        help="Where the gradient is taken: 0 at the fast point, 1 at the average of its path.",
    )


_STATE = {
    "z": "the fast point, which takes the gradient steps",
    "x_bar": "the average of the fast points: the answer to keep (the paper's x)",
    "w_sum": "sum of all weights in the average so far",
    "lr_max": "the largest learning rate so far",
}
_CONVENTIONS = (
    "The path drawn is where the gradient is taken (y in the paper); the average (x in the paper) is in the "
    "state. As the package schedulefree 1.4.1: each fast point weighs the square of the largest learning rate so far; "
    "without its warm-up. "
)
_SOURCE = "Defazio et al. 2024, The Road Less Scheduled; schedulefree 1.4.1"

_NOT_IN_TORCH = Library(
    difference="torch.optim has no Schedule-Free optimizer; the package schedulefree by its authors has this one."
)

SCHEDULE_FREE_SGD = Optimizer(
    slug="schedule_free_sgd",
    name="Schedule-Free SGD",
    init=init_sgd,
    update=update_sgd,
    hypers={
        "lr": learning_rate(default=0.005, low=1e-5, high=10.0),
        "beta": _share(r"\beta"),
        "weight_decay": weight_decay(0.0),
    },
    help="Gradient descent that averages its own path, so nobody has to lower the learning rate by a schedule.",
    conventions=_CONVENTIONS + "Weight decay is added to the gradient, at the point where the gradient is taken.",
    source=f"{_SOURCE}, SGDScheduleFree",
    state_help=_STATE,
    laws=Laws(
        first_step=lambda g, *, lr: -lr * g,
        remembers=("w_sum", "lr_max"),  # the weights of its average
        isotropic=True,
    ),
    libraries={
        "pytorch": _NOT_IN_TORCH,
        "keras": Library(difference="Keras has Schedule-Free AdamW, but no Schedule-Free SGD."),
        "optax": Library("optax.contrib.schedule_free_sgd(learning_rate={lr}, b1={beta}, weight_decay={weight_decay})"),
    },
)
SCHEDULE_FREE_ADAMW = Optimizer(
    slug="schedule_free_adamw",
    name="Schedule-Free AdamW",
    init=init_adamw,
    update=update_adamw,
    hypers={
        "lr": learning_rate(default=0.15, low=1e-5, high=10.0),
        "beta1": _share(r"\beta_1"),
        "beta2": memory(
            r"\beta_2", 0.999, "memory of the squared gradient", "How slowly the mean of squared gradients forgets."
        ),
        "eps": epsilon(1e-8),
        "weight_decay": weight_decay(0.0),
    },
    help="Adam's scaling with an average of its own path in the place of momentum and schedule.",
    conventions=_CONVENTIONS
    + "The second moment is bias-corrected; the paper's Algorithm 1 multiplies the learning rate by the root of the "
    "correction instead. Weight decay is added to the scaled gradient, at the point where the gradient is taken.",
    source=f"{_SOURCE}, AdamWScheduleFree",
    state_help={"v": "second moment: running mean of the squared gradient (not a velocity)", **_STATE},
    scales="g",
    laws=Laws(
        first_step=lambda g, *, lr, eps: -lr * g / (abs(g) + eps),
        remembers=("w_sum", "lr_max"),  # the weights of its average
    ),
    libraries={
        "pytorch": _NOT_IN_TORCH,
        "keras": schedule_free_keras.KERAS,
        "optax": Library(
            "optax.contrib.schedule_free_adamw(learning_rate={lr}, b1={beta1}, b2={beta2}, eps={eps}, "
            "weight_decay={weight_decay})"
        ),
    },
)
