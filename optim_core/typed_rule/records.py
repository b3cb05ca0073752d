"""What a rule that was accepted is made of: its state, its parameters, its lines."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Parameter:
    """A number with a slider from `low` to `high`."""

    name: str
    default: float
    low: float
    high: float
    remark: str


@dataclass(frozen=True)
class State:
    """A number for each coordinate that is remembered from step to step; it begins as `first`."""

    name: str
    first: float
    remark: str


@dataclass(frozen=True)
class Assignment:
    """`name` is given the value of `tree`, which holds only what the whitelist allows. `line` counts from 1."""

    name: str
    line: int
    remark: str
    tree: ast.expr = field(compare=False, repr=False)
    text: str = ""

    @property
    def parts(self) -> int:
        """How many numbers, names and signs it has."""
        return sum(isinstance(node, ast.expr) for node in ast.walk(self.tree))


@dataclass(frozen=True)
class Typed:
    """A rule that was accepted."""

    text: str
    states: tuple[State, ...]
    parameters: tuple[Parameter, ...]
    assignments: tuple[Assignment, ...]

    @property
    def parts(self) -> int:
        """How many numbers, names and signs its lines have."""
        return sum(assignment.parts for assignment in self.assignments)

    @property
    def state_names(self) -> frozenset[str]:
        """The names of what it remembers."""
        return frozenset(state.name for state in self.states)


def sources(assignments: Iterable[Assignment]) -> dict[str, set[str]]:
    """Each assigned name with the inputs and old states that its last value comes from."""
    come: dict[str, set[str]] = {}
    for assignment in assignments:
        used = {node.id for node in ast.walk(assignment.tree) if isinstance(node, ast.Name)}
        come[assignment.name] = set().union(*(come.get(name, {name}) for name in used))
    return come
