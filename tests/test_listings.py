"""Operations without a notation go by their names, with their source beside the lines."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest
from numpy import sign

from optim_core import Optimizer, simulate, surface_from_formula
from optim_core.equations import equations, listings, step_in_numbers
from optim_core.rules.vectors import norm
from tests.small_rules import Nothing, made


def lengthened(v: Any, by: Any) -> Any:
    """The vector, longer.

    A second paragraph that a listing leaves out.
    """
    return helper(v) * by


def helper(v: Any) -> Any:
    return v + norm(v)


class TestOperations:
    @staticmethod
    def rule() -> Optimizer:
        def update(g: Any, s: Nothing, t: int, *, lr: Any, x: Any, hessian: Any) -> Any:
            p = -lengthened(g, lr)
            h = norm(lengthened(x, 2.0))
            dx = lr * lengthened(p, h) + 0 * sign(hessian(x)[0])
            return dx, Nothing()

        return made(update)

    def test_a_named_operation_goes_by_its_name(self) -> None:
        """A function without a notation of its own is upright, and the line says which one it is."""

        def update(g: Any, s: Nothing, t: int, *, lr: Any) -> Any:
            p = -lengthened(g, lr)
            return lr * lengthened(p, 2.0), Nothing()

        rule = made(update)
        assert [(line.latex, line.operation) for line in equations(rule)[:2]] == [
            (r"p_t = -\text{lengthened}\left(g_t, \eta\right)", "lengthened"),
            (r"\Delta x_t = \eta \, \text{lengthened}\left(p_t, 2\right)", "lengthened"),
        ]
        path = simulate(rule, surface_from_formula("3*x + 4*y"), [0.0, 0.0], 1)
        first, second, _ = step_in_numbers(rule, surface_from_formula("3*x + 4*y"), path, 1)
        column = r"\left(\begin{{matrix}} {} \\ {} \end{{matrix}}\right)".format
        assert first.latex_numbers == rf"-\text{{lengthened}}\left({column(3, 4)}, 0.1\right)"
        assert first.latex_value == column(-0.8, -0.9)
        np.testing.assert_allclose(first.value, [-0.8, -0.9])
        assert second.latex_numbers.startswith(r"0.1 \cdot \left(\begin{matrix}")

    def test_its_listing_is_its_source(self) -> None:
        """The listing is code that runs, with the docstring cut to a line, followed by what it calls itself."""

        def update(g: Any, s: Nothing, t: int, *, lr: Any) -> Any:
            return -lengthened(g, lr), Nothing()

        one, other = listings(made(update))
        assert (one.name, one.summary, other.name, other.summary) == ("lengthened", "The vector, longer.", "helper", "")
        assert "A second paragraph" not in one.source
        space: dict[str, Any] = {"Any": Any, "norm": norm}
        exec(f"{one.source}\n{other.source}", space)
        v = np.array([[3.0], [4.0]])
        np.testing.assert_array_equal(space["lengthened"](v, 2.0), lengthened(v, 2.0))

    def test_every_operation_of_the_registry_has_one(self, optimizer: Optimizer) -> None:
        """Each operation that a line names is listed, says in a sentence what it does, and is short."""
        found = {listing.name: listing for listing in listings(optimizer)}
        assert {line.operation for line in equations(optimizer)} - {""} <= found.keys()
        for listing in found.values():
            assert listing.summary
            assert len(listing.source.splitlines()) <= 30
            assert isinstance(ast.parse(listing.source).body[0], ast.FunctionDef)

    def test_what_has_no_notation_is_refused(self) -> None:
        """Syntax that a rule may not use is an error that shows it, not a wrong formula."""
        with pytest.raises(ValueError, match=r"no notation for hessian\(x\)\[0\]"):
            equations(self.rule())
