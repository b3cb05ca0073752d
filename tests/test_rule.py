"""One update rule, read from its source: the loop made from it gives what the function itself gives."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import abs, maximum, minimum, sign, sqrt, where, zeros_like

from optim_core import OPTIMIZERS, SURFACES, ExperimentError, Hyper, Optimizer, Trajectory, simulate
from optim_core.rules.choices import ready
from optim_core.rules.reading import array_step, inputs, read_rule
from optim_core.rules.vectors import dot, mean, norm
from optim_core.simulation.asking import Asking
from optim_core.simulation.plain_numbers import path_loop
from optim_core.simulation.spelled import REDUCTIONS, SCALAR_FUNCTIONS, WHERE
from optim_core.types import Interval

simulate_module: Any = importlib.import_module("optim_core.simulation.simulate")
BOWL, ROSENBROCK = SURFACES["bowl"], SURFACES["rosenbrock"]
RATE = Hyper(r"\eta", 0.1, 1e-4, 10.0, Interval(0.0, 1e300), "learning rate", "How far each step goes.", log=True)


def made(update: Callable[..., Any], init: Callable[..., Any], **changes: Any) -> Optimizer:
    """An optimizer of this test's own, as one record."""
    record: dict[str, Any] = {
        "slug": update.__name__,
        "name": "Mine",
        "init": init,
        "update": update,
        "hypers": {"lr": RATE},
        "help": "",
        "conventions": "",
        "source": "",
    }
    return Optimizer(**record | changes)


class Velocity(NamedTuple):
    v: Any


class Nothing(NamedTuple):
    pass


def no_memory(x: Any) -> Nothing:
    return Nothing()


def at_rest(x: Any) -> Velocity:
    return Velocity(zeros_like(x))


def both_ways(rule: Optimizer, monkeypatch: pytest.MonkeyPatch, **request: Any) -> tuple[Trajectory, Trajectory]:
    """The same run by plain numbers, which must not fall back to arrays, and by arrays."""

    def no_falling_back(*_: Any) -> None:
        raise AssertionError("plain numbers refused the rule")

    asked = {"surface": ROSENBROCK, "start": [-1.2, 1.0], "steps": 40} | request
    with monkeypatch.context() as patch:
        patch.setattr(simulate_module, "_follow_many", no_falling_back)
        few = simulate(rule, **asked)
    with monkeypatch.context() as patch:
        patch.setattr(simulate_module, "FEW_PATHS", 0)
        return few, simulate(rule, **asked)


def assert_same(one: Trajectory, other: Trajectory) -> None:
    for name in ("points", "loss", "gradients", "updates", "outcome", "ended_at"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name in one.state:
        np.testing.assert_array_equal(one.state[name], other.state[name])


slopes = st.floats(-1e3, 1e3).map(lambda slope: slope if abs(slope) > 1e-100 else 0.0)  # their squares are floats


class TestEveryRuleOfTheRegistry:
    def test_its_source_can_be_read(self, optimizer: Optimizer) -> None:
        """It is straight-line code that names each part of its state; what it calls is known, or a named operation."""
        rule = read_rule(optimizer)
        assert tuple(name for name, _ in rule.state) == optimizer.state_names
        lines = (*rule.assignments, *rule.after, *rule.state)
        trees = [*(value for _, value in lines), rule.step]
        called = {node.func.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)}  # type: ignore[attr-defined]
        others = called - {*SCALAR_FUNCTIONS, *REDUCTIONS, WHERE, *optimizer.needs}
        assert not (optimizer.elementwise and others)
        assert all(callable(optimizer.update.__globals__[name]) for name in others)

    def test_its_hyperparameters_are_those_of_its_record(self, optimizer: Optimizer) -> None:
        """The keyword arguments of update are the hypers of the record, the learning rate first, and known inputs."""
        assert tuple(optimizer.update.__kwdefaults__ or ()) == ()
        named = inputs(optimizer.update)
        assert set(optimizer.needs) <= {"x", "rows", "loss", "gradient", "hessian"}
        assert next(iter(optimizer.hypers)) == "lr"
        added = set() if optimizer.decay == "none" else {"weight_decay"}
        assert {*named} - {*optimizer.needs} == {*optimizer.hypers} - added

    def test_the_loop_gives_what_the_function_gives(self, elementwise: Optimizer) -> None:
        """Fed with the same gradients, the loop's updates and states are the rule's own, bit for bit."""
        rule = ready(elementwise)
        rng = np.random.default_rng(5)
        gradients = rng.standard_normal((60, 2)) * 10.0 ** rng.uniform(-6, 6, (60, 2))
        gradients[10:13] = 0.0
        hypers = {name: hyper.default for name, hyper in rule.hypers.items()}
        fed, start = iter(gradients.tolist()), np.array([[0.5], [-1.0]])
        flat = path_loop(rule, 2)(
            lambda x, y: (0.0, *next(fed)),
            None,
            start[:, 0].tolist(),
            np.ravel(rule.init(start)).tolist(),
            59,
            [hypers["lr"]] * 59,
            None,
            hypers,
        )
        rows = np.array([*flat, 0.0, 0.0]).reshape(60, -1)
        state, x, step = rule.init(start), start, array_step(rule)
        with np.errstate(all="ignore"):
            for t, row in enumerate(rows[:-1], start=1):
                np.testing.assert_array_equal(row[5:-2], np.ravel(state))
                dx, state = step(gradients[t - 1][:, None], state, t, {"x": x, **hypers})
                np.testing.assert_array_equal(row[-2:], dx[:, 0])
                x = x + dx

    def test_the_loop_stops_where_numbers_stop_being_finite(self, elementwise: Optimizer) -> None:
        """The row with the first inf or nan is the last one: nothing is asked or computed after it."""
        rule = ready(elementwise)
        hypers = {name: hyper.default for name, hyper in rule.hypers.items()}
        memory = np.ravel(rule.init(np.ones((1, 1)))).tolist()
        for broken in ((float("nan"), 1.0), (1.0, float("inf"))):
            answers = iter([(2.0, 1.0), broken])
            numbers = path_loop(rule, 1)(
                lambda x, given=answers: next(given), None, [1.0], memory, 50, [0.1] * 50, None, hypers
            )
            assert len(numbers) == 2 * (4 + len(memory)) - 1
            np.testing.assert_equal(tuple(numbers[-2 - len(memory) :][:2]), broken)

    @pytest.mark.parametrize("slug", OPTIMIZERS)
    @given(slopes, slopes)
    def test_its_first_step_written_by_hand(self, slug: str, g: float, h: float) -> None:
        """From a fresh state every rule is the formula of the gradient that its record gives, `Laws.first_step`.

        The place is a bowl whose gradient is the point itself and whose curvature is 1 in every direction.
        """
        rule = OPTIMIZERS[slug]
        first_step = rule.laws.first_step
        assert first_step is not None, f"{rule.name}: say in laws=Laws(first_step=...) what the first step is"
        hypers = {name: hyper.default for name, hyper in rule.hypers.items()}
        point = gradient = np.array([[g], [h]])
        asked = Asking(BOWL, None, None, 1).inputs(rule)
        given = {name: hypers.get(name, asked.get(name)) for name in inputs(rule.update)}
        if "x" in given:
            given["x"] = point
        with np.errstate(all="ignore"):
            dx, _ = rule.update(gradient, rule.init(point), 1, **given)
            expected = first_step(gradient, **{name: hypers[name] for name in inputs(first_step)})
        np.testing.assert_allclose(dx, expected, rtol=1e-9, atol=1e-300)

    def test_nothing_is_written_into_its_arguments(self, optimizer: Optimizer) -> None:
        """update gives new arrays: gradient and old state stay as they were."""
        rule, x = ready(optimizer), np.array([[0.5], [-1.0]])
        gradient = BOWL.gradient(x.T).T
        hypers = {name: hyper.default for name, hyper in rule.hypers.items()}
        given = {**Asking(BOWL, None, None, 1).inputs(rule), **hypers, "x": x}
        step = array_step(rule)
        with np.errstate(all="ignore"):
            _, old = step(gradient, rule.init(x), 1, given)
            kept = [np.array(values) for values in old]
            step(gradient, old, 2, given)
        assert gradient.tolist() == x.tolist() == [[0.5], [-1.0]]
        for values, before in zip(old, kept, strict=True):
            np.testing.assert_array_equal(values, before)


# A new optimizer is one record: what follows is all that it takes.
class SignState(NamedTuple):
    m: Any  # running mean of the gradient


def start_sign(x: Any) -> SignState:
    return SignState(zeros_like(x))


def follow_sign(g: Any, s: SignState, t: int, *, lr: Any, beta1: Any, beta2: Any) -> Any:
    """Lion (Chen et al. 2023): the sign of a mean is the direction."""
    u = beta1 * s.m + (1 - beta1) * g
    dx = -lr * sign(u)
    return dx, SignState(beta2 * s.m + (1 - beta2) * g)


BETA = Hyper(r"\beta", 0.9, 0.0, 0.99, Interval(0.0, 1.0), "memory", "How much is kept.")
LION = made(follow_sign, start_sign, hypers={"lr": RATE, "beta1": BETA, "beta2": BETA}, state_help={"m": "mean"})


class TestANewOptimizer:
    def test_it_runs_by_being_passed(self) -> None:
        """simulate takes the record in place of a slug, with everything an optimizer of the registry has."""
        run = simulate(LION, BOWL, [1.0, -1.0], 20, hypers={"lr": [0.01, 0.1]}, noise=0.1, seed=3)
        assert run.points.shape == (21, 2, 2)
        assert list(run.state) == ["m"]
        np.testing.assert_allclose(np.abs(run.updates[:, 1]), 0.1)
        single = simulate(LION, BOWL, [1.0, -1.0], 20, hypers={"lr": 0.1}, noise=0.1, seed=3)
        np.testing.assert_array_equal(run.points[:, 1], single.points[:, 0])

    def test_its_hyperparameters_are_checked(self) -> None:
        """What its record calls valid is what simulate takes."""
        with pytest.raises(ExperimentError, match=r"Mine.*memory cannot be 2"):
            simulate(LION, BOWL, [1.0, -1.0], 20, hypers={"beta1": 2.0})

    def test_its_loop_gives_the_numbers_of_its_arrays(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its rule runs as numbers and as arrays, with the same bits."""
        assert_same(*both_ways(LION, monkeypatch, hypers={"lr": 0.02}))

    def test_a_state_that_does_not_start_at_zero(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """init decides the first state, also where it depends on the point."""

        def start_there(x: Any) -> Velocity:
            return Velocity(0.5 * x + 1.0)

        def roll(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
            v = 0.5 * s.v + g
            dx = -lr * v
            return dx, Velocity(v)

        few, many = both_ways(made(roll, start_there), monkeypatch, hypers={"lr": 1e-3})
        assert_same(few, many)
        assert few.state["v"][0, 0].tolist() == [0.5 * -1.2 + 1.0, 1.5]

    def test_every_function_that_rules_may_use(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The functions mean the same to numbers as to arrays; where(...) becomes a choice."""

        def mix(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
            big = maximum(abs(g), 0.1 * s.v)
            small = minimum(big, 3.0)
            dx = -lr * where(s.v * g > 0.0, sign(g) * small, g / sqrt(big + 1e-8))
            return dx, Velocity(0.9 * s.v + 0.1 * g)

        assert_same(*both_ways(made(mix, at_rest), monkeypatch))
        curved = {"sin", "cos", "tan", "sinh", "cosh", "tanh"}  # the same but for the last bit
        curved |= {"arcsin", "arccos", "arctan"}
        assert set(SCALAR_FUNCTIONS) == {"sqrt", "exp", "log", "abs", "maximum", "minimum", "sign", *curved}

    @pytest.mark.parametrize(
        ("a", "b"), [(1.0, 2.0), (2.0, 1.0), (-0.5, -0.5), (float("nan"), 1.0), (1.0, float("nan"))]
    )
    def test_the_functions_of_numbers_are_those_of_numpy(self, a: float, b: float) -> None:
        """Each function for numbers gives what NumPy's gives, NaN included."""
        for name in ("maximum", "minimum"):
            np.testing.assert_equal(SCALAR_FUNCTIONS[name](a, b), float(getattr(np, name)(a, b)))
        for value in (a, b):
            np.testing.assert_equal(SCALAR_FUNCTIONS["abs"](value), float(np.abs(value)))

    def test_names_of_its_own_do_not_clash_with_the_loop(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """State, variables and hyperparameters may be called like anything inside the loop."""

        class Odd(NamedTuple):
            x: Any
            g: Any
            dx: Any

        def begin(x: Any) -> Odd:
            return Odd(zeros_like(x), zeros_like(x), zeros_like(x))

        def odd(slope: Any, old: Odd, number: int, *, lr: Any, noise: Any, steps: Any) -> Any:
            rows = old.x + slope * noise
            loss = old.g + old.dx
            record = -lr * (rows + loss / (number + steps))
            return record, Odd(rows, slope, loss)

        rule = made(odd, begin, hypers={"lr": RATE, "noise": BETA, "steps": BETA})
        assert_same(*both_ways(rule, monkeypatch, noise=0.1, hypers={"lr": 1e-3}))


GLOBAL = 0.5


def with_branch(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
    if t > 5:
        lr = 0.5 * lr
    return -lr * g, Velocity(g)


def with_loop(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
    for _ in range(2):
        g = 0.5 * g
    return -lr * g, Velocity(g)


def with_unpacking(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
    a, b = g, lr
    return -b * a, Velocity(g)


def with_writing(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
    v = 0.5 * s.v
    v += g
    return -lr * v, Velocity(v)


def with_result(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
    result = -lr * g, Velocity(g)
    return result


def with_new_rate(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
    lr = lr / t
    return -lr * g, Velocity(g)


def with_global(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
    return -lr * GLOBAL * g, Velocity(g)


def with_module(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
    return -lr * np.tanh(g), Velocity(g)


def with_whole_memory(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
    return -lr * (g + s[0]), Velocity(g)


without_source: dict[str, Any] = {"Velocity": Velocity}
exec("def update(g, s, t, *, lr):\n    return -lr * g, Velocity(g)", without_source)

NOT_STRAIGHT = [with_branch, with_loop, with_unpacking, with_writing, with_result]
NOT_FOR_NUMBERS = [with_new_rate, with_global, with_module, with_whole_memory]


class TestWhatARuleMayAskFor:
    def test_lengths_products_and_means(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """norm, dot, mean and the point itself mean the same to numbers as to arrays, bit for bit."""

        def mixed(g: Any, s: Velocity, t: int, *, lr: Any, x: Any) -> Any:
            length = norm(g)
            share = dot(g, s.v) / (length * length + 1.0)
            v = 0.5 * s.v + share * g + mean(x)
            dx = -lr * v / maximum(length, 1.0)
            return dx, Velocity(v)

        rule = made(mixed, at_rest)
        few, many = both_ways(rule, monkeypatch, noise=0.1)
        assert_same(few, many)
        g, x = few.gradients[0, 0], few.points[0, 0]
        np.testing.assert_allclose(few.state["v"][1, 0], x.mean(), rtol=1e-13)
        np.testing.assert_allclose(few.updates[0, 0], -0.1 * x.mean() / np.hypot(*g), rtol=1e-13)

    def test_a_reduction_in_the_new_state_makes_no_loop(self) -> None:
        """A length has to be computed on a line of its own, before it is remembered."""

        def hidden(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
            dx = -lr * g
            return dx, Velocity(g / norm(g))

        with pytest.raises(ValueError, match="line of its own"):
            path_loop(made(hidden, at_rest), 2)

    @pytest.mark.parametrize("batch", [1, 12])
    def test_what_it_is_given(self, batch: int) -> None:
        """Points and gradients come as (dim, batch), losses as (batch,), Hessians as (dim, dim, batch)."""
        seen: list[Any] = []

        def asking(
            g: Any, s: Nothing, t: int, *, lr: Any, x: Any, rows: int, loss: Any, gradient: Any, hessian: Any
        ) -> Any:
            seen.append((x.copy(), rows, loss(x), gradient(x + 1.0), hessian(x)))
            return -lr * g, Nothing()

        matrix = SURFACES["matrix"]
        starts = np.random.default_rng(0).uniform(-2, 2, (batch, 4))
        run = simulate(made(asking, no_memory, elementwise=False), matrix, starts, 3, hypers={"lr": 0.01})
        for t, (x, rows, loss, gradient, hessian) in enumerate(seen):
            np.testing.assert_array_equal(x.T, run.points[t])
            assert rows == 2
            np.testing.assert_allclose(loss, run.loss[t], rtol=1e-14)
            np.testing.assert_allclose(gradient.T, matrix.gradient(run.points[t] + 1.0), rtol=1e-13)
            np.testing.assert_allclose(np.moveaxis(hessian, -1, 0), matrix.hessian(run.points[t]), rtol=1e-13)
        np.testing.assert_array_equal(run.evaluations[:, 0], [0, 4, 8, 12])

    def test_a_second_gradient_has_the_noise_of_its_step(self) -> None:
        """Asked at the same point, the gradient is the one that the rule was given."""

        def twice(g: Any, s: Nothing, t: int, *, lr: Any, x: Any, gradient: Any) -> Any:
            difference = gradient(x) - g
            return difference, Nothing()

        run = simulate(made(twice, no_memory, elementwise=False), ROSENBROCK, [-1.2, 1.0], 5, noise=3.0, seed=1)
        assert (run.updates == 0).all()

    def test_what_nobody_can_give_is_said(self) -> None:
        """A keyword that is neither a hyperparameter nor an input is a mistake with the optimizer's name."""

        def wrong(g: Any, s: Nothing, t: int, *, lr: Any, weather: Any) -> Any:
            return -lr * g * weather, Nothing()

        with pytest.raises(ValueError, match=r"wrong.*weather"):
            simulate(made(wrong, no_memory), BOWL, [1.0, 2.0], 3)

    def test_a_change_before_the_rule_hands_on_what_it_changed(self) -> None:
        """What is done to the gradient before a rule has to return it, else it is not read."""

        def swapped(g: Any, *, lr: Any) -> Any:
            other = g * lr
            return other

        with pytest.raises(ValueError, match="return g"):
            read_rule(replace(made(with_global, at_rest), before=(swapped,)))


def own_norm() -> Callable[..., Any]:
    """A rule whose norm is not the length, but the largest coordinate."""

    def norm(v: Any) -> Any:
        return np.abs(v).max(axis=0)

    def with_own_norm(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
        return -lr * g / (1.0 + norm(g)), Velocity(g)

    return with_own_norm


def with_not(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
    return -lr * where(~(g > 0.0), g, 0.5 * g), Velocity(g)


def with_power(g: Any, s: Velocity, t: int, *, lr: Any) -> Any:
    return -lr * g**0.5, Velocity(g)


class TestOtherRules:
    @pytest.mark.parametrize("update", [own_norm(), with_not, with_power])
    def test_what_means_something_else_to_numbers_is_left_to_arrays(self, update: Callable[..., Any]) -> None:
        """A norm of one's own, ~ and the root of a negative number give the same for few paths as for many."""
        rule = made(update, at_rest, slug="mine")
        few = simulate(rule, BOWL, [1.0, -2.0], 6)
        many = simulate(rule, BOWL, [[1.0, -2.0]] * 12, 6)
        np.testing.assert_array_equal(few.points[:, 0], many.points[:, 0])

    @pytest.mark.parametrize(
        "update", [*NOT_STRAIGHT, without_source["update"], lambda g, s, t, *, lr: (-lr * g, Velocity(g))]
    )
    def test_what_is_not_straight_line_code_is_not_read(self, update: Callable[..., Any]) -> None:
        """Branches, loops, unpacking, writing in place and a missing source are refused with the optimizer's name."""
        with pytest.raises(ValueError, match="mine"):
            read_rule(made(update, at_rest, slug="mine"))

    @pytest.mark.parametrize("update", NOT_FOR_NUMBERS)
    def test_what_numbers_do_not_know_makes_no_loop(self, update: Callable[..., Any]) -> None:
        """Globals, modules, assigned inputs and the memory as a whole cannot be written out for each coordinate."""
        with pytest.raises(ValueError, match="mine"):
            path_loop(made(update, at_rest, slug="mine"), 2)

    @pytest.mark.parametrize(
        "update",
        [*NOT_STRAIGHT, *NOT_FOR_NUMBERS, without_source["update"], lambda g, s, t, *, lr: (-lr * g, Velocity(g))],
    )
    def test_they_run_with_arrays_all_the_same(self, update: Callable[..., Any]) -> None:
        """simulate follows any update that computes with arrays; it is only slower for a few paths."""
        rule = made(update, at_rest, slug="mine")
        few = simulate(rule, BOWL, [1.0, -2.0], 12)
        many = simulate(rule, BOWL, [[1.0, -2.0]] * 12, 12)
        np.testing.assert_array_equal(few.points[:, 0], many.points[:, 0])
        assert few.loss[-1, 0] < few.loss[0, 0]

    def test_a_rule_that_mixes_coordinates_says_so(self) -> None:
        """With elementwise=False a rule gets whole columns, and is never written out for each coordinate."""

        def normalised(g: Any, s: Nothing, t: int, *, lr: Any) -> Any:
            size = sqrt((g * g).sum(axis=0))
            return -lr * g / size, Nothing()

        for batch in (1, 12):
            run = simulate(made(normalised, no_memory, elementwise=False), BOWL, [[3.0, 4.0]] * batch, 5)
            np.testing.assert_allclose(run.step_sizes, 0.1)

    def test_a_rule_that_divides_by_zero_has_no_step(self) -> None:
        """Without its epsilon AdaGrad makes 0/0 of a zero gradient: nan, by either way, which is no step."""
        for batch in (1, 12):
            run = simulate("adagrad", BOWL, [[1.0, 0.0]] * batch, 5, hypers={"eps": 0.0})
            assert set(run.outcome.tolist()) == {"no_step"}
            assert (run.ended_at == 0).all()
