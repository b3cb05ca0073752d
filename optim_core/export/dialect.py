"""What differs from library to library in a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from optim_core.experiment.experiment import Experiment
from optim_core.export.carry import Definitions
from optim_core.export.job import Job

# What several libraries' scripts have in common, letter by letter.
FINITE = '''\
def finite(*parts):
    """Whether every number is one."""
    return all(np.isfinite(part).all() for part in parts)'''
GRADIENT_AT = '''\
def gradient_at({t}point):
    """The gradient at another point{said}."""
    return {gradient}'''
GRADIENT_AT_COLUMN = '''\
def gradient_at_column({t}point, where=True):
    """The gradient at another point, both columns{said}."""
    return column({gradient})'''
TO_COLUMN = "g = column(g)  # the rule is written in NumPy"


@dataclass(frozen=True)
class Dialect:
    """A library that scripts are written for.

    `helpers` are definitions by what asks for them: "finite" is always there; "loss", "gradient" and "hessian" answer
    a rule's questions on the library's own vectors, with " column" behind on NumPy's columns. In those of a gradient
    {t} stands for the step, where it matters, {said} for what it comes with and {gradient} for the gradient, which
    `gradient` spells. `by_rule` writes a run's function with the rule itself, `by_library` with the library's
    optimizer.
    """

    slug: str
    versions: Mapping[str, str] = field(hash=False)  # what the scripts were checked with
    array: str  # what elementary functions are called with: np.sqrt, torch.sqrt
    imports: tuple[str, ...]
    noise: str  # the line that defines the noise; {noise} is a NumPy array
    surface: Callable[[Experiment, bool, frozenset[str], Definitions], list[str]]  # (.., flat points, asked, ..)
    gradient: str  # of the loss at {point}
    column: str  # a column as the library's vector, for {gradient} there
    helpers: Mapping[str, str] = field(hash=False)
    by_rule: Callable[[Job], list[str]]
    by_library: Callable[[Job], list[str]]
    last_loss: str  # the loss at the array `last`
    last: str = "last"  # that array as the library's vector
    settings: tuple[str, ...] = ()  # lines right after the imports
    standard: tuple[str, ...] = ()  # imports from the standard library
    first: tuple[str, ...] = ()  # lines between those and the other imports
