"""The numbers in a rule's lines are those of the run, and end at the very next point."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy import abs, exp, log, where

from optim_core import OPTIMIZERS, SURFACES, Optimizer, Surface, simulate, surface_from_formula
from optim_core.equations import equations, step_in_numbers
from optim_core.rules.choices import effective
from optim_core.rules.vectors import dot, mean, norm
from optim_core.types import Array
from tests.small_rules import Nothing, made, variants

BOWL = SURFACES["bowl"]
STEPS = 12


class TestFilledIn:
    def test_momentum_by_hand(self) -> None:
        """Two steps of momentum on x^2, each number of the second one worked out by hand."""
        surface = surface_from_formula("x^2")
        path = simulate("momentum", surface, [2.0], 2, hypers={"lr": 0.1, "beta": 0.5})
        # g = 4, v = 4, x = 1.6; then g = 3.2, v = 0.5 * 4 + 3.2 = 5.2, dx = -0.52, x = 1.08
        first, second, last = step_in_numbers(OPTIMIZERS["momentum"], surface, path, 2, 0, {"lr": 0.1, "beta": 0.5})
        assert first.latex == r"v_t = \beta v_{t-1} + g_t = 0.5 \cdot 4 + 3.2 = 5.2"
        assert second.latex == r"\Delta x_t = -\eta v_t = -0.1 \cdot 5.2 = -0.52"
        assert last.latex == r"x_{t+1} = x_t + \Delta x_t = 1.6 + \left(-0.52\right) = 1.08"
        assert [first.value, second.value, last.value] == pytest.approx([5.2, -0.52, 1.08], rel=1e-15)

    @pytest.mark.sample(9)
    def test_it_ends_at_the_very_next_point(self, optimizer: Optimizer, surface: Surface) -> None:
        """The last line of any step of any run, for each coordinate, is the next point to the last digit."""
        noise, seed = 0.2, 5
        path = simulate(optimizer, surface, surface.start, STEPS, noise=noise, seed=seed)
        drawn = noise * np.random.default_rng(seed).standard_normal((STEPS + 1, surface.dim))
        last = int(path.ended_at[0])
        if last == 0:
            assert path.outcome[0] == "no_step"  # Newton's, on a straight line
            return
        for step in {1, last // 2 + 1, last}:
            for axis in range(surface.dim) if surface.dim <= 4 else (0, surface.dim - 1):
                filled = step_in_numbers(optimizer, surface, path, step, axis, noise=drawn[step - 1])
                assert_next(filled[-1].value, path.points[step, 0, axis])

    @pytest.mark.parametrize("slug", OPTIMIZERS)
    def test_so_it_does_under_every_choice(self, slug: str) -> None:
        """Clipping, weight decay, a library's conventions and a schedule are in the lines too."""
        for rule in variants(slug):
            hypers = {"clip_at": 0.5, "weight_decay": 0.3}
            hypers = {name: value for name, value in hypers.items() if name in rule.hypers}
            hypers |= {name: 1.0 for name, entry in rule.hypers.items() if entry.switch}
            path = simulate(rule, BOWL, [1.1, -0.7], 4, hypers=hypers, schedule=lambda t, lr: lr / t)
            shown = [line.latex for line in equations(rule, hypers, scheduled=True)]
            for axis in (0, 1):
                filled = step_in_numbers(rule, BOWL, path, 4, axis, hypers, scheduled=True)
                assert_next(filled[-1].value, path.points[4, 0, axis])
                assert [line.latex_symbolic for line in filled] == shown

    def test_a_rate_that_a_schedule_made_is_rounded(self) -> None:
        """A rate that somebody chose has its digits, one that was worked out has four."""
        surface = surface_from_formula("x")
        path = simulate("gd", surface, [1.0], 3, hypers={"lr": 0.100001}, schedule=lambda t, lr: lr / t)
        for step, rate in ((1, "0.100001"), (3, "0.03333")):
            first, _ = step_in_numbers(OPTIMIZERS["gd"], surface, path, step, 0, {"lr": 0.100001}, scheduled=True)
            assert first.latex_numbers == rf"-{rate} \cdot 1"

    def test_a_vector_is_shown_whole_where_a_function_asks_for_it(self) -> None:
        """SAM's second gradient is a column, and its length is worked out from all coordinates."""
        surface = surface_from_formula("x^2 + 2*y^2")
        path = simulate("sam", surface, [1.5, 1.0], 1, hypers={"lr": 0.1, "rho": 0.5})
        # g = (3, 4) has length 5, so e = 0.5 * (0.6, 0.8), and the gradient at (1.8, 1.4) is (3.6, 5.6)
        shown = {
            line.name: line for line in step_in_numbers(OPTIMIZERS["sam"], surface, path, 1, 1, {"lr": 0.1, "rho": 0.5})
        }
        assert shown["length"].latex_numbers == r"\sqrt{3^{2} + 4^{2}}"
        assert shown["length"].because == r"\sqrt{3^{2} + 4^{2}} > 0"
        assert shown["e"].latex_numbers == r"\frac{0.5 \cdot 4}{5}"
        point, uphill = (
            rf"\left(\begin{{matrix}} {column} \end{{matrix}}\right)" for column in (r"1.8 \\ 1.4", r"3.6 \\ 5.6")
        )
        assert shown["g_up"].latex_numbers == rf"\nabla f{point}"
        assert shown["g_up"].latex_value == uphill
        assert shown["dx"].latex_numbers == r"-0.1 \cdot 5.6"
        np.testing.assert_allclose(shown["g_up"].value, [3.6, 5.6])

    def test_reductions_show_all_coordinates(self) -> None:
        """A length, an inner product and a mean are written out."""

        def update(g: Any, s: Nothing, t: int, *, lr: Any, x: Any) -> Any:
            a = norm(g - x)
            b = dot(g, x)
            c = dot(g, g)
            d = mean(x) * 2
            return 0 * (a + b + c + d) * g, Nothing()

        surface = surface_from_formula("2*x^2 - y^2")
        path = simulate(made(update), surface, [-1.0, -2.0], 1)
        a, b, c, d, *_ = step_in_numbers(made(update), surface, path, 1)
        assert a.latex_numbers == r"\sqrt{\left(-3\right)^{2} + 6^{2}}"
        assert b.latex_numbers == r"-4 \cdot \left(-1\right) + 4 \cdot \left(-2\right)"
        assert c.latex_numbers == r"\left(-4\right)^{2} + 4^{2}"
        assert d.latex_numbers == r"\frac{-1 + \left(-2\right)}{2} \cdot 2"
        assert [a.value, b.value, c.value, d.value] == [math.sqrt(45), -4.0, 32.0, -3.0]

    def test_only_the_branch_taken_is_filled_in(self) -> None:
        """Each coordinate shows its own branch, and says why that one."""

        def update(g: Any, s: Nothing, t: int, *, lr: Any) -> Any:
            a = where(g > 0, g * lr, where((g == 0) | (t > 5), 7.0, -g))
            return a, Nothing()

        surface = surface_from_formula("x - 2*y")
        path = simulate(made(update), surface, [1.0, 2.0], 6)
        first, *_ = step_in_numbers(made(update), surface, path, 1, 0)
        assert (first.latex_numbers, first.because) == (r"1 \cdot 0.1", "g_t = 1 > 0")
        first, *_ = step_in_numbers(made(update), surface, path, 1, 1)
        assert (first.latex_numbers, first.value) == (r"-\left(-2\right)", 2.0)
        assert first.because == r"g_t = -2 \le 0,\; g_t = -2 \ne 0\text{ and }t = 1 \le 5"
        first, *_ = step_in_numbers(made(update), surface, path, 6, 1)
        assert (first.latex_numbers, first.because) == ("7", r"g_t = -2 \le 0,\; t = 6 > 5")

    def test_a_diverged_number_is_shown_as_such(self) -> None:
        """Where a step overflows, the line says infinity and nothing is raised."""

        def update(g: Any, s: Nothing, t: int, *, lr: Any) -> Any:
            big = exp(g * 1000)
            less = log(-abs(g))
            return -lr * big + 0 * less, Nothing()

        surface = surface_from_formula("x^2")
        path = simulate(made(update), surface, [2.0], 1)
        big, less, *_ = step_in_numbers(made(update), surface, path, 1)
        assert (big.latex_value, less.latex_value) == (r"\infty", r"\text{undefined}")

    def test_the_step_that_clipping_shortened(self) -> None:
        """With the gradient (3, 4) cut to length 1, the line shows the factor at work."""
        rule = effective(OPTIMIZERS["gd"], clip="norm")
        surface = surface_from_formula("3*x + 4*y")
        path = simulate(rule, surface, [0.0, 0.0], 1, hypers={"lr": 1.0, "clip_at": 1.0})
        clipped, *_ = step_in_numbers(rule, surface, path, 1, 0, {"lr": 1.0, "clip_at": 1.0})
        assert clipped.latex_numbers == r"3 \cdot \min\left(1, \frac{1}{\sqrt{3^{2} + 4^{2}} + 10^{-6}}\right)"
        assert clipped.value == pytest.approx(0.6, rel=1e-6)


def assert_next(found: float | Array, wanted: float) -> None:
    """The same number to the last digit or the one beside it."""
    assert isinstance(found, float)
    assert math.fabs(found - wanted) <= math.ulp(wanted)
