"""Schedules that go on for ever: a constant rate, stairs, a steady shrinking, and one over the number of steps."""

from typing import Any

from numpy import floor

from optim_core.schedules.schedule import Schedule, count, factor
from optim_core.types import NOT_NEGATIVE, Hyper


def constant(t: Any, lr: Any, steps: int) -> Any:
    return lr + 0.0 * t  # one rate for each step, also where t is a whole column of steps


def step(t: Any, lr: Any, steps: int, *, step_size: Any, gamma: Any) -> Any:
    drops = floor((t - 1) / step_size)
    return lr * gamma**drops


def exponential(t: Any, lr: Any, steps: int, *, gamma: Any) -> Any:
    return lr * gamma ** (t - 1)


def inverse_time(t: Any, lr: Any, steps: int, *, decay: Any) -> Any:
    return lr / (1 + decay * (t - 1))


CONSTANT = Schedule(
    slug="constant",
    name="Constant",
    rate=constant,
    hypers={},
    help="The same learning rate at every step.",
    conventions="What every library does without a schedule.",
    source="torch.optim without a scheduler",
)

STEP = Schedule(
    slug="step",
    name="Step decay",
    rate=step,
    hypers={
        "step_size": count(50.0, 500.0, "steps per stair", "How many steps the rate stays the same for.", "s"),
        "gamma": factor(0.1, "drop factor", "What the rate is multiplied by at each drop: 0.1 leaves a tenth of it."),
    },
    lengths=("step_size",),
    help="The rate stays the same for a while, then drops to a fixed share of itself, again and again.",
    conventions="As torch.optim.lr_scheduler.StepLR: the first drop comes after step_size steps.",
    source="torch.optim.lr_scheduler.StepLR",
    pytorch="StepLR(optimizer, step_size={step_size}, gamma={gamma})",
)

EXPONENTIAL = Schedule(
    slug="exponential",
    name="Exponential decay",
    rate=exponential,
    hypers={
        "gamma": factor(
            0.98, "factor per step", "What the rate is multiplied by after every step. 1 keeps it.", low=0.8
        ),
    },
    help="Every step's rate is the same share of the rate before it.",
    conventions="As torch.optim.lr_scheduler.ExponentialLR, one epoch there being one step here. Keras "
    "ExponentialDecay and optax.exponential_decay spread the factor over a number of steps of their own.",
    source="torch.optim.lr_scheduler.ExponentialLR",
    pytorch="ExponentialLR(optimizer, gamma={gamma})",
)

INVERSE_TIME = Schedule(
    slug="inverse_time",
    name="1/t decay",
    rate=inverse_time,
    hypers={
        "decay": Hyper(
            symbol="d",
            default=0.1,
            low=1e-4,
            high=10.0,
            valid=NOT_NEGATIVE,
            name="decay",
            help="How soon the rate falls: it is halved after 1/decay steps. 0 keeps it.",
            log=True,
        ),
    },
    help="The rate falls like one over the number of steps: fast at first, then ever more slowly.",
    conventions="lr / (1 + decay (t - 1)), as Keras InverseTimeDecay with decay_steps = 1 and as lr_decay in "
    "torch.optim.Adagrad. Rates like 1/t are small enough to average noise away and large enough to get anywhere.",
    source="Robbins & Monro 1951; keras.optimizers.schedules.InverseTimeDecay",
    pytorch="LambdaLR(optimizer, lambda k: 1 / (1 + {decay} * k))",
)
