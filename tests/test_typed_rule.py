"""The language of a learner's own optimizer: what it means, what is refused, and which line gave no number."""

from __future__ import annotations

import ast
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core import SURFACES, Experiment, ExperimentError, FormulaError, Run, simulate
from optim_core.equations import equations
from optim_core.export import export_script
from optim_core.insights.what_happened import what_happened
from optim_core.rules.reading import read_rule
from optim_core.rules.source import source_of
from optim_core.typed_rule import EXAMPLES, TEMPLATE, line_of, own_optimizer, parse_rule, remarks
from optim_core.typed_rule.lines import MAX_LENGTH
from tests.export.cases import EVERY_FUNCTION
from tests.export.running import run as run_script
from tests.selection import examples

BOWL = SURFACES["bowl"]
RULES = {**EXAMPLES, "everything": EVERY_FUNCTION}


def test_the_examples_are_what_they_say() -> None:
    """Momentum typed in is Momentum to the bit, and the rule like Adam is Adam."""
    for typed, slug, hypers in (
        (EXAMPLES["momentum"], "momentum", {"beta": 0.9}),
        (EXAMPLES["adam_like"], "adam", {"beta1": 0.9, "beta2": 0.999}),
    ):
        hypers = {"lr": 0.07, **hypers}
        mine = simulate(own_optimizer(typed), BOWL, [-4.0, 3.0], 60, hypers=hypers)
        theirs = simulate(slug, BOWL, [-4.0, 3.0], 60, hypers=hypers)
        np.testing.assert_allclose(mine.points, theirs.points, rtol=0, atol=1e-13)


@pytest.mark.parametrize("name", RULES)
def test_numbers_and_arrays_agree(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A typed rule runs as plain numbers and as arrays, with the same path; a batch is its single paths."""
    optimizer = own_optimizer(RULES[name])
    starts = [[-4.0, 3.0], [2.0, -1.0], [0.5, 0.5]]
    singles = [simulate(optimizer, BOWL, start, 40, noise=0.1, seed=1).points[:, 0] for start in starts]
    monkeypatch.setattr(sys.modules["optim_core.simulation.simulate"], "FEW_PATHS", 0)
    batch = simulate(optimizer, BOWL, starts, 40, noise=0.1, seed=1).points
    for k, single in enumerate(singles):
        np.testing.assert_allclose(batch[:, k], single, rtol=1e-11, atol=1e-11)


MISTAKES: list[tuple[str, str, str]] = [  # rule, what is said, which part of the text is meant
    ("", "own.empty", ""),
    ("# nothing but a remark", "own.empty", "# nothing but a remark"),
    ("step", "own.no_equals_line", "step"),
    ("state v\nstep = -lr*g", "own.no_equals_state", "state v"),
    ("parameter b 0.9 from 0 to 1\nstep = -g", "own.no_equals_parameter", "parameter b 0.9 from 0 to 1"),
    ("a = b = 2\nstep = -lr*g", "own.two_equals", "="),
    ("v =\nstep = -lr*g", "own.nothing_behind", "="),
    ("2v = g\nstep = -lr*g", "own.name", "2v"),
    ("m__x = g\nstep = -lr*g", "own.name", "m__x"),
    ("step = -lr*g_", "own.underscore", "_"),
    ("x = -lr*g", "own.point", "x"),
    ("g = 2*g\nstep = -lr*g", "own.given_g", "g"),
    ("t = 2\nstep = -lr*g", "own.given_t", "t"),
    ("lambda = 2\nstep = -lr*g", "own.taken", "lambda"),
    ("np = 2*g\nstep = -lr*np", "own.taken", "np"),
    ("parameter decay = 0 from 0 to 1\nstep = -g", "own.taken", "decay"),
    ("lr = 2\nstep = -lr*g", "own.is_rate", "lr"),
    ("parameter b = 1 from 0 to 2\nb = 2\nstep = -b*g", "own.is_parameter", "b"),
    ("parameter lr = 0 from 0 to 1e-322\nstep = -lr*g", "own.number_small", "0 from 0 to 1e-322"),
    ("def f(g):", "own.statement", "def"),
    ("import numpy as np\nstep = -lr*g", "own.statement", "import"),
    ("if t == 1: step = -lr*g", "own.statement", "if"),
    ("state v = 0\nv += 2*g\nstep = -lr*v", "own.update", "+="),
    ("step -= lr*g", "own.update", "-="),
    ("x -= lr*g", "own.point", "x"),
    ("v := g\nstep = -lr*v", "own.equals", ":="),
    ("step == -lr*g", "own.equals", "=="),
    ("step = -lr*g // down", "own.comment", "//"),
    ("step = -lr*np.sign(g)", "own.module", "np.sign"),
    ("State v = 0\nstep = -lr*g", "formula.nearest_name", "State"),
    ("param b = 1 from 0 to 2\nstep = -b*g", "formula.nearest_name", "param"),
    ("let v = g\nstep = -lr*v", "own.two_words", "let v"),
    ("Step = -lr*g", "formula.small_letters", "Step"),
    ("step = -lr*gradient", "formula.other_name", "gradient"),
    ("step = -lr*pow(g, 2)", "formula.written_otherwise", "pow(g, 2)"),
    ("step = -lr*g  # \ud800", "own.invisible", "\ud800"),
    ("state v = 0\nstate v = 1\nstep = -lr*g", "own.twice", "v"),
    ("state v = g\nstep = -lr*g", "own.state_number", "g"),
    ("parameter b = 0.9\nstep = -b*g", "own.parameter_syntax", "0.9"),
    ("parameter b = 0.9 from 1 to 0\nstep = -b*g", "own.range", "0.9 from 1 to 0"),
    ("parameter b = 2 from 0 to 1\nstep = -b*g", "own.default_outside", "2 from 0 to 1"),
    ("parameter lr = 0 from -1 to 1\nstep = -lr*g", "own.rate_negative", "0 from -1 to 1"),
    ("state v = 1e10\nstep = -lr*g", "own.number_large", "1e10"),
    ("step = -lr*m\nm = 2*g", "own.before", "m"),
    ("v = 0.9*v + g\nstep = -lr*v", "own.before_itself", "v"),
    ("m = g", "own.no_step", "g"),
    ("step = -lr*t", "own.no_gradient", "-lr*t"),
    ("state v = 0\nv = v + 1\nstep = -lr*v\na = g", "own.no_gradient", "-lr*v"),
    ("state k = 0\nk = 2*t\nstep = -k*g", "own.plain_state", "k"),
    ("step = -lr*q", "own.unknown_name", "q"),
    ("step = -lr*x", "own.unknown_point", "x"),
    ("step = -lr*sgn(g)", "formula.nearest_name", "sgn"),
    ("step = -2g", "formula.implicit_product", "2g"),
    ("step = -lr*(g", "formula.unclosed", "("),
    ("step = -lr*g/0", "formula.division_by_zero", "-lr*g/0"),
    ("step = -lr*g/(1 - 1)", "formula.division_by_zero", "-lr*g/(1 - 1)"),
    ("step = -lr*g if 1 else g", "own.unknown_name", "if"),
    ("step = -lr*g[0]", "formula.character_spelling", "["),
    ("step = -lr*g.real", "formula.point", "."),
    ("step = -lr*__import__(g)", "own.underscore", "_"),
    ("step = -lr*eval(g)", "formula.nearest_name", "eval"),
    ("step = -lr*g; x", "own.semicolon", ";"),
    ("step = -lr*'g'", "formula.prime", "'"),
    ("step = -lr*g\u2028import os", "own.invisible", "\u2028"),
    ("step = -lr*g" + "+g" * (MAX_LENGTH // 2), "own.too_long", "g"),
]


@pytest.mark.parametrize(("text", "key", "meant"), MISTAKES)
def test_a_mistake_is_named_and_pointed_at(text: str, key: str, meant: str) -> None:
    """Each mistake has a sentence of its own, in words, and the place in the text that it is about."""
    with pytest.raises(FormulaError) as raised:
        parse_rule(text)
    error = raised.value
    if key != "formula.nearest_name" or "eval" not in text:  # whatever it is taken for, it is refused
        assert error.message.key == key
    assert str(error.message)
    assert error.position is not None
    assert 0 <= error.position <= len(text)
    if meant not in ("", "eval", "_") and key not in ("own.too_long", "own.no_step"):
        assert text[error.position : error.position + error.length] == meant
    if text:  # no rule at all is the first example
        with pytest.raises(ExperimentError):
            Run("own", typed=text)


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("v += 2*g", "v = v + 2*g"),
        ("v *= 1 - t", "v = v * (1 - t)"),
        ("step -= lr*g", "step = -(lr*g)"),
        ("step += g", "step = g"),
    ],
)
def test_an_assignment_in_place_is_written_out(typed: str, suggestion: str) -> None:
    """Who types += is told the same in this language; a step has no earlier value."""
    with pytest.raises(FormulaError) as raised:
        parse_rule(typed)
    assert raised.value.message.values["suggestion"] == suggestion


def test_a_name_of_the_programs_own_is_free_for_learners() -> None:
    """No name that can be typed is one that the written functions or a script use for themselves."""
    typed = "state OwnState = 0\nOwnState_2 = g\nupdate = OwnState_2\nOwnState = update\nstep = -lr*OwnState"
    runs = (Run("own", typed=typed), Run("own", typed=f"{typed}  # again"))
    experiment = Experiment(BOWL, runs, steps=5)
    for path in run_script(export_script(experiment, "numpy")).values():
        np.testing.assert_array_equal(path, experiment.trajectories()[0].points[:, 0])


def test_the_line_of_a_mistake_is_counted_over_remarks_and_empty_lines() -> None:
    """Line numbers are those that an editor shows."""
    text = "# first\n\nstate v = 0\n  v = beta*v + g"
    with pytest.raises(FormulaError) as raised:
        parse_rule(text)
    assert line_of(text, raised.value.position) == 4
    with pytest.raises(ExperimentError, match="Line 4 of the rule"):
        Run("own", typed=text)


PIECES = [
    "state v = 0",
    "parameter b = 0.5 from 0 to 1",
    "v = b*v + g",
    "m = v^2/t",
    "step = -lr*",
    "step = ",
    "v",
    "g",
    "t",
    "/",
    "^",
    "(",
    ")",
    "sqrt(",
    "log(",
    "b",
    "2",
    "0\n",
    "-",
    "*",
    "+",
    "",
    "m",
    "1e9",
    "max(",
    ",",
    "__",
    "exp(",
    "=",
    "é",
    "\x00",
    "\n",
    "\n",
]


@examples(2.5)
@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=25,
    ).map("".join)
)
def test_any_text_is_refused_or_runs(text: str) -> None:
    """Whatever is typed gives a clear error, or an optimizer that runs to an outcome on numbers and on arrays."""
    try:
        optimizer = own_optimizer(text)
    except FormulaError:
        return
    for starts in ([[1.0, 2.0]], np.ones((9, 2))):
        path = simulate(optimizer, BOWL, starts, 12)
        assert set(path.outcome) <= {"converged", "still_moving", "bouncing", "diverged"}
    assert equations(optimizer)


def test_only_whitelisted_syntax_is_executed() -> None:
    """The code that runs is arithmetic, known functions and checked names; it has no builtins."""
    allowed = (
        ast.Name,
        ast.Constant,
        ast.BinOp,
        ast.UnaryOp,
        ast.Call,
        ast.Attribute,
        ast.operator,
        ast.unaryop,
        ast.expr_context,
    )
    for typed in RULES.values():
        update = own_optimizer(typed).update
        assert update.__globals__["__builtins__"] == {}
        for _, value in read_rule(own_optimizer(typed)).assignments:
            assert all(isinstance(node, allowed) for node in ast.walk(value))


def test_a_remark_is_read_but_never_run() -> None:
    """What a learner writes behind # stands beside the formula and in scripts, not in the code that is executed."""
    optimizer = own_optimizer('step = -lr*g  # """; import os; raise SystemExit # noqa')
    assert "SystemExit" in source_of(optimizer.update)
    assert "SystemExit" not in str(optimizer.update.__code__.co_consts) + str(optimizer.update.__code__.co_names)
    assert equations(optimizer)[0].note.startswith('"""; import os')
    script = export_script(
        Experiment(BOWL, (Run("own", typed='step = -lr*g  # """; raise SystemExit'),), steps=3), "numpy"
    )
    assert len(run_script(script)) == 1


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("step = -0.1*g", ["own.unused_rate"]),
        ("parameter b = 1 from 0 to 2\nstep = -lr*g", ["own.unused_parameter"]),
        ("state v = 0\nstep = -lr*g", ["own.unused_state"]),
        ("state v = 1\nstep = -lr*g*v", ["own.fixed_state"]),
        ("a = 2*g\nstep = -lr*g", ["own.unused_line"]),
        ("step = lr*g", ["own.uphill"]),
        ("state v = 0\nv = v - g\nstep = -lr*v", ["own.uphill"]),
        ("v = 0\nv = 0.9*v + g\nstep = -lr*v", ["own.starts_anew"]),
        ("rate = lr\nrate = rate/t\nstep = -rate*g", []),
        (TEMPLATE, []),
    ],
)
def test_what_works_but_may_not_be_meant_is_remarked(typed: str, keys: list[str]) -> None:
    """Names that nothing uses are no error; they are said."""
    assert [remark.key for remark in remarks(parse_rule(typed))] == keys


@pytest.mark.parametrize(
    ("typed", "key", "step", "line"),
    [
        ("\nstep = -lr*g/(t - 3)", "own.divides", 3, 1),
        ("state s = 0\nd = g/s\ns = s + g^2\nstep = -lr*d", "own.divides", 1, 2),
        ("state a = 0\na = g/(a*0)\nstep = -lr*g + exp(-abs(g)) - exp(-abs(g))", "own.divides", 1, 2),
        ("step = -lr*sqrt(g)", "own.negative_root", 1, 1),
        ("step = -lr*log(g)", "own.no_log", 1, 1),
        ("step = -lr*g^0.5", "own.negative_power", 1, 1),
        ("step = -lr*(g - g)^(-1)", "own.divides", 1, 1),
        ("step = -lr*g*exp(1000*t)", "own.infinite", 1, 1),
        ("a = exp(1000*t)\nstep = -lr*g*(a - a)", "own.infinite", 1, 1),
        ("parameter p = 1 from 0 to 2\nstep = -lr*g/(p - 1)", "own.divides", 1, 2),
    ],
)
def test_the_line_that_first_gave_no_number_is_said(typed: str, key: str, step: int, line: int) -> None:
    """A rule that divides by zero, or leaves the numbers otherwise, says at which step and in which line."""
    run = Run("own", typed=typed)
    experiment = Experiment(BOWL, (run,), start=(-4.0, 3.0), steps=30)
    facts = what_happened(experiment, run, experiment.trajectory(run))
    found = [fact for fact in facts if fact.key.startswith("own.")]
    assert [fact.key for fact in found] == [key]
    assert (found[0].values["step"], found[0].values["line"]) == (step, line)
    assert str(found[0])


def test_a_run_that_only_explodes_blames_no_line() -> None:
    """Where each line has its number until the surface itself is too large, the rule is not to blame."""
    run = Run("own", {"lr": 10.0}, typed="step = -lr*g")
    for surface in (BOWL, SURFACES["rosenbrock"]):
        experiment = Experiment(surface, (run,), steps=200)
        trajectory = experiment.trajectory(run)
        assert str(trajectory.outcome[0]) == "diverged"
        assert not [fact for fact in what_happened(experiment, run, trajectory) if fact.key.startswith("own.")]


def test_clipping_and_decay_act_before_a_line_is_blamed() -> None:
    """The lines are judged with the gradient that the run gave them: clipped, it is no longer too large."""
    typed = "step = -lr*exp(abs(g)^3)*sign(g)"
    wild, tame = Run("own", typed=typed), Run("own", {"lr": 0.1, "clip_at": 0.5}, typed=typed, clip="value")
    experiment = Experiment(BOWL, (wild, tame), start=(-40.0, 3.0), steps=5)
    keys = [[fact.key for fact in what_happened(experiment, r, experiment.trajectory(r))] for r in experiment.runs]
    assert "own.infinite" in keys[0]
    assert "own.infinite" not in keys[1]
