"""What is in a column: numbers, gaps and text, the range, and the groups that its cells make."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optim_core.examples.samples import tidy_label
from optim_core.examples.table.dates import are_dates
from optim_core.examples.table.numbers import Cells, is_gap, number_in, read_cells
from optim_core.examples.table.truth import Group, merged

MOST_GROUPS = 12  # different values that can be offered as classes
MOST_SPELLINGS = 200  # of these


@dataclass(frozen=True)
class Column:
    """A column by its name."""

    name: str
    cells: tuple[str, ...]
    comma: bool

    @cached_property
    def dates(self) -> bool:
        """Whether it holds dates, which are text however much they look like numbers."""
        return are_dates(self.cells)

    @cached_property
    def read(self) -> Cells:
        """The cells as numbers."""
        read = read_cells(self.cells, self.comma)
        if not self.dates:
            return read
        gaps = np.array([is_gap(cell.strip()) for cell in self.cells])
        return Cells(np.full(len(gaps), np.nan), ~gaps)

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

    @cached_property
    def different(self) -> int:
        """How many different values there are."""
        return len(self.groups) or len({cell.strip() for cell in self.cells})

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The different values, in order; none where there are too many of them to be classes.

        Capitals and spaces make no other value, and 1 and 1.0 are the same number.
        """
        counts = Counter(self.cells)
        if len(counts) > MOST_SPELLINGS:
            return ()
        spellings: dict[tuple[float, str], list[str]] = {}
        for cell in counts:
            value = None if self.dates else number_in(cell, self.comma)
            if value is None:
                spellings.setdefault((float("inf"), " ".join(cell.casefold().split())), []).append(cell)
            elif value == value:
                spellings.setdefault((value, ""), []).append(cell)
        groups = [
            Group(_label(value, cells, counts), sum(counts[cell] for cell in cells), frozenset(cells))
            for (value, _), cells in sorted(spellings.items())
        ]
        groups = merged(groups)
        return tuple(groups) if len(groups) <= MOST_GROUPS else ()


def _label(value: float, cells: list[str], counts: Counter[str]) -> str:
    """The number, or the spelling that most rows have."""
    if value < float("inf"):
        return f"{value:.6g}"
    tidy: Counter[str] = Counter()
    for cell in cells:
        tidy[tidy_label(cell)] += counts[cell]
    return tidy.most_common(1)[0][0] or "?"
