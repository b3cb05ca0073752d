"""Adafactor: remembers one number for each row and column of a matrix, and steps in proportion to the weights."""

from dataclasses import replace
from typing import Any, NamedTuple

from numpy import finfo, float64, maximum, minimum, sqrt, zeros_like

from optim_core.rules.hypers import epsilon, learning_rate, weight_decay
from optim_core.rules.operations.matrices import column_means, row_means
from optim_core.rules.vectors import mean
from optim_core.types import LARGEST, Array, Hyper, Interval, Laws, Library, Optimizer


class AdafactorState(NamedTuple):
    R: Any  # running mean of the squared gradient over each row, the same for all entries of the row
    C: Any  # running mean of the squared gradient over each column, the same for all entries of the column


def init(x: Array) -> AdafactorState:
    return AdafactorState(zeros_like(x), zeros_like(x))


def update(
    g: Any, s: AdafactorState, t: int, *, lr: Any, beta2_decay: Any, eps1: Any, eps2: Any, d: Any, x: Any, rows: int
) -> Any:
    rho = minimum(lr, 1 / sqrt(t))
    alpha = maximum(eps2, sqrt(mean(x * x))) * rho  # in proportion to the size of the weights
    w = t**beta2_decay  # 1 - beta2: how much the newest gradient counts
    R = (1 - w) * s.R + w * row_means(g * g, rows)  # noqa: N806 (the paper's letters)
    C = (1 - w) * s.C + w * column_means(g * g, rows)  # noqa: N806
    V = R * C / maximum(mean(R), eps1)  # noqa: N806
    u = g / maximum(sqrt(V), eps1)
    u_hat = u / maximum(1, sqrt(mean(u * u)) / d)
    dx = -alpha * u_hat
    return dx, AdafactorState(R, C)


def update_keras(
    g: Any, s: AdafactorState, t: int, *, lr: Any, beta2_decay: Any, eps1: Any, eps2: Any, d: Any, x: Any, rows: int
) -> Any:
    rho = minimum(lr, 1 / sqrt(t))
    alpha = maximum(eps2, sqrt(mean(x * x))) * rho
    w = t**beta2_decay
    R = (1 - w) * s.R + w * row_means(g * g + eps1, rows)  # noqa: N806
    C = (1 - w) * s.C + w * column_means(g * g + eps1, rows)  # noqa: N806
    V = R * C / mean(R)  # noqa: N806
    u = g / sqrt(V)
    u_hat = u / maximum(1, sqrt(mean(u * u)) / d)
    dx = -alpha * u_hat
    return dx, AdafactorState(R, C)


def update_optax(
    g: Any, s: AdafactorState, t: int, *, lr: Any, beta2_decay: Any, eps1: Any, d: Any, x: Any, rows: int
) -> Any:
    w = t**beta2_decay
    R = (1 - w) * s.R + w * row_means(g * g + eps1, rows)  # noqa: N806
    C = (1 - w) * s.C + w * column_means(g * g + eps1, rows)  # noqa: N806
    V = R * C / mean(R)  # noqa: N806
    u = g / sqrt(V)
    u_hat = u / maximum(1, sqrt(mean(u * u)) / d)
    alpha = lr * maximum(0.001, sqrt(mean(x * x)))  # the rate is not bounded by 1/sqrt(t)
    dx = -alpha * u_hat
    return dx, AdafactorState(R, C)


def first_step(g: Any, *, lr: Any, eps1: Any, eps2: Any, d: Any) -> Any:
    """One column: its row means are its squared gradients, its column mean the mean of them."""
    size = sqrt(mean(g * g))  # of the gradient, and of the weights too
    u = g / maximum(abs(g) * sqrt(minimum(1.0, size**2 / eps1)), eps1)
    u = u / maximum(1.0, sqrt(mean(u * u)) / d)
    return -minimum(lr, 1.0) * maximum(eps2, size) * u


ADAFACTOR = Optimizer(
    slug="adafactor",
    name="Adafactor",
    init=init,
    update=update,
    hypers={
        "lr": learning_rate(default=0.1, low=1e-4, high=1.0),
        "beta2_decay": Hyper(
            symbol=r"\tau",
            default=-0.8,
            low=-1.0,
            high=0.0,
            valid=Interval(-LARGEST, 0.0),
            name="beta2 decay",
            help="The newest squared gradient counts with weight t to this power: at -1 all count alike for ever, at 0 "
            "only the newest counts.",
        ),
        "eps1": replace(
            epsilon(float(finfo(float64).eps)),
            symbol=r"\varepsilon_1",
            low=1e-30,
            name="epsilon 1",
            help="What the divisions by the mean squared gradient and by its root are at least by.",
        ),
        "eps2": replace(
            epsilon(1e-3),
            symbol=r"\varepsilon_2",
            low=1e-6,
            name="epsilon 2",
            help="The size that weights count with at least, so that weights at zero can move too.",
        ),
        "d": Hyper(
            symbol="d",
            default=1.0,
            low=1.0,
            high=5.0,
            valid=Interval(1.0, LARGEST),
            name="clipping threshold",
            help="How large the step may be, relative to that of the weights, before it is cut.",
        ),
        "weight_decay": weight_decay(0.0),
    },
    help="Adam's idea with the memory of a whole matrix shrunk to its row means and column means; the step is a share "
    "of the weights' own size.",
    conventions="PyTorch's form: the learning rate is the most that the relative step may be (0.01 in the paper and as "
    "PyTorch's default), and epsilon 1 bounds the divisions from below. The paper and Keras add it to the squared "
    "gradient. A vector counts as a matrix with one column: row means times column means over their mean are then the "
    "running means of its own squared gradients, as PyTorch has it for vectors, unless these are below epsilon 1.",
    source="Shazeer & Stern 2018, Algorithm 4; torch.optim.Adafactor",
    state_help={
        "R": "running mean of the squared gradient over each row",
        "C": "running mean of the squared gradient over each column",
    },
    scales="g",
    elementwise=False,
    decay="decoupled",
    laws=Laws(
        first_step=first_step,
        proportional=False,  # steps are shares of the weights, which have moved
    ),
    libraries={
        "pytorch": Library(
            "torch.optim.Adafactor([x], lr={lr}, beta2_decay={beta2_decay}, eps=({eps1}, {eps2}), d={d}, "
            "weight_decay={weight_decay})"
        ),
        "keras": Library(
            "keras.optimizers.Adafactor(learning_rate={lr}, beta_2_decay={beta2_decay}, epsilon_1={eps1}, "
            "epsilon_2={eps2}, clip_threshold={d})",
            "Keras adds epsilon 1 to the squared gradient (1e-30 by default) where PyTorch bounds the divisions by it.",
            update_keras,
        ),
        "optax": Library(
            "optax.adafactor(learning_rate={lr}, min_dim_size_to_factor=1, decay_rate=-({beta2_decay}), "
            "clipping_threshold={d}, eps={eps1})",
            "optax adds epsilon 1 to the squared gradient, has 0.001 as a fixed epsilon 2 and does not "
            "lower the learning rate as 1/sqrt(t); left to itself it keeps no factors for sides shorter than 128.",
            update_optax,
        ),
    },
)
