"""The update rule on screen: the lines are those of the source, and the numbers in them are those of the run."""

from __future__ import annotations

import ast
import itertools
import math
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import abs, exp, log, maximum, sign, where, zeros_like

from app.words.mathml import mathml
from optim_core import OPTIMIZERS, SURFACES, Hyper, Optimizer, Surface, simulate, surface_from_formula
from optim_core.equations import equations, listings, schedule_equations, step_in_numbers
from optim_core.equations.conditions import negated
from optim_core.equations.notation import Notation
from optim_core.equations.numbers import beside, block, chosen, number
from optim_core.equations.program import program
from optim_core.equations.typeset import typeset
from optim_core.latex.piece import ATOM, SIGNED, Piece
from optim_core.rules.choices import CLIPS, DECAYS, LIBRARIES, decays_itself, effective
from optim_core.rules.vectors import dot, mean, norm
from optim_core.schedules import SCHEDULES
from optim_core.types import Array, Interval
from tests.selection import examples

BOWL, ROSENBROCK = SURFACES["bowl"], SURFACES["rosenbrock"]
STEPS = 12


def hyper(symbol: str, default: float, **more: Any) -> Hyper:
    return Hyper(symbol, default, 0.0, 10.0, Interval(-1e300, 1e300), f"the {symbol}", "Help.", **more)


class Nothing(NamedTuple):
    pass


class Velocity(NamedTuple):
    v: Any


def no_memory(x: Any) -> Nothing:
    return Nothing()


def at_rest(x: Any) -> Velocity:
    return Velocity(zeros_like(x))


def made(update: Callable[..., Any], init: Callable[..., Any] = no_memory, **changes: Any) -> Optimizer:
    """An optimizer of this test's own."""
    record: dict[str, Any] = {"slug": update.__name__, "name": "Mine", "init": init, "update": update}
    record |= {"hypers": {"lr": hyper(r"\eta", 0.1)}, "help": "", "conventions": "", "source": "", "elementwise": False}
    return Optimizer(**record | changes)


def lines(optimizer: Optimizer, **more: Any) -> list[str]:
    return [line.latex for line in equations(optimizer, **more)]


def variants(slug: str) -> Iterator[Optimizer]:
    """An optimizer by each library's conventions, with each kind of clipping and of weight decay."""
    for library, (decay, clip) in itertools.product(LIBRARIES, zip(DECAYS, CLIPS, strict=True)):
        if decay == "none" or not decays_itself(OPTIMIZERS[slug]):
            yield effective(OPTIMIZERS[slug], decay, clip, library)


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


@pytest.mark.parametrize(
    ("source", "latex"),
    [
        ("a * a", "a^{2}"),
        ("a * a * a / b", r"\frac{a^{3}}{b}"),
        ("2 * a * 3", r"2 a \cdot 3"),
        ("-a * b", "-a b"),
        ("a * -b", r"a \left(-b\right)"),
        ("a * (-b * c)", r"a \left(-b c\right)"),
        ("a - -b", r"a - \left(-b\right)"),
        ("a - -b * c", r"a - \left(-b\right) c"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("-(a + b)", r"-\left(a + b\right)"),
        ("(-a) ** 2", r"\left(-a\right)^{2}"),
        ("-(a ** 2)", "-a^{2}"),
        ("(a / b) ** 2", r"\left(\frac{a}{b}\right)^{2}"),
        ("a / b / c", r"\frac{a}{b c}"),
        ("a / (b / c)", r"\frac{a}{\frac{b}{c}}"),
        ("a / b * c", r"\frac{a}{b} c"),
        ("a / b * (c / d)", r"\frac{a}{b} \cdot \frac{c}{d}"),
        ("lr * a / b", r"lr \frac{a}{b}"),
        ("lr / b * a", r"\frac{lr}{b} a"),
        ("abs(a) ** 2", r"\left|a\right|^{2}"),
        ("sqrt(a) ** 2", r"\left(\sqrt{a}\right)^{2}"),
        ("sqrt(a + b)", r"\sqrt{a + b}"),
        ("maximum(a, -b)", r"\max\left(a, -b\right)"),
        ("a * minimum(b, 1e-6)", r"a \, \min\left(b, 10^{-6}\right)"),
        ("exp(-a)", "e^{-a}"),
        ("dot(a, b)", r"a^{\top} b"),
        ("dot(a, b - c)", r"\left\langle a, b - c \right\rangle"),
        ("norm(a - b) ** 2", r"\left\lVert a - b\right\rVert^{2}"),
        ("sign(a) * b", r"\text{sign}\left(a\right) \, b"),
        ("a % b", r"a \bmod b"),
        ("c * where(a > 0, a, b)", r"c \begin{cases} a & \text{if }a > 0 \\ b & \text{otherwise} \end{cases}"),
        ("(a > 0) & ((b > 0) | (c > 0))", r"a > 0\text{ and }\left(b > 0\text{ or }c > 0\right)"),
    ],
)
def test_an_expression_is_written_as_on_paper(source: str, latex: str) -> None:
    """Products without clutter, divisions as fractions, brackets where they are needed and nowhere else."""
    assert typeset(ast.parse(source, mode="eval").body, plain_leaf).text == latex


def plain_leaf(node: ast.expr) -> Piece | None:
    return Piece(node.id, ATOM) if isinstance(node, ast.Name) else None


class Reader:
    """Reads LaTeX back as a person would: what stands side by side is multiplied, a minus goes with what follows."""

    TOKENS = re.compile(r"\\frac|\\sqrt|\\cdot|\\left\|?|\\right\|?|[a-e]|\d+(?:\.\d+)?|[-+(){}^]|\|")

    def __init__(self, latex: str, names: dict[str, float]) -> None:
        self.tokens, self.names = self.TOKENS.findall(latex), names
        assert "".join(self.tokens) == latex.replace(" ", ""), latex

    def next(self, expected: str = "") -> str:
        token = self.tokens.pop(0)
        assert not expected or token == expected, (expected, token, self.tokens)
        return token

    def here(self, *tokens: str) -> bool:
        return bool(self.tokens) and self.tokens[0] in tokens

    def sum(self) -> float:
        total = self.product()
        while self.here("+", "-"):
            total += self.product() if self.next() == "+" else -self.product()
        return total

    def product(self) -> float:
        if self.here("-"):
            self.next()
            return -self.product()
        result = self.power()
        while self.tokens and not self.here("+", "-", "}", r"\right", r"\right|", ")"):
            if self.here(r"\cdot"):
                self.next()
            result *= self.power()
        return result

    def power(self) -> float:
        base = self.atom()
        if self.here("^"):
            self.next()
            base = base ** self.group()
        return base

    def group(self) -> float:
        self.next("{")
        value = self.sum()
        self.next("}")
        return value

    def atom(self) -> float:
        token = self.next()
        match token:
            case r"\frac":
                above = self.group()
                return above / self.group()
            case r"\sqrt":
                return math.sqrt(self.group())
            case r"\left":
                self.next("(")
                value = self.sum()
                self.next(r"\right")
                self.next(")")
                return value
            case r"\left|":
                value = self.sum()
                self.next(r"\right|")
                return math.fabs(value)
        return self.names[token] if token in self.names else float(token)


def expressions() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["a", "b", "c", "d", "e", "2", "0.5"])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
            st.builds("(-{})".format, inner),
            st.builds("({} ** 2)".format, inner),
            st.builds("abs({})".format, inner),
            st.builds("sqrt(abs({}))".format, inner),
        ),
        max_leaves=8,
    )


class TestNothingIsAmbiguous:
    @examples(5)
    @given(source=expressions(), values=st.lists(st.sampled_from([-3.0, -0.5, 0.25, 1.5, 4.0]), min_size=5, max_size=5))
    def test_symbols_mean_what_the_source_says(self, source: str, values: list[float]) -> None:
        """Read back with the usual precedence, the typeset expression has the value of the source."""
        names = dict(zip("abcde", values, strict=True))
        self.check(source, names, plain_leaf, names, " ")

    @examples(5)
    @given(source=expressions(), values=st.lists(st.sampled_from([-3.0, -0.5, 0.25, 1.5, 4.0]), min_size=5, max_size=5))
    def test_numbers_mean_what_the_source_says(self, source: str, values: list[float]) -> None:
        """The same with the numbers filled in, negative ones too."""
        names = dict(zip("abcde", values, strict=True))

        def filled(node: ast.expr) -> Piece | None:
            return number(names[node.id]) if isinstance(node, ast.Name) else None

        self.check(source, names, filled, {}, r" \cdot ")

    @staticmethod
    def check(source: str, names: dict[str, float], leaf: Any, known: dict[str, float], times: str) -> None:
        latex = typeset(ast.parse(source, mode="eval").body, leaf, times).text
        try:
            wanted = eval(source, {"abs": math.fabs, "sqrt": math.sqrt}, names)
        except (ZeroDivisionError, OverflowError):
            return
        reader = Reader(latex, known)
        try:
            found = reader.sum()
        except (ZeroDivisionError, OverflowError):
            return  # 1 / (a - a) * 0, regrouped
        assert not reader.tokens, latex
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-9), latex


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (0.1234567, "0.1235"),
            (-12.3449, "-12.34"),
            (9999.4, "9999"),
            (9999.9, "10^{4}"),
            (12345.0, r"1.234 \cdot 10^{4}"),
            (0.001, "0.001"),
            (0.000999, r"9.99 \cdot 10^{-4}"),
            (1e-8, "10^{-8}"),
            (-1.2e-5, r"-1.2 \cdot 10^{-5}"),
            (math.inf, r"\infty"),
            (-math.inf, r"-\infty"),
            (math.nan, r"\text{undefined}"),
        ],
    )
    def test_a_number_has_four_digits(self, value: float, text: str) -> None:
        """Four digits, no trailing zeros, a power of ten where the number is very large or small."""
        assert number(value).text == text

    @given(st.floats(-1.79e308, 1.79e308))  # the largest ones round to what no float can hold
    def test_a_number_can_be_read_back(self, value: float) -> None:
        """What is written differs from the number by at most half a unit of the fourth digit."""
        text = number(value).text.replace(r" \cdot 10^", "e").replace("10^", "1e").replace("{", "").replace("}", "")
        assert float(text) == pytest.approx(value, rel=5.01e-4, abs=0.0)

    def test_a_negative_number_gets_brackets_behind_an_operator(self) -> None:
        """A negative number is looser than a product."""
        assert number(-2.0).at_least(SIGNED) == "-2"
        assert number(-2.0).at_least(ATOM) == r"\left(-2\right)"

    @pytest.mark.parametrize("value", [0.9, 0.99995, 0.9999999, 1.0, 2.0, 1e-8])
    def test_a_chosen_number_close_to_one_stays_below_it(self, value: float) -> None:
        """Of a memory of 0.9999999 all digits are shown: 1 minus it is what counts."""
        assert float(chosen(value).text.replace("10^{-8}", "1e-8")) == value

    def test_a_small_change_is_seen(self) -> None:
        """A number that something small is added to has the decimals that this needs."""
        assert beside(1.23456789, 1e-6).text == "1.23456789"
        assert beside(1.23456789, 0.5).text == "1.2346"
        assert beside(1.23456789, 0.0).text == "1.235"

    def test_long_columns_are_cut(self) -> None:
        """Of a long vector the first and last entries are shown, of a long matrix its corners."""
        assert block(np.array([1.0, -2.0])).text == r"\left(\begin{matrix} 1 \\ -2 \end{matrix}\right)"
        assert block(np.array([[5.0]])).text == "5"
        assert block(np.arange(9.0)).text.count(r"\\") == 5
        corners = block(np.arange(81.0).reshape(9, 9)).text
        assert (corners.count("&"), corners.count(r"\vdots"), corners.count(r"\cdots")) == (30, 6, 5)


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

    def test_a_switch_needs_no_reason(self) -> None:
        """Which branch a switch chose is known to who set it."""
        rule = TestSwitches.rule()
        path = simulate(rule, BOWL, [1.0, 1.0], 1, hypers={"look": 1.0})
        shown = step_in_numbers(rule, BOWL, path, 1, 0, {"look": 1.0})
        assert [line.because for line in shown] == [""] * 5

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


CONDITIONS = st.recursive(
    st.builds(
        "({} {} {})".format, st.sampled_from("abc"), st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), st.just("1")
    ),
    lambda inner: st.one_of(
        st.builds("({} | {})".format, inner, inner),
        st.builds("({} & {})".format, inner, inner),
        st.builds("(~{})".format, inner),
    ),
    max_leaves=5,
)


@given(source=CONDITIONS, values=st.lists(st.sampled_from([0, 1, 2]), min_size=3, max_size=3))
def test_the_opposite_of_a_condition(source: str, values: list[int]) -> None:
    """The opposite holds exactly where the condition does not, and has no `not` in front of a comparison."""
    opposite = negated(ast.parse(source, mode="eval").body)
    names = {name: np.array(value) for name, value in zip("abc", values, strict=True)}
    code = compile(ast.fix_missing_locations(ast.Expression(opposite)), "opposite", "eval")
    assert bool(eval(code, {}, names)) is not bool(eval(source, {}, names))


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


def well_formed(latex: str) -> ElementTree.Element:
    """The MathML of a formula whose brackets match and in which nothing was left unread."""
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left") - latex.count(r"\leftarrow") == latex.count(r"\right")
    math_element = ElementTree.fromstring(mathml(latex))
    assert not any("\\" in (element.text or "") for element in math_element.iter())
    return math_element


class TestMathML:
    @pytest.mark.parametrize("slug", OPTIMIZERS)
    def test_every_formula_can_be_typeset(self, slug: str) -> None:
        """All lines of an optimizer under all choices become MathML, in symbols and in numbers."""
        for rule in variants(slug):
            for line in equations(rule):
                well_formed(line.latex)
        path = simulate(slug, ROSENBROCK, [-1.2, 1.0], 2)
        for filled in step_in_numbers(OPTIMIZERS[slug], ROSENBROCK, path, 2):
            well_formed(filled.latex)
            well_formed(filled.because or "0")

    def test_a_sign_is_not_a_difference(self) -> None:
        """The minus of a number in brackets or after an equals sign has no space around it; a difference has."""
        signs = [e for e in well_formed(r"a = -b - \left(-3\right) - c").iter() if e.text == "\N{MINUS SIGN}"]
        assert [sign.get("form") for sign in signs] == ["prefix", None, "prefix", None]

    def test_names_of_functions_are_names(self) -> None:
        """max is an identifier, not an operator with spaces."""
        found = [e for e in well_formed(r"\max\left(a, 1\right)").iter() if e.text == "max"]
        assert [element.tag.rpartition("}")[2] for element in found] == ["mi"]

    def test_cases_are_aligned_and_as_large_as_other_lines(self) -> None:
        """The cells of cases begin at the left, and their fractions are not made small."""
        table = well_formed(r"\begin{cases} \frac{a}{b} & c \\ d & e \end{cases}").find(".//{*}mtable")
        assert table is not None
        assert table.get("displaystyle") == "true"
        assert [cell.get("style") for cell in table.iter() if cell.tag.endswith("mtd")] == ["text-align: left"] * 4

    def test_a_hat_sits_on_its_letter(self) -> None:
        """The hat is the small one that every font sets above the letter, not an operator set into it."""
        over = well_formed(r"\hat{m}_t").find(".//{*}mover")
        assert over is not None
        assert (over[1].text, over.get("accent")) == ("\N{MODIFIER LETTER CIRCUMFLEX ACCENT}", None)

    def test_no_text_can_become_markup(self) -> None:
        """A smaller-than sign is text in the MathML, never the start of an element."""
        assert "&lt;" in mathml("a < b")

    def test_formulas_are_remembered_but_not_for_ever(self) -> None:
        """The cache has a bound: a server's memory does not grow with the steps looked at."""
        assert mathml.cache_info().maxsize is not None
