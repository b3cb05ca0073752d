"""The records everything else is made of: a hyperparameter, an optimizer, a trajectory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from optim_core.messages import Name
from optim_core.pictures.picture import Ground, Walk, picture

Array: TypeAlias = NDArray[np.float64]
State: TypeAlias = Any  # a NamedTuple of Arrays, one field for each thing an optimizer remembers


class Interval(NamedTuple):
    """The numbers from `low` to `high`, both included. An open end is the nearest float inside it."""

    low: float
    high: float

    def __contains__(self, value: object) -> bool:
        number = as_python(value)
        return isinstance(number, (int, float)) and self.low <= number <= self.high


def as_python(value: Any) -> Any:
    """A number of NumPy's as the Python number that it is; anything else as it stands.

    >>> as_python(np.int64(5)), as_python(np.array(0.5)), as_python("0.5")
    (5, 0.5, '0.5')
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    kinds = ((np.bool_, bool), (np.integer, int), (np.floating, float))
    return next((plain(value) for kind, plain in kinds if isinstance(value, kind)), value)


LARGEST = sys.float_info.max
NOT_NEGATIVE = Interval(0.0, LARGEST)
BELOW_ONE = Interval(0.0, float(np.nextafter(1.0, 0.0)))  # 0 <= value < 1


@dataclass(frozen=True)
class Hyper:
    """A number that the learner chooses for an optimizer, such as the learning rate.

    `low` and `high` are the ends of its slider; `valid` is what the mathematics allows, always at least as wide.
    """

    symbol: str  # LaTeX, as papers write it
    default: float
    low: float
    high: float
    valid: Interval
    name: str  # on the slider's label
    help: str  # one plain sentence
    log: bool = False  # whether the slider moves by ratios
    whole: bool = False  # whether it is a count
    switch: bool = False  # whether it is 0 for off or 1 for on; a rule asks for it with where(switch, on, off)


class Limit(Protocol):
    """The learning rate above which a rule leaves a parabola; None where these settings have none."""

    def __call__(self, curvature: float, hypers: Mapping[str, float], pull: float = 0.0, /) -> float | None: ...


@dataclass(frozen=True)
class Library:
    """How a library has an optimizer: the call that makes it there, and where its rule is another one than ours.

    In `call` a hyperparameter stands in braces, by our name: `"torch.optim.Adam([x], lr={lr}, eps={eps})"`. It is empty
    where the library has no such optimizer; `difference` then says so. `update` and `init` are given where the library
    computes something else under the same settings, and `difference` is one plain sentence about what; `scales` is
    given where that rule scales something else than the optimizer's `scales` says; it is empty where it scales nothing;
    `limit` is that rule's, where it has one.
    """

    call: str = ""
    difference: str = ""
    update: Callable[..., tuple[Array, State]] | None = None
    init: Callable[[Array], State] | None = None
    scales: str | None = None
    limit: Limit | None = None


@dataclass(frozen=True)
class Laws:
    """What must hold of a rule whatever the numbers; every rule is held to it by the tests.

    `first_step(g, *, lr, ...)` is the step from a fresh state as papers write it: a formula of the gradient and of the
    hyperparameters that it names. A rule that looks at more than the gradient stands in a bowl there, whose curvature
    is 1, so that the gradient is also the point.
    """

    first_step: Callable[..., Any] | None = None
    remembers: tuple[str, ...] = ()  # of the state, what is not 0 where all gradients are: step sizes, a curvature
    isotropic: bool = False  # whether a turned surface gives the turned path: no coordinate is looked at alone
    proportional: bool = True  # whether against the same gradients twice the learning rate makes twice the steps
    # What the loss times c does to the steps: "" makes them c times as long, or leaves them where an epsilon is 0;
    # "ignored": leaves them, for only signs count; "mixed": neither.
    loss_scale: str = ""


@dataclass(frozen=True, repr=False)
class Optimizer:
    """An update rule and what a person needs to know of it.

    `init(x)` gives the state before the first step. `update(g, s, t, **hypers)` gives `(dx, state)`, where x + dx is
    the next point and t counts from 1. Both are written for arrays whose rows are coordinates and whose columns are
    paths, shape (dim, batch); a hyperparameter is a number or an array (batch,). Where the rule treats every
    coordinate alike (`elementwise`), the same source also runs on plain numbers.

    A rule that needs more than the gradient asks for it by further keyword-only arguments of `update`:
    `x` the point (dim, batch); `rows` how many rows the point has as a matrix (dim for a vector, a column); and the
    functions `loss(x)` -> (batch,), `gradient(x)` -> (dim, batch), with the noise of this step, and `hessian(x)` ->
    (dim, dim, batch).

    `limit(curvature, hypers, pull)` is the learning rate above which the rule leaves a parabola, with that much
    decoupled weight decay, where that is known; `limit_text` is the same as people write it, for the bare rule.

    `scales` is for a rule that gives each coordinate a rate of its own: the name, in the rule, of what that rate
    multiplies, such as Adam's m_hat. `carries` is the field of the state that keeps a direction from step to step, such
    as a velocity. `laws` is what it can be tested by without running it first.
    """

    slug: str
    name: str
    init: Callable[[Array], State]
    update: Callable[..., tuple[Array, State]]
    hypers: Mapping[str, Hyper] = field(hash=False)
    help: str  # one plain sentence: the idea
    conventions: str  # which published variant this is and where libraries differ
    source: str
    state_help: Mapping[str, str] = field(default_factory=dict, hash=False)  # a field of the state -> its meaning
    elementwise: bool = True
    long: bool = False  # whether a step is many times the work of others' though it is elementwise
    decay: str = "none"  # the kind of weight decay its definition carries; its hypers then have `weight_decay`
    no_step: str = ""  # for a rule that may have no step at a point: when, and why, in one plain sentence
    libraries: Mapping[str, Library] = field(default_factory=dict, hash=False)  # "pytorch", "keras", "optax"
    limit: Limit | None = None  # of the rate, on a parabola
    limit_text: str = ""
    scales: str = ""
    carries: str = ""
    laws: Laws = Laws()
    # makes the rule that this one is a variant of, where no registry has it; a pickle keeps that and the differences
    again: Callable[[], Optimizer] | None = field(default=None, compare=False, repr=False)
    before: tuple[Callable[..., Any], ...] = ()  # what a run does to the gradient first: clipping, decay
    after: tuple[Callable[..., Any], ...] = ()  # what a run does to the step last: decoupled decay

    def __repr__(self) -> str:
        return f"Optimizer({', '.join([repr(self.slug), *self.hypers])})"

    @property
    def called(self) -> Name:
        """Its name, in whichever language it is said."""
        return Name(f"optimizer.{self.slug}.name", self.name)

    @property
    def quick(self) -> bool:
        """Whether a step is little work, so that there may be many."""
        return self.elementwise and not self.long

    @property
    def state_names(self) -> tuple[str, ...]:
        """The names of what this optimizer remembers, in order."""
        return tuple(_state_sizes(self, 1))

    def state_sizes(self, dim: int) -> tuple[int, ...]:
        """How many numbers each part of the state holds in `dim` dimensions."""
        return tuple(_state_sizes(self, dim).values())

    @property
    def needs(self) -> tuple[str, ...]:
        """What the rule asks for besides gradient, state, time and hyperparameters."""
        code = self.update.__code__
        first = code.co_argcount
        asked = code.co_varnames[first : first + code.co_kwonlyargcount]
        return tuple(name for name in asked if name not in self.hypers)


@lru_cache(maxsize=1024)
def _state_sizes(optimizer: Optimizer, dim: int) -> Mapping[str, int]:
    return {name: len(values) for name, values in optimizer.init(np.zeros((dim, 1)))._asdict().items()}


OUTCOMES = ("converged", "still_moving", "bouncing", "diverged", "left_domain", "no_step", "hovering", "rate_spent")


class Subject(NamedTuple):
    """What a trajectory is of: an optimizer's name, and what it went over."""

    label: str
    ground: Ground


@dataclass(frozen=True, repr=False)
class Trajectory:
    """Where one optimizer went from each of `batch` start points. Row k is the situation after k steps.

    A path that stops being finite keeps its rows up to `ended_at`; from the next row on everything is NaN.
    With `keep="last"` points and loss have one row, the last one, and the other histories have none.
    """

    points: Array  # (steps + 1, batch, dim)
    loss: Array  # (steps + 1, batch)
    gradients: Array  # (steps + 1, batch, dim): what the rule was given, noise included
    updates: Array  # (steps, batch, dim): points[k + 1] == points[k] + updates[k]
    evaluations: NDArray[np.int64]  # (steps + 1, batch): gradients spent to get here, and what a rule asked for besides
    state: Mapping[str, Array]  # name -> (steps + 1, batch, dim), or another last size where the rule keeps more
    learning_rate: Array  # (steps, batch): the rate each step used
    outcome: NDArray[np.str_]  # (batch,): one of OUTCOMES
    ended_at: NDArray[np.int64]  # (batch,): the last finite row; -1 where not even the start has a loss
    subject: Subject | None = field(default=None, compare=False)  # for its picture

    def __repr__(self) -> str:
        rows, batch, dim = self.points.shape
        named = "" if self.subject is None else f"{self.subject.label}, "
        return f"Trajectory({named}rows={rows}, batch={batch}, dim={dim})"

    def walks(self, label: str = "path") -> list[Walk]:
        """Its paths as a picture has them."""
        named = label if self.subject is None else self.subject.label
        return [Walk(named, self.points[:, path], self.loss[:, path]) for path in range(self.points.shape[1])]

    def _repr_html_(self) -> str:
        """Its picture, in a notebook."""
        return picture(self.walks(), None if self.subject is None else self.subject.ground)

    @property
    def step_sizes(self) -> Array:
        """The length of each step, (steps, batch)."""
        return lengths(self.updates, axis=2)


def lengths(vectors: Array, axis: int) -> Array:
    """The lengths of the vectors along an axis, right also where a square would overflow or vanish."""
    with np.errstate(over="ignore"):
        if vectors.shape[axis] == 2:  # far faster than a reduction
            before: tuple[Any, ...] = (slice(None),) * (axis % vectors.ndim)
            return np.asarray(np.hypot(vectors[(*before, 0)], vectors[(*before, 1)]))
        return np.asarray(np.hypot.reduce(vectors, axis=axis, initial=0.0))
