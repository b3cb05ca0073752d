"""What is in a column: numbers, gaps and text, the range, and the groups that its cells make."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optim_core.examples.samples import tidy_label
from optim_core.examples.table.numbers import Cells, number_in, read_cells

MOST_GROUPS = 12  # different values that can be offered as classes


@dataclass(frozen=True)
class Group:
    """Rows that have the same in a column."""

    label: str
    count: int
    cells: frozenset[str]  # 1 and 1.0 are the same number


@dataclass(frozen=True)
class Column:
    """A column by its name."""

    name: str
    cells: tuple[str, ...]
    comma: bool

    @cached_property
    def read(self) -> Cells:
        """The cells as numbers."""
        return read_cells(self.cells, self.comma)

    @property
    def text(self) -> int:
        """How many cells are text."""
        return int(self.read.text.sum())

    @property
    def numbers(self) -> int:
        """How many cells are numbers."""
        return len(self.cells) - int(np.isnan(self.read.values).sum())

    @property
    def empty(self) -> int:
        """How many cells are empty, or say that there is no value."""
        return len(self.cells) - self.numbers - self.text

    @property
    def ends(self) -> tuple[float, float] | None:
        """The smallest and the largest number."""
        values = self.read.values[~np.isnan(self.read.values)]
        return (float(values.min()), float(values.max())) if len(values) else None

    @property
    def numeric(self) -> bool:
        """Whether most of what it holds is numbers."""
        return self.numbers > self.text

    @property
    def counts_rows(self) -> bool:
        """Whether it only numbers the rows."""
        values = self.read.values
        return len(values) > 2 and np.array_equal(values[1:], values[:-1] + 1)

    @cached_property
    def different(self) -> int:
        """How many different values there are."""
        return len(self.groups) or len({cell.strip() for cell in self.cells})

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The different values, in order; none where there are too many of them to be classes."""
        counts = Counter(self.cells)
        if len(counts) > 4 * MOST_GROUPS:
            return ()
        groups: dict[tuple[float, str], list[str]] = {}
        for cell in counts:
            value = number_in(cell, self.comma)
            if value is None or value == value:
                key = (float("inf"), cell.strip()) if value is None else (value, "")
                groups.setdefault(key, []).append(cell)
        if len(groups) > MOST_GROUPS:
            return ()
        return tuple(
            Group(_label(value, text), sum(counts[cell] for cell in cells), frozenset(cells))
            for (value, text), cells in sorted(groups.items())
        )


def _label(value: float, text: str) -> str:
    return (tidy_label(text) or "?") if text else f"{value:.6g}"
