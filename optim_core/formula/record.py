"""A formula that has been worked out: its derivatives as LaTeX to read and as Python source to run."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Compiled:
    """All that is known of a formula, as plain text and tuples; it survives a round trip through JSON.

    Each source is one function of the variables. It knows only + - * /, numbers and the names in functions.py.
    """

    text: str
    variables: tuple[str, ...]
    latex: str  # of the formula, in the order it was typed
    gradient_latex: tuple[str, ...]
    hessian_latex: tuple[tuple[str, ...], ...]
    kinks: bool  # abs, min or max occur: at their ties the curvature is undefined (and reads as if there were no kink)
    value_source: str
    value_and_gradient_source: str
    hessian_source: str  # returns the rows one after another
    outside_source: str  # returns one truth value for each condition that the formula sets, true where it is broken
    constants: tuple[str, ...] = ()  # names of numbers, which each source takes behind the variables

    def to_json(self) -> str:
        """The record as text, for `from_json`."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Compiled:
        """The record that `to_json` wrote."""
        fields = json.loads(text)
        for name in ("variables", "gradient_latex", "constants"):
            fields[name] = tuple(fields[name])
        fields["hessian_latex"] = tuple(tuple(row) for row in fields["hessian_latex"])
        return cls(**fields)
