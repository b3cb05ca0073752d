"""Rprop: every coordinate finds its own step size, longer while the gradient keeps its sign, shorter when it flips."""

import sys
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy import maximum, minimum, sign, where, zeros_like

from optim_core.optimizers import rprop_optax
from optim_core.rules.hypers import learning_rate
from optim_core.types import BELOW_ONE, LARGEST, Array, Hyper, Interval, Laws, Library, Optimizer

POSITIVE = Interval(sys.float_info.min, LARGEST)


class RpropState(NamedTuple):
    delta: Any  # each coordinate's own step size
    g_prev: Any  # the last gradient, 0 where the sign had flipped


def init(x: Array) -> RpropState:
    return RpropState(zeros_like(x), zeros_like(x))


def update(
    g: Any, s: RpropState, t: int, *, lr: Any, eta_minus: Any, eta_plus: Any, size_min: Any, size_max: Any
) -> Any:
    a = g * s.g_prev  # negative where the gradient changed its sign
    eta = where(a > 0, eta_plus, where(a < 0, eta_minus, 1.0))
    d = where(t == 1, lr, s.delta)
    delta = minimum(maximum(eta * d, size_min), size_max)
    g_kept = where(a < 0, 0.0, g)  # after a jump over the valley: wait one step
    dx = -delta * sign(g_kept)
    return dx, RpropState(delta, g_kept)


RPROP = Optimizer(
    slug="rprop",
    name="Rprop",
    init=init,
    update=update,
    hypers={
        "lr": replace(
            learning_rate(default=0.01, low=1e-5, high=10.0),
            symbol=r"\Delta_0",
            help="How long the very first step is. From then on each coordinate finds its own step size.",
        ),
        "eta_minus": Hyper(
            symbol=r"\eta^-",
            default=0.5,
            low=0.05,
            high=0.95,
            valid=Interval(sys.float_info.min, BELOW_ONE.high),
            name="shrink factor",
            help="What a coordinate's step size is multiplied by when its gradient changes sign.",
        ),
        "eta_plus": Hyper(
            symbol=r"\eta^+",
            default=1.2,
            low=1.01,
            high=3.0,
            valid=Interval(float(np.nextafter(1.0, 2.0)), LARGEST),
            name="growth factor",
            help="What a coordinate's step size is multiplied by while its gradient keeps its sign.",
        ),
        "size_min": Hyper(
            symbol=r"\Delta_{\min}",
            default=1e-6,
            low=1e-12,
            high=0.1,
            valid=POSITIVE,
            name="smallest step",
            help="No step size becomes smaller than this.",
            log=True,
        ),
        "size_max": Hyper(
            symbol=r"\Delta_{\max}",
            default=50.0,
            low=0.01,
            high=100.0,
            valid=POSITIVE,
            name="largest step",
            help="No step size becomes larger than this.",
            log=True,
        ),
    },
    help="Ignores how steep it is: steps grow while the sign of the slope stays and halve when it flips.",
    conventions="torch.optim.Rprop: where a sign flips, the step size shrinks and that coordinate waits for one step; "
    "it does not go back (the paper of 1993 does). The learning rate is only the first step size, so a schedule "
    "changes nothing after the first step. If the smallest step is above the largest, the largest counts.",
    source="Riedmiller & Braun 1993; Igel & Hüsken 2003 (iRprop-); torch.optim.Rprop",
    state_help={
        "delta": "each coordinate's own step size",
        "g_prev": "the last gradient, 0 where the sign had flipped",
    },
    scales="g_kept",
    laws=Laws(first_step=lambda g, *, lr: -lr * sign(g), remembers=("delta",), loss_scale="ignored"),
    libraries={
        "pytorch": Library(
            "torch.optim.Rprop([x], lr={lr}, etas=({eta_minus}, {eta_plus}), step_sizes=({size_min}, {size_max}))"
        ),
        "keras": Library(difference="Keras has no Rprop."),
        "optax": rprop_optax.OPTAX,
    },
)
