"""The record of a learning-rate schedule: its rule, its settings and what a person needs to know of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from optim_core.messages import Name
from optim_core.types import NOT_NEGATIVE, Array, Hyper, Interval

Rates: TypeAlias = Callable[[int, Any], Any]  # (t, the run's learning rate) -> the rate of step t

SHARE = Interval(0.0, 1.0)
COUNT = Interval(1.0, 1e6)
COUNT_OR_NONE = Interval(0.0, 1e6)


@dataclass(frozen=True)
class Schedule:
    """A schedule: how the learning rate changes over a run.

    `rate(t, lr, steps, **hypers)` is the rate of step t = 1, 2, ... of a run of `steps` steps whose learning rate is
    `lr`. It is straight-line code on plain numbers and on arrays: `lr` may be (batch,), and t may be (steps, 1).

    A schedule that watches the losses has no `rate` but `react(memory, loss, lr, **hypers)`, which gives
    `(rate, memory)`: step 1 is taken with `lr`; before each later step t it is told the loss at the point that step
    t - 1 started from, and what it returned last (None the first time). `loss` and `lr` are numbers or (batch,).
    """

    slug: str
    name: str
    help: str  # one plain sentence: the idea
    source: str
    conventions: str  # whose definition this is, and where libraries differ
    hypers: Mapping[str, Hyper] = field(hash=False)
    rate: Callable[..., Any] | None = None
    react: Callable[..., tuple[Any, Any]] | None = None
    lengths: tuple[str, ...] = ()  # the settings that count steps of the run
    whole_run: tuple[str, ...] = ()  # those of them whose 0 means: as many steps as the run has
    pytorch: str = ""  # the same in torch.optim.lr_scheduler; {lr} and our settings stand in braces

    @property
    def called(self) -> Name:
        """Its name, in whichever language it is said."""
        return Name(f"schedule.{self.slug}.name", self.name)

    def filled(self, hypers: Mapping[str, Any]) -> dict[str, Any]:
        """The settings, with its default for each that is left out."""
        return {name: hypers.get(name, hyper.default) for name, hyper in self.hypers.items()}

    def pytorch_call(self, lr: float, steps: int, hypers: Mapping[str, float]) -> str:
        """The line of PyTorch that makes this schedule for a run of `steps` steps, counts written as counts."""
        values: dict[str, Any] = {"lr": lr, **self.filled(hypers)}
        values |= {name: steps for name in self.whole_run if values[name] == 0}
        values |= {name: round(values[name]) for name, hyper in self.hypers.items() if hyper.whole}
        return self.pytorch.format(**values)


def whole_length() -> Hyper:
    """How many steps a schedule takes from its beginning to its end."""
    return Hyper(
        symbol="T",
        default=0.0,
        low=0.0,
        high=1000.0,
        valid=COUNT_OR_NONE,
        name="length",
        help="After how many steps the schedule has come to its end. 0 is the whole run.",
        whole=True,
    )


def lowest_rate() -> Hyper:
    """The rate that a schedule goes down to."""
    return Hyper(
        symbol=r"\eta_{\min}",
        default=0.0,
        low=0.0,
        high=1.0,
        valid=NOT_NEGATIVE,
        name="lowest rate",
        help="The learning rate at the lowest point of the schedule. It is a rate, not a share of one.",
    )


def factor(default: float, name: str, help: str, symbol: str = r"\gamma", low: float = 0.0) -> Hyper:
    """What a rate is multiplied by: a number from 0 to 1."""
    return Hyper(symbol=symbol, default=default, low=low, high=1.0, valid=SHARE, name=name, help=help)


def count(default: float, high: float, name: str, help: str, symbol: str, none: bool = False) -> Hyper:
    """A number of steps or of periods; with `none` it may also be 0."""
    low, valid = (0.0, COUNT_OR_NONE) if none else (1.0, COUNT)
    return Hyper(symbol=symbol, default=default, low=low, high=high, valid=valid, name=name, help=help, whole=True)


def plain(rate: Any) -> float | Array:
    """A rate as a float where it is one number, which plain arithmetic is much faster with than with NumPy's own."""
    return rate if getattr(rate, "ndim", 0) else float(rate)
