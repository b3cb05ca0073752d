"""What people who import optim_core rely on: pickles, numbers of NumPy's, errors that say what to do."""

from __future__ import annotations

import copy
import doctest
import importlib
import inspect
import pickle
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import optim_core
from optim_core import (
    OPTIMIZERS,
    SCHEDULES,
    SURFACES,
    Experiment,
    ExperimentError,
    FormulaError,
    Message,
    Optimizer,
    Run,
    Stop,
    Surface,
    simulate,
    surface_from_formula,
)
from optim_core.export import export_script
from optim_core.rules.choices import LIBRARIES, effective
from optim_core.types import as_python

BOWL, RAVINE = SURFACES["bowl"], SURFACES["ravine"]
DOCS = Path(__file__).resolve().parents[1] / "docs"


def again(thing: Any) -> Any:
    """The thing out of a pickle."""
    return pickle.loads(pickle.dumps(thing))


class TestPickles:
    def test_optimizers(self, optimizer: Optimizer) -> None:
        """An optimizer of the registry comes back as itself, and what a run makes of it as an equal."""
        assert again(optimizer) is optimizer
        for library in LIBRARIES:
            rule = effective(optimizer, clip="norm", library=library)
            assert again(rule) == copy.deepcopy(rule) == rule

    def test_schedules(self) -> None:
        """Every schedule comes back as an equal."""
        assert again(SCHEDULES) == SCHEDULES

    def test_surfaces(self, surface: Surface) -> None:
        """A surface comes back as an equal, before and after its first use, and gives the same numbers."""
        fresh = again(surface)
        assert fresh == surface
        before = surface.value(surface.start), surface.gradient(surface.start)
        used = again(surface)
        assert used == surface
        np.testing.assert_array_equal(used.value(used.start), before[0])
        np.testing.assert_array_equal(used.gradient(used.start), before[1])
        assert not used.start.flags.writeable
        if surface.data is not None and surface.data.truth is not None:
            inputs = surface.data.train.x
            np.testing.assert_array_equal(used.data.truth(inputs), surface.data.truth(inputs))

    def test_experiments_and_what_they_give(self) -> None:
        """An experiment with all kinds of runs, its trajectories and its typed rule come back as they were."""
        runs = (
            Run("adam", {"lr": 0.1}, clip="norm", decay="l2"),
            Run("nadam", library="keras", schedule="cosine"),
            Run("own", typed="state v = 0\nv = 0.9*v + g\nstep = -lr*v"),
        )
        experiment = Experiment(surface_from_formula("x^4 + y^2"), runs, (1.0, 1.0), steps=20, stop=Stop("loss", 1e-3))
        trajectories = experiment.trajectories()
        back = again(experiment)
        assert back == experiment
        assert [again(run.rule) for run in runs] == [run.rule for run in back.runs]
        for one, other in zip(trajectories, back.trajectories(), strict=True):
            np.testing.assert_array_equal(again(one).points, other.points)

    @pytest.mark.parametrize(
        "wrong",
        [
            lambda: simulate("adm", BOWL, [0.0, 0.0], 0),
            lambda: Experiment(steps=0, noise=-1.0),
            lambda: surface_from_formula("2x"),
            lambda: surface_from_formula("2x + sin y + 3z^2"),
        ],
    )
    def test_errors(self, wrong: Callable[[], Any]) -> None:
        """An error out of a worker says what it said there, and has its parts."""
        with pytest.raises((ExperimentError, FormulaError)) as caught:
            wrong()
        back = again(caught.value)
        assert (type(back), str(back)) == (type(caught.value), str(caught.value))
        assert repr(vars(back)) == repr(vars(caught.value))

    def test_messages(self) -> None:
        """Sentences and names come back as they were."""
        for message in (Message("experiment.steps", value="0", high=5), BOWL.called, OPTIMIZERS["adam"].called):
            assert (again(message), str(again(message))) == (message, str(message))


KINDS = (np.float64, np.float32, np.int64, np.int32, np.uint8)


class TestNumbersOfNumPy:
    @pytest.mark.parametrize("kind", KINDS)
    def test_a_number_is_taken_wherever_one_is(self, kind: Any) -> None:
        """A parameter, a rate, noise, a stop condition and a box may be numbers of NumPy's of any kind."""
        assert RAVINE.at(kappa=kind(5)) == RAVINE.at(kappa=5)
        assert Run("gd", {"lr": kind(1)}) == Run("gd", {"lr": 1})
        assert Run("gd", changes=((np.int64(3), kind(1)),)) == Run("gd", changes=((3, 1.0),))
        made = Experiment(BOWL, Run("gd"), (kind(1), kind(2)), noise=kind(2), stop=Stop("loss", kind(1)))
        plain = Experiment(BOWL, Run("gd"), (1.0, 2.0), noise=2, stop=Stop("loss", 1))
        assert made == plain
        assert made.to_query() == plain.to_query()
        box = ((kind(1), kind(3)),)
        assert surface_from_formula("x^2", box).domain == ((1.0, 3.0),)
        simulate("gd", BOWL, [kind(1), kind(2)], 3, hypers={"lr": kind(0)}, noise=kind(1))

    @pytest.mark.parametrize("kind", [np.int64, np.int32, np.uint8, np.array])
    def test_a_count_is_one(self, kind: Any) -> None:
        """Steps, seeds, a batch and a warm-up may be whole numbers of NumPy's, and an array of one number is one."""
        five = kind(5)
        counts = {"steps": five, "seed": five, "batch": five, "seeds": five}
        assert Experiment("line256", Run("gd", warmup=five), **counts) == Experiment(
            "line256", Run("gd", warmup=5), steps=5, seed=5, batch=5, seeds=5
        )
        assert simulate("gd", SURFACES["line256"], [0, 0], five, batch=five, seed=five).points.shape == (6, 1, 2)

    def test_switches_and_counts_of_a_surface(self) -> None:
        """A parameter that is a count or a switch takes them too, and says what it takes where it does not fit."""
        net = SURFACES["net_curve"]
        assert net.at(width=np.int64(4), relu=np.bool_(True)) == net.at(width=4, relu=1)
        with pytest.raises(ExperimentError, match=r"whole number from 1 to 16, not 2\.5"):
            net.at(width=np.float32(2.5))

    def test_only_numbers_of_numpy_change(self) -> None:
        """Anything else stays what it is."""
        for value in ("5", None, [5], np.array([5, 6])):
            assert as_python(value) is value


ROSENBROCK = SURFACES["rosenbrock"]
SAID = {
    "a name for a surface": (lambda: simulate("adam", "rosenbrock", [0, 0], 5), "SURFACES"),
    "no surface": (lambda: Experiment(5), "has to be a Surface"),
    "no optimizer": (lambda: simulate(5, ROSENBROCK, [0, 0], 5), "has to be a name such as 'adam'"),
    "hyperparameters": (lambda: simulate("adam", ROSENBROCK, [0, 0], 5, hypers=0.1), "dictionary"),
    "text for a number": (lambda: simulate("adam", ROSENBROCK, [0, 0], "5"), "not '5'"),
    "a gradient": (lambda: simulate("gd", BOWL, [0, 0], 5, gradient=lambda x, t: np.zeros(3)), r"\(1, 2\), not \(3,\)"),
    "no gradient": (lambda: simulate("gd", BOWL, [0, 0], 5, gradient=lambda x, t: None), "shape of the points"),
    "a schedule's name": (lambda: simulate("gd", BOWL, [0, 0], 5, schedule="cosine"), r"Run\('adam', schedule"),
    "a schedule's rates": (lambda: simulate("gd", BOWL, [0, 0], 5, schedule=lambda t, lr: None), "as a number"),
    "a reaction": (lambda: simulate("gd", BOWL, [0, 0], 5, react=lambda *_: None), "rate of step 1 and a memory"),
    "a watcher": (lambda: simulate("gd", BOWL, [0, 0], 5, watch=1), r"\(steps, losses\)"),
    "seeds": (lambda: simulate("gd", BOWL, [0, 0], 5, seed=[[1], [1, 2]]), "seed has to be"),
    "no examples": (lambda: simulate("gd", BOWL, [0, 0], 5, batch=3), "has no examples"),
    "half an example": (lambda: simulate("gd", SURFACES["line256"], [0, 0], 5, batch=2.5), "1 to 256"),
    "what is kept": (lambda: simulate("gd", BOWL, [0, 0], 5, keep=np.array(["all", "last"])), "'all' or 'last'"),
    "points": (lambda: BOWL.value("abc"), "numbers are needed, 2 for each point"),
    "runs": (lambda: Experiment(runs="adam"), r"such as Run\('adam'"),
    "a name for a run": (lambda: Experiment().trajectory("adam"), r"such as Run\('adam'"),
    "a limit alone": (lambda: Experiment(stop=0.1), r"Stop\('loss', limit\)"),
    "a plane": (lambda: Experiment(plane=5), "two different coordinates of x, y"),
    "a plane of one": (lambda: Experiment("parabola", plane=("w", "w")), "one coordinate only"),
    "a record for a name": (lambda: Run(OPTIMIZERS["adam"]), "goes to simulate"),
    "a list for a name": (lambda: Run("gd", schedule=[]), "no schedule called"),
    "hyperparameters of a run": (lambda: Run("adam", 0.1), "dictionary"),
    "changes": (lambda: Run("adam", changes=((1.5, 0.1),)), r"such as \(50, 0\.01\)"),
    "a plan of nothing": (lambda: Run("adam", plan={"total": 5}), "there are none"),
    "lines": (lambda: Run("own", typed=5), "have to be text"),
    "a link": (lambda: Experiment.from_query(None), "A link is text"),
    "a library": (lambda: export_script(Experiment(), "torch"), "numpy, pytorch, keras, optax"),
    "no experiment": (lambda: export_script("adam", "numpy"), "of an Experiment"),
    "a sample": (lambda: SURFACES["line"].learning(5), "by a Sample"),
}


@pytest.mark.parametrize("case", SAID)
def test_what_is_of_the_wrong_kind_is_told(case: str) -> None:
    """Arguments of another kind raise ExperimentError with what is wanted, and never an error from inside."""
    wrong, words = SAID[case]
    with pytest.raises(ExperimentError, match=words) as caught:
        wrong()
    assert "{" not in str(caught.value).replace("{'lr': 0.1}", "")


def test_one_run_and_a_plain_stop_are_understood() -> None:
    """A single run need not stand in a tuple, and a pair is as good as a Stop."""
    assert Experiment(runs=Run("adam"), stop=("loss", 0.1)) == Experiment(runs=(Run("adam"),), stop=Stop("loss", 0.1))


def test_the_examples_of_the_page_for_importers_are_true() -> None:
    """Every example of docs/library.md gives what it says."""
    result = doctest.testfile(str(DOCS / "library.md"), module_relative=False)
    assert (result.failed, result.attempted > 20) == (0, True)


MODULES = sorted(
    name for _, name, _ in pkgutil.walk_packages(optim_core.__path__, "optim_core.") if not name.endswith("__main__")
)


def test_the_examples_in_docstrings_are_true() -> None:
    """Every example in the core's docstrings gives what it says."""
    tried, failed = 0, []
    for name in ("optim_core", *MODULES):
        module = importlib.import_module(name)
        names = {**vars(optim_core), **vars(module), "np": np}
        result = doctest.testmod(module, extraglobs=names, verbose=False)
        tried += result.attempted
        failed += [name] * (result.failed > 0)
    assert failed == []
    assert tried >= 10


REFUSES = re.compile(r"\braise (ExperimentError|FormulaError)\b")


def told() -> Iterator[tuple[str, Callable[..., Any], str]]:
    """Each public function and method, with what is said of it. Of what makes a record, its class says it."""
    for module in map(importlib.import_module, ("optim_core", *MODULES)):
        for thing in (getattr(module, name) for name in getattr(module, "__all__", ())):
            if inspect.isfunction(thing):
                yield thing.__name__, thing, inspect.getdoc(thing) or ""
            for name, member in vars(thing).items() if inspect.isclass(thing) else ():
                method = next((getattr(member, k) for k in ("__func__", "fget", "func") if hasattr(member, k)), member)
                if inspect.isfunction(method) and (name == "__post_init__" or not name.startswith("_")):
                    said = inspect.getdoc(thing if name.startswith("_") else method)
                    yield f"{thing.__name__}.{name}", method, said or ""


def test_what_is_public_says_what_it_is_and_what_it_refuses() -> None:
    """Every public function and method has a docstring, and names the error with which it refuses what is asked."""
    things = list(told())
    assert [name for name, _, said in things if not said] == []
    refusing = [(name, error, said) for name, f, said in things for error in REFUSES.findall(inspect.getsource(f))]
    assert [(name, error) for name, error, said in refusing if error not in said] == []
    assert len(things) > 100
    assert len(refusing) > 10
