"""The code that is printed for browsers does what Python does."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pytest

from optim_core import OPTIMIZERS, SCHEDULES, SURFACES, Experiment, ExperimentError, Run, surface_from_formula
from optim_core.javascript import Module, Unprinted, printed
from optim_core.javascript.expressions import helpers
from optim_core.rules.choices import CLIPS, DECAYS, LIBRARIES
from tests.node import finite_rows, follow, module_of, run

FORMULAS = {slug: surface for slug, surface in SURFACES.items() if surface.formula and surface.data is None}
ROSENBROCK = SURFACES["rosenbrock"]
PRINTED = [slug for slug in OPTIMIZERS if isinstance(printed(Experiment(ROSENBROCK, (Run(slug),))), Module)]
ROUGH = re.compile(r"Math\.(?!sqrt|abs|PI|pow)|(?<!const )power\(")  # what may differ in the last digit
APART = 1e-9


def assert_followed(experiments: list[Experiment]) -> None:
    """Node's paths are Python's: to the bit where only + - * / and sqrt occur, else nearly."""
    for experiment, path in zip(experiments, follow(experiments), strict=True):
        rows, what = finite_rows(experiment.trajectories()[0]), experiment.to_query()
        assert path.rows.shape == rows.shape, what
        text = module_of(experiment).text
        if not ROUGH.search(text[text.index("export const runs") : text.index("export const loss")]):
            np.testing.assert_array_equal(path.rows, rows, err_msg=what)
        else:
            np.testing.assert_allclose(path.rows, rows, rtol=APART, atol=APART, err_msg=what)


def test_which_rules_are_printed() -> None:
    """All but those that ask for curvature, for losses, or for the point as a matrix."""
    assert {*OPTIMIZERS} - {*PRINTED} == {"bfgs", "cg", "lbfgs", "line_search", "muon", "newton", "sophia"}
    newton, data = printed(Experiment(ROSENBROCK, (Run("newton"),))), printed(Experiment(SURFACES["line"]))
    assert isinstance(newton, Unprinted)
    assert "hessian" in newton.why
    assert data == Unprinted("a loss from data")


@pytest.mark.parametrize("slug", PRINTED)
def test_every_formula_surface(slug: str) -> None:
    """Each printed rule follows each surface that has a formula, as in Python."""
    runs = [Experiment(surface, (Run(slug),)) for surface in FORMULAS.values()]
    assert_followed([experiment for experiment in runs if isinstance(printed(experiment), Module)])


def chosen(slug: str) -> list[Run]:
    """A run for each of its choices that there are."""
    runs = []
    for library, clip, decay in product(LIBRARIES, CLIPS, DECAYS):
        try:
            runs.append(Run(slug, {"clip_at": 0.7} if clip != "none" else {}, library=library, clip=clip, decay=decay))
        except ExperimentError:  # its weight decay is its own
            continue
    return runs


@pytest.mark.parametrize("slug", PRINTED)
def test_every_choice(slug: str) -> None:
    """Clipping, weight decay and another library's conventions are in the printed rule, with noise too."""
    assert_followed([Experiment(ROSENBROCK, (r,), steps=60, noise=0.3, seed=5, batch=4) for r in chosen(slug)])


@pytest.mark.parametrize("slug", [slug for slug, schedule in SCHEDULES.items() if schedule.rate is not None])
def test_every_schedule(slug: str) -> None:
    """The printed rates are Python's: with warm-up, without, and after a change by hand."""
    runs = [Run("momentum", schedule=slug, warmup=w, changes=c) for w in (0, 7) for c in ((), ((20, 0.001),))]
    experiments = [Experiment(SURFACES["bowl"], (run,), steps=50) for run in runs]
    assert_followed(experiments)
    for experiment, path in zip(experiments, follow(experiments), strict=True):
        np.testing.assert_allclose(path.rates, experiment.trajectories()[0].learning_rate[:, 0], rtol=1e-14)


def test_what_reacts_to_the_loss_is_not_printed() -> None:
    """Reduce-on-plateau is told the loss: the endpoint follows it."""
    assert printed(Experiment(runs=(Run("gd", schedule="plateau"),))) == Unprinted("plateau")


@pytest.mark.parametrize("surface", [s for s in FORMULAS.values() if s.form], ids=lambda surface: surface.slug)
def test_the_sliders_of_a_surface(surface) -> None:  # type: ignore[no-untyped-def]
    """Constants, start and losses follow the parameters as in Python, by one module for all of their values."""
    plain = module_of(Experiment(surface))
    low = {name: hyper.low for name, hyper in surface.parameters.items()}
    high = {name: 0.7 * hyper.high for name, hyper in surface.parameters.items()}
    for values in (low, high, dict(surface.values)):
        shaped = surface.at(**values)
        assert module_of(Experiment(shaped)).digest == plain.digest
        points = np.random.default_rng(1).normal(size=(20, surface.dim))
        calls = [[*point, *shaped.constants] for point in points.tolist()]
        parameters = [list(values.values())]
        task = [
            {"module": 0, "name": "constants", "calls": parameters},
            {"module": 0, "name": "start", "calls": parameters},
            {"module": 0, "name": "loss", "calls": calls},
        ]
        constants, start, losses = run({"modules": [plain.text], "jobs": task})
        np.testing.assert_allclose(constants[0], shaped.constants, rtol=1e-14)
        np.testing.assert_allclose(start[0], shaped.start, rtol=1e-14, atol=1e-13)
        np.testing.assert_array_equal(np.ravel(losses), shaped.value(points))
    assert_followed([Experiment(surface.at(**high), (Run("momentum", {"lr": 1e-5}),))])


ODD = (np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 1e308, 1e-308, 3.0, 0.5)


@pytest.mark.parametrize(
    ("name", "numpy"),
    [("larger", np.maximum), ("smaller", np.minimum), ("power", np.power), ("sign", np.sign)],
)
def test_odd_numbers(name: str, numpy: np.ufunc) -> None:
    """What a browser has not is as NumPy's also for nan, infinity, negative bases and overflow."""
    calls = [list(values) for values in product(ODD, repeat=numpy.nin) if values != (-np.inf, 0.5)]  # NumPy: a root
    text = re.sub(r"^const", "export const", helpers(), flags=re.M)
    (answers,) = run({"modules": [text], "jobs": [{"module": 0, "name": name, "calls": calls}]})
    with np.errstate(all="ignore"):
        wanted = [numpy(*values) for values in calls]
    np.testing.assert_allclose(np.array(answers, dtype=np.float64)[:, 0], wanted, rtol=1e-15)


HARD = ["log(x) + y^2", "sqrt(x - 1) + y", "1/x + y^2", "exp(exp(x))", "x^x + y^2", "abs(x)^1.5 + max(x, y)", "tan(x)"]
PLACES = [(0.0, 0.0), (-1.0, 2.0), (1e6, 1.0), (1.0, 1.0), (3.0, -1e6), (700.0, 0.5)]


@pytest.mark.parametrize("formula", HARD)
def test_a_path_ends_where_python_ends_it(formula: str) -> None:
    """Outside the domain, at 0/0 and beyond the largest numbers too."""
    surface = surface_from_formula(formula)
    runs = (Run("gd", {"lr": 0.3}), Run("adam", {"lr": 0.3}), Run("momentum", {"lr": 5.0}))
    assert_followed([Experiment(surface, (r,), start=p[: surface.dim], steps=8) for r in runs for p in PLACES])


RULE = """\
# a remark with </script> and `ticks`
state let = -0.25
parameter new = 0.5 from 0 to 0.9
let = new*let + g
step = -lr*let/(1 + abs(let))
"""


def test_a_typed_rule() -> None:
    """A learner's own rule runs, though its names are words of JavaScript."""
    assert_followed([Experiment(ROSENBROCK, (Run("own", {"lr": 0.01}, typed=RULE),))])


OURS = re.compile(
    r"""[vsxgpm]\d+|dx\d|c_\w+|e\d*|ending|alternates|hypot|size|NaN|Infinity|Math|Number|isFinite|PI|abs|cos|log|pow|sin|sqrt|toPrecision|a|b
    |begins|columns|const|constants|degrees|exceeds|export|follow|for|height|hypers|draws|if|larger|let|loss|lr|now|outside
    |plan|power|power_log|radians|rate|rates|return|rises|runs|sigma|sign|smaller|start|steps|t|value|warmup|written""",
    re.VERBOSE,
)


def test_nothing_typed_reaches_a_module() -> None:
    """Names, remarks and the formula's text stay behind: a module has words of our own, and numbers."""
    surface = surface_from_formula("sin(x)*y^2 + 0.125*x^2")
    text = module_of(
        Experiment(surface, (Run("own", typed=RULE.replace("let", "zorro").replace("new", "quark")),))
    ).text
    assert not re.search(r"zorro|quark|remark|script|`|parameter|state|\\|//|/\*|['\"]", text)
    words = {*re.findall(r"[A-Za-z_]\w*", text)}
    assert [word for word in sorted(words) if not OURS.fullmatch(word)] == []


def test_numbers_are_arguments() -> None:
    """Experiments that differ in numbers alone have one module; other choices have another."""
    one = module_of(Experiment(ROSENBROCK, (Run("adam"),)))
    moved = Run("adam", {"lr": 0.123, "beta1": 0.5}, changes=((5, 0.1),), warmup=3)
    assert (
        module_of(Experiment(ROSENBROCK, (moved,), start=(0.1, 0.2), steps=77, noise=1.0, seeds=4)).digest == one.digest
    )
    assert module_of(Experiment(ROSENBROCK, (Run("adam", clip="norm"),))).digest != one.digest
    assert module_of(Experiment.from_query(one.query)).digest == one.digest
