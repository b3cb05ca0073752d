"""The update rule on screen: its lines are those of the source, with the symbols of the papers."""

from __future__ import annotations

import ast
from typing import Any, NamedTuple

import pytest
from numpy import maximum, where

from optim_core import OPTIMIZERS, SURFACES, Optimizer, simulate
from optim_core.equations import equations, schedule_equations, step_in_numbers
from optim_core.equations.notation import Notation
from optim_core.equations.program import program
from optim_core.rules.choices import effective
from optim_core.schedules import SCHEDULES
from tests.small_rules import Nothing, Velocity, at_rest, hyper, made
from tests.well_formed import well_formed

BOWL = SURFACES["bowl"]


def lines(optimizer: Optimizer, **more: Any) -> list[str]:
    return [line.latex for line in equations(optimizer, **more)]


class TestSymbols:
    def test_adam_looks_as_in_the_paper(self) -> None:
        """Adam's lines are those of Algorithm 1 of Kingma and Ba, letter by letter."""
        assert lines(OPTIMIZERS["adam"]) == [
            r"m_t = \beta_1 m_{t-1} + \left(1 - \beta_1\right) g_t",
            r"v_t = \beta_2 v_{t-1} + \left(1 - \beta_2\right) g_t^{2}",
            r"\hat{m}_t = \frac{m_t}{1 - \beta_1^{t}}",
            r"\hat{v}_t = \frac{v_t}{1 - \beta_2^{t}}",
            r"\Delta x_t = -\eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \varepsilon}",
            r"x_{t+1} = x_t + \Delta x_t",
        ]

    def test_a_name_that_a_field_keeps_goes_by_the_field_name(self) -> None:
        """AdaGrad's `total` is what its state calls s, so no line has to say that s is total."""
        assert lines(OPTIMIZERS["adagrad"])[0] == r"s_t = s_{t-1} + g_t^{2}"

    def test_a_field_that_keeps_an_input_is_that_input_one_step_ago(self) -> None:
        """What a state calls g_prev and fills with g is the gradient of the step before."""

        class Last(NamedTuple):
            g_prev: Any

        def update(g: Any, s: Last, t: int, *, lr: Any) -> Any:
            y = g - s.g_prev
            dx = -lr * y
            return dx, Last(g)

        assert lines(made(update, lambda x: Last(x)))[0] == "y_t = g_t - g_{t-1}"

    def test_a_field_of_its_own_is_never_mistaken_for_an_older_one(self) -> None:
        """A remembered gradient that is not always the last one is g with a word, not the gradient of two steps ago."""

        class Last(NamedTuple):
            g_prev: Any

        def update(g: Any, s: Last, t: int, *, lr: Any) -> Any:
            return -lr * s.g_prev, Last(maximum(g, s.g_prev))

        assert lines(made(update, lambda x: Last(x)))[:2] == [
            r"\Delta x_t = -\eta g_{t-1}^{\text{prev}}",
            r"g_t^{\text{prev}} = \max\left(g_t, g_{t-1}^{\text{prev}}\right)",
        ]

    def test_a_state_with_a_rule_of_its_own_has_a_line(self) -> None:
        """A new state that is more than a name stands as a line, before the new point."""

        def update(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
            return -lr * s.v, Velocity(s.v + g)

        assert lines(made(update, at_rest)) == [
            r"\Delta x_t = -\eta v_{t-1}",
            "v_t = v_{t-1} + g_t",
            r"x_{t+1} = x_t + \Delta x_t",
        ]

    def test_what_does_not_change_has_no_index(self) -> None:
        """A name that only depends on hyperparameters is the same at every step; `next` and `inf` are read."""

        def update(g: Any, s: Nothing, t: int, *, lr: Any) -> Any:
            rho_inf = 2 / lr - 1
            mu_next = lr ** (t + 1)
            d_1 = g * mu_next * rho_inf
            return -d_1, Nothing()

        assert lines(made(update))[:3] == [
            r"\rho_{\infty} = \frac{2}{\eta} - 1",
            r"\mu_{t+1} = \eta^{t + 1}",
            r"d_{1,t} = g_t \mu_{t+1} \rho_{\infty}",
        ]

    def test_a_symbol_that_is_taken_gets_a_prime(self) -> None:
        """Two names never look the same."""

        def update(g: Any, s: Nothing, t: int, *, lr: Any, shrink: Any) -> Any:
            tau = maximum(shrink, lr)
            return -tau * g, Nothing()

        rule = made(update, hypers={"lr": hyper(r"\eta", 0.1), "shrink": hyper(r"\tau", 0.5)})
        assert lines(rule)[0] == r"\tau' = \max\left(\tau, \eta\right)"

    def test_every_name_of_a_rule_has_its_own_symbol(self, optimizer: Optimizer) -> None:
        """In no rule of the registry two names, or a name and an old state, share a symbol."""
        notation = Notation(program(optimizer, {}))
        symbols = [piece.text for piece in notation.names.values()]
        symbols += [notation.symbol(ast.Attribute(ast.Name("s"), field)).text for field in optimizer.state_names]
        assert len(set(symbols)) == len(symbols)
        assert not any("'" in text for text in symbols)

    def test_a_scheduled_rate_has_an_index(self) -> None:
        """Under a schedule the learning rate is that of the step, also where its symbol has an index already."""
        assert r"\Delta x_t = -\eta_t g_t" in lines(OPTIMIZERS["gd"], scheduled=True)
        assert any(r"\Delta_{0,t}" in line for line in lines(OPTIMIZERS["rprop"], scheduled=True))

    def test_clipping_and_decay_are_lines_with_an_arrow(self) -> None:
        """A line that gives a name a new value has an arrow, and says what it is for in its author's words."""
        shown = equations(effective(OPTIMIZERS["gd"], decay="decoupled", clip="norm"))
        assert [line.latex for line in shown] == [
            r"g_t \leftarrow g_t \, \min\left(1, \frac{c}{\left\lVert g_t\right\rVert + 10^{-6}}\right)".replace(
                "{c}", f"{{{effective(OPTIMIZERS['gd'], clip='norm').hypers['clip_at'].symbol}}}"
            ),
            r"\Delta x_t = -\eta g_t",
            r"\Delta x_t \leftarrow \Delta x_t - \eta \lambda x_t",
            r"x_{t+1} = x_t + \Delta x_t",
        ]
        assert "shortened" in shown[0].note

    def test_comments_come_along_but_not_those_for_the_linter(self, optimizer: Optimizer) -> None:
        """A comment at the end of a line is its note; what a linter is told is not."""

        def update(g: Any, s: Nothing, t: int, *, lr: Any) -> Any:
            H = g * g  # noqa: N806 (a letter)
            u = H + 1  # one more than it was
            dx = -lr * (
                u  # the upper part
                + H
            )
            return dx, Nothing()

        notes = [line.note for line in equations(made(update))]
        assert notes == ["", "one more than it was", "the upper part", ""]
        assert not any("noqa" in line.note for line in equations(optimizer))


class TestSwitches:
    @staticmethod
    def rule() -> Optimizer:
        def update(g: Any, s: Velocity, t: int, *, lr: Any, look: Any) -> Any:
            v = lr * s.v + g
            far = v * v
            d = where(look, far + g, g)
            return -d, Velocity(v)

        hypers = {"lr": hyper(r"\eta", 0.1), "look": hyper("look", 0.0, switch=True)}
        return made(update, at_rest, hypers=hypers)

    def test_an_open_switch_shows_both_branches(self) -> None:
        """While nobody says how a switch stands, the line shows when which branch holds."""
        cases = (
            r"d_t = \begin{cases} \text{far}_t + g_t & \text{if }\text{the look} \\ g_t & \text{otherwise} \end{cases}"
        )
        assert cases in lines(self.rule())

    @pytest.mark.parametrize("on", [1.0, 1, True])
    def test_a_switch_that_is_on_leaves_its_branch(self, on: float) -> None:
        """Only the branch in force is shown."""
        shown = lines(self.rule(), switches={"look": on})
        assert r"d_t = \text{far}_t + g_t" in shown
        assert len(shown) == 5

    def test_lines_that_then_lead_nowhere_are_left_out(self) -> None:
        """With the switch off, the velocity and its square change nothing at any step."""
        assert lines(self.rule(), switches={"look": 0.0}) == [
            "d_t = g_t",
            r"\Delta x_t = -d_t",
            r"x_{t+1} = x_t + \Delta x_t",
        ]

    def test_one_answer_does_not_change_the_next(self) -> None:
        """A rule can be shown with the switch on, then off, then open."""

        def update(g: Any, s: Nothing, t: int, *, lr: Any, look: Any) -> Any:
            a = where(where(look, g, lr) > 0, g, lr)
            return a, Nothing()

        rule = made(update, hypers=self.rule().hypers)
        on, off, either = (lines(rule, switches=switches)[0] for switches in ({"look": 1}, {"look": 0}, {}))
        assert r"\text{if }g_t > 0" in on
        assert r"\text{if }\eta > 0" in off
        assert r"\text{the look}" in either

    def test_nothing_is_left_out_without_a_switch(self, optimizer: Optimizer) -> None:
        """All assignments of a rule are shown where no switch is given."""
        written = [name for name, _ in program(optimizer, {}).rule.assignments]
        shown = [line.name for line in equations(optimizer)]
        assert [name for name in shown if name in written][: len(written)] == written

    def test_a_condition_on_data_stays(self) -> None:
        """A `where` that asks for more than switches keeps its cases, one below the other."""

        def update(g: Any, s: Nothing, t: int, *, lr: Any) -> Any:
            a = where((t == 1) | (lr > 2), g, where(g != 0, 2.0, -lr))
            return -a, Nothing()

        assert lines(made(update), switches={"lr": 3.0})[0] == (
            r"a_t = \begin{cases} g_t & \text{if }t = 1\text{ or }\eta > 2 \\ 2 & \text{if }g_t \ne 0 \\"
            r" -\eta & \text{otherwise} \end{cases}"
        )

    def test_a_switch_needs_no_reason(self) -> None:
        """Which branch a switch chose is known to who set it."""
        rule = self.rule()
        path = simulate(rule, BOWL, [1.0, 1.0], 1, hypers={"look": 1.0})
        shown = step_in_numbers(rule, BOWL, path, 1, 0, {"look": 1.0})
        assert [line.because for line in shown] == [""] * 5


class TestSchedules:
    def test_a_schedule_is_typeset_like_a_rule(self) -> None:
        """A few schedules as their papers have them."""
        assert [line.latex for line in schedule_equations(SCHEDULES["exponential"])] == [
            r"\eta_t = \eta \gamma^{t - 1}"
        ]
        assert [line.latex for line in schedule_equations(SCHEDULES["inverse_time"])] == [
            r"\eta_t = \frac{\eta}{1 + d \left(t - 1\right)}"
        ]
        cosine = [line.latex for line in schedule_equations(SCHEDULES["cosine"], {"total": 0.0, "min_lr": 0.0})]
        assert cosine[0] == r"\text{length} = \text{steps}"
        assert cosine[-1] == (
            r"\eta_t = \eta_{\min} + \frac{\eta - \eta_{\min}}{2} "
            r"\left(1 + \cos\left(\pi \, \text{done}_t\right)\right)"
        )

    @pytest.mark.parametrize("slug", SCHEDULES)
    def test_every_schedule_ends_with_the_rate(self, slug: str) -> None:
        """Each schedule of the registry can be typeset; only those that watch the losses have no formula."""
        plan = SCHEDULES[slug]
        shown = schedule_equations(plan)
        assert bool(shown) == (plan.rate is not None)
        for line in shown:
            well_formed(line.latex)
        assert not shown or shown[-1].latex.startswith(r"\eta_t = ")
