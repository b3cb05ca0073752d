"""Hyperparameters that several optimizers share, said once."""

import sys

from optim_core.types import BELOW_ONE, LARGEST, NOT_NEGATIVE, Hyper, Interval


def learning_rate(default: float, low: float, high: float) -> Hyper:
    """The learning rate: how far a step goes for a given gradient."""
    return Hyper(
        symbol=r"\eta",
        default=default,
        low=low,
        high=high,
        valid=NOT_NEGATIVE,
        name="learning rate",
        help="How far each step goes. Too small crawls, too large jumps over the valley.",
        log=True,
    )


def epsilon(default: float) -> Hyper:
    """A small number that keeps a division from blowing up."""
    return Hyper(
        symbol=r"\varepsilon",
        default=default,
        low=1e-12,
        high=1.0,
        valid=NOT_NEGATIVE,
        name="epsilon",
        help="A small number added below the division so that it is never by zero. Large values damp small gradients.",
        log=True,
    )


def momentum_factor() -> Hyper:
    """How much of the velocity is kept from one step to the next."""
    return Hyper(
        symbol=r"\beta",
        default=0.9,
        low=0.0,
        high=0.99,
        valid=BELOW_ONE,
        name="momentum",
        help="How much of the last velocity is kept. 0 is plain gradient descent; 0.9 remembers about ten steps.",
    )


def memory(symbol: str, default: float, name: str, help: str) -> Hyper:
    """The share of a running mean that is kept at each step."""
    return Hyper(symbol=symbol, default=default, low=0.0, high=0.9999, valid=BELOW_ONE, name=name, help=help)


def weight_decay(default: float) -> Hyper:
    """How strongly the point itself is pulled towards zero."""
    return Hyper(
        symbol=r"\lambda",
        default=default,
        low=0.0,
        high=1.0,
        valid=NOT_NEGATIVE,
        name="weight decay",
        help="How strongly each step also pulls the point towards zero. 0 is no pull.",
    )


def clip_threshold() -> Hyper:
    """Where gradients are cut off or shortened to."""
    return Hyper(
        symbol="c",
        default=1.0,
        low=1e-3,
        high=100.0,
        valid=Interval(sys.float_info.min, LARGEST),
        name="clip at",
        help="The largest gradient the rule gets to see.",
        log=True,
    )
