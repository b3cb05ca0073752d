"""The Experiment and its text form: links round-trip, strict reading lists every problem, repair never fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from optim_core import (
    MAX_RUNS,
    MAX_STEPS,
    OPTIMIZERS,
    SCHEDULES,
    SURFACES,
    Experiment,
    ExperimentError,
    Hyper,
    Run,
    Stop,
    Surface,
    simulate,
    surface_from_formula,
)
from optim_core.examples.dataset import MOST_ROWS, OWN_DATA, Sample
from optim_core.examples.samples import LONGEST_LABEL, columns_of, kind_of
from optim_core.experiment.bounds import MAX_SEEDS, MAX_SLOW_STEPS, batches, load, most_seeds, most_steps
from optim_core.experiment.fields import MAX_FIELDS, MAX_TEXT
from optim_core.experiment.query import VERSION
from optim_core.experiment.run import MAX_CHANGES
from optim_core.rules.choices import CLIPS, DECAYS, LIBRARIES, decays_itself, effective
from tests.selection import examples

FORMULAS = (
    "x^2",
    "(1 - x)^2 + 100*(y - x^2)^2",
    "log(x) + y^2",
    "sin(x)*exp(-y)",
    "x*y + 1e-3*x^4",
    "+".join(["x*y"] * 24),
)
BOWL = SURFACES["bowl"]


def draw_settings(draw: Any, hypers: Mapping[str, Hyper]) -> dict[str, float]:
    """Any values that are valid, for some of these."""
    return {
        name: float(draw(st.integers(int(hyper.valid.low), int(hyper.valid.high))))
        if hyper.whole or hyper.switch
        else draw(st.floats(*hyper.valid))
        for name, hyper in hypers.items()
        if draw(st.booleans())
    }


def draw_run(draw: Any) -> Run:
    optimizer = OPTIMIZERS[draw(st.sampled_from(list(OPTIMIZERS)))]
    schedule = draw(st.sampled_from(list(SCHEDULES)))
    kinds = [None, "none"] if decays_itself(optimizer) else [None, *DECAYS]
    decay, clip = draw(st.sampled_from(kinds)), draw(st.sampled_from(CLIPS))
    library = draw(st.sampled_from(LIBRARIES))
    hypers = draw_settings(draw, effective(optimizer, decay, clip, library).hypers)
    rates = st.floats(*optimizer.hypers["lr"].valid)
    return Run(
        optimizer.slug,
        hypers,
        tuple(draw(st.lists(st.tuples(st.integers(1, MAX_STEPS - 1), rates), max_size=MAX_CHANGES))),
        schedule=schedule,
        plan=draw_settings(draw, SCHEDULES[schedule].hypers),
        warmup=draw(st.just(0) | st.integers(0, MAX_STEPS)),
        decay=decay,
        clip=clip,
        library=library,
    )


def draw_surface(draw: Any) -> Surface:
    if draw(st.booleans()):
        surface = SURFACES[draw(st.sampled_from(list(SURFACES)))]
        if surface.sample is not None and draw(st.booleans()):
            columns = columns_of(kind_of(surface.sample))
            row = st.tuples(*[st.floats(-1e6, 1e6)] * (columns - 1), st.sampled_from([0.0, 1.0]))
            rows = tuple(draw(st.lists(row, min_size=2, max_size=6)))
            surface = surface.learning(Sample(draw(st.sampled_from([OWN_DATA, surface.sample.data])), rows))
        return surface.at(**draw_settings(draw, surface.parameters))
    text = draw(st.sampled_from(FORMULAS))
    surface = surface_from_formula(text)
    if draw(st.booleans()):
        low = st.floats(-1e6, 9e5)
        box = tuple((end, end + draw(st.floats(1.0, 1e5))) for end in (draw(low) for _ in range(surface.dim)))
        surface = surface_from_formula(text, domain=box)
    return surface


@st.composite
def experiments(draw: Any) -> Experiment:
    surface = draw_surface(draw)
    coordinate = st.floats(-1e6, 1e6)
    runs = tuple(draw_run(draw) for _ in range(draw(st.integers(1, MAX_RUNS))))
    steps = draw(st.integers(1, most_steps(runs, surface)))
    batch = draw(st.none() | st.integers(1, int(batches(surface).high)))
    return Experiment(
        surface=surface,
        runs=runs,
        start=tuple(draw(coordinate) for _ in range(surface.dim)) if draw(st.booleans()) else None,
        steps=steps,
        noise=draw(st.one_of(st.just(0.0), st.floats(0, 1e6))),
        seed=draw(st.integers(0, 2**32 - 1)),
        stop=draw(
            st.none()
            | st.builds(Stop, st.sampled_from(["loss", "gradient"]), st.floats(allow_nan=False, allow_infinity=False))
        ),
        batch=batch,
        seeds=draw(st.just(1) | st.integers(1, most_seeds(runs, steps, load(surface, batch)))),
        plane=draw(st.none() | st.sampled_from(list(permutations(surface.variables, 2)) or [None])),
    )


DIGITS = (1.2345678901234567e-100, 0.12345678901234567, -0.12345678901234567, 1.2345678901234567, 1234567.0, 50.0)


def long_settings(hypers: Mapping[str, Hyper]) -> dict[str, float]:
    """Settings that are valid, each with as many digits as it can have."""
    return {
        name: min(123_456.0, hyper.valid.high)
        if hyper.whole or hyper.switch
        else next(v for v in DIGITS if v in hyper.valid)
        for name, hyper in hypers.items()
    }


def long_run(slug: str, schedule: str) -> Run:
    """A run in which everything is chosen otherwise than usual."""
    rule = OPTIMIZERS[slug]
    decay = "none" if decays_itself(rule) else next(kind for kind in ("decoupled", "l2") if kind != rule.decay)
    return Run(
        slug,
        long_settings(effective(rule, decay, "value", "optax").hypers),
        tuple((40_000 + k, DIGITS[0]) for k in range(MAX_CHANGES)),
        schedule=schedule,
        plan=long_settings(SCHEDULES[schedule].hypers),
        warmup=12_345,
        decay=decay,
        clip="value",
        library="optax",
    )


def longest() -> Experiment:
    """Every field that can be set is set, to numbers of as many digits as there are, in the run with most of them."""
    runs = (long_run(slug, schedule) for slug in OPTIMIZERS for schedule in SCHEDULES)
    run = max(runs, key=lambda run: len(Experiment(runs=(run,)).to_query()))
    small, number = DIGITS[0], -DIGITS[0]
    return Experiment(
        surface=surface_from_formula("+".join(["((x*y))"] * 24), domain=((-1.234567890123456, 2.345678901234567),) * 2),
        runs=(run,) * MAX_RUNS,
        start=(number, number),
        steps=most_steps((run,)) - 1,
        noise=small,
        seed=2**32 - 1,
        stop=Stop("gradient", number),
        batch=999_999,
        seeds=most_seeds((run,), most_steps((run,))),
        plane=("y", "x"),
    )


def longest_network() -> Experiment:
    """The same with the largest network, every weight of its start moved, and as many examples as there can be."""
    half = MOST_ROWS // 2
    rows = tuple((-1.23457e-05 * k, -2.34568e-05, float(k % 2)) for k in range(1, half + 1))
    sample = Sample(OWN_DATA, rows, rows, ("ü" * LONGEST_LABEL,) * 5)
    values = {"width": 16.0, "depth": 2.0, "relu": 1.0, "standardise": 1.0, "shift": DIGITS[0]}
    surface = SURFACES["net_classes"].learning(sample).at(**values)
    start = (-DIGITS[0],) * surface.dim
    steps = most_steps(longest().runs, surface)
    return replace(
        longest(), surface=surface, start=start, plane=("w2_16_16", "b2_16"), batch=half - 1, seeds=1, steps=steps
    )


class TestPlane:
    @pytest.mark.parametrize(
        ("query", "plane"),
        [
            ("across=w21", ("w21", "w12")),
            ("across=w12", ("w12", "w21")),
            ("up=w22", ("w11", "w22")),
            ("up=w11", ("w12", "w11")),
            ("across=w22&up=w21", ("w22", "w21")),
        ],
    )
    def test_half_of_it_is_enough(self, query: str, plane: tuple[str, str]) -> None:
        """A list on the page sets one coordinate; the other one stays, or gives way where it is the same."""
        assert Experiment.from_query(f"surface=matrix&{query}").plane == plane


class TestRoundTrip:
    @given(experiments())
    @example(longest())
    @example(longest_network())
    def test_a_link_gives_the_same_experiment(self, experiment: Experiment) -> None:
        """from_query(to_query(e)) == e, with nothing to repair, and the same text again."""
        text = experiment.to_query()
        again = Experiment.from_query(text)
        assert again == experiment
        assert hash(again) == hash(experiment)
        assert again.to_query() == text
        assert Experiment.repair(text) == (experiment, ())
        assert Experiment.from_query("?" + text) == experiment

    @given(experiments())
    def test_a_link_is_plain_ascii(self, experiment: Experiment) -> None:
        """Everything beyond letters, digits and a few signs is percent-encoded; keys need no encoding at all."""
        text = experiment.to_query()
        assert text.isascii()
        assert not set(text) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-~%&=+")
        assert len(text) <= MAX_TEXT
        for key, _ in parse_qsl(text, strict_parsing=True):
            assert quote(key, safe="") == key

    @given(experiments())
    def test_what_is_drawn_survives_the_link(self, experiment: Experiment) -> None:
        """The experiment of a link has the very trajectories of the one it was made from."""
        short = replace(experiment, runs=experiment.runs[:2], steps=5)
        again = Experiment.from_query(short.to_query())
        for one, other in zip(short.trajectories(), again.trajectories(), strict=True):
            np.testing.assert_array_equal(one.points, other.points)
            np.testing.assert_array_equal(one.loss, other.loss)
            np.testing.assert_array_equal(one.learning_rate, other.learning_rate)

    def test_a_link_can_be_read_by_people(self) -> None:
        """Version, surface, start, steps and runs stand there in words and plain decimal numbers."""
        experiment = Experiment(
            SURFACES["ravine"].at(kappa=25, rotation=45),
            (Run("gd", {"lr": 0.07}), Run("adam", {"lr": 0.1, "beta1": 0.5}, ((50, 0.01),))),
            start=(2.0, -1.5),
            steps=100,
        )
        fields = dict(parse_qsl(experiment.to_query()))
        assert fields == {
            "v": "1",
            "surface": "ravine",
            "kappa": "25",
            "rotation": "45",
            "x": "2",
            "y": "-1.5",
            "steps": "100",
            "run1": "gd",
            "run1.lr": "0.07",
            "run2": "adam",
            "run2.lr": "0.1",
            "run2.beta1": "0.5",
            "run2.lr.from50": "0.01",
        }

    def test_choices_have_names_too(self) -> None:
        """Schedule, warm-up, decay, clipping, library, batch, seeds and plane stand there where they are not usual."""
        run = Run(
            "adam",
            {"lr": 0.1, "weight_decay": 0.02, "clip_at": 2.5},
            schedule="step",
            plan={"step_size": 30},
            warmup=10,
            decay="l2",
            clip="norm",
            library="keras",
        )
        experiment = Experiment(
            SURFACES["matrix"],
            (run, Run("adamw")),
            steps=90,
            noise=0.5,
            seed=3,
            batch=8,
            seeds=16,
            plane=("w22", "w11"),
        )
        fields = dict(parse_qsl(experiment.to_query()))
        assert {key: value for key, value in fields.items() if not key.startswith("w")} == {
            "v": "1",
            "surface": "matrix",
            "steps": "90",
            "across": "w22",
            "up": "w11",
            "noise": "0.5",
            "seed": "3",
            "batch": "8",
            "seeds": "16",
            "run1": "adam",
            "run1.lr": "0.1",
            "run1.weight_decay": "0.02",
            "run1.clip_at": "2.5",
            "run1.schedule": "step",
            "run1.schedule.step_size": "30",
            "run1.warmup": "10",
            "run1.decay": "l2",
            "run1.clip": "norm",
            "run1.library": "keras",
            "run2": "adamw",
            "run2.lr": str(OPTIMIZERS["adamw"].hypers["lr"].default),
        }

    def test_a_formula_has_a_key_of_its_own(self) -> None:
        """A learner's formula is the value of `formula`, and there is no `surface` then."""
        fields = dict(parse_qsl(Experiment(surface_from_formula("x^2 + y^2")).to_query()))
        assert fields["formula"] == "x^2 + y^2"
        assert "surface" not in fields

    def test_order_does_not_matter(self) -> None:
        """The fields of a link may stand in any order."""
        text = "run2=adam&run1.lr=0.01&steps=30&y=1&surface=rosenbrock&x=-1&run1=gd&v=1"
        assert Experiment.from_query(text) == Experiment.from_query("&".join(reversed(text.split("&"))))

    def test_nothing_given_is_the_usual_experiment(self) -> None:
        """An empty link is valid and is the experiment without arguments."""
        assert Experiment.from_query("") == Experiment()
        assert Experiment.repair("") == (Experiment(), ())

    def test_each_field_has_a_default(self) -> None:
        """A surface alone comes with its start, a run alone with its default hyperparameters."""
        experiment = Experiment.from_query("surface=beale&run1=adam")
        assert experiment.surface is SURFACES["beale"] or experiment.surface == SURFACES["beale"]
        assert experiment.point == tuple(SURFACES["beale"].start)
        assert dict(experiment.runs[0].hypers) == {name: h.default for name, h in OPTIMIZERS["adam"].hypers.items()}


# (text, the keys of what is wrong with it, what repair gives: attribute -> value)
FAULTS: list[tuple[str, list[str], dict[str, Any]]] = [
    ("steps=0", ["query.whole"], {"steps": 1}),
    # written by hand, or by a mail, a chat or a learning platform
    ("formula=x^2+y^2", ["query.meant"], {"surface": surface_from_formula("x^2+y^2")}),
    ("formula=x^2 + max(x, y) + 1", ["query.meant"], {"surface": surface_from_formula("x^2 + max(x, y) + 1")}),
    ("formula=x%255E2%252By%255E2", ["query.meant"], {"surface": surface_from_formula("x^2+y^2")}),
    ("surface=bowl&amp;run1=adam&amp;run1.lr=0.3", ["query.meant"], {"runs": (Run("adam", {"lr": 0.3}),)}),
    (
        "surface=Bowl&run1=Adam&Run2=Gradient+descent",
        ["query.meant"],
        {"runs": (Run("adam"), Run("gd")), "surface": BOWL},
    ),
    ("surface=bowl&x=1,5&y=-2,25&noise=1e+1", ["query.meant"], {"point": (1.5, -2.25), "noise": 10.0}),
    ("surface=bowl&utm_source=mail&fbclid=AbC&gclid=1", ["query.tracking"], {"surface": BOWL}),
    ("steps=1000000", ["query.whole"], {"steps": MAX_STEPS}),
    ("steps=999999999999999999999999", ["query.whole"], {}),
    ("steps=1_000", ["query.whole"], {"steps": 200}),
    ("steps=１００", ["query.whole"], {"steps": 200}),
    ("steps=%EF%BC%91", ["query.whole"], {"steps": 200}),
    ("steps=1e3", ["query.whole"], {"steps": 200}),
    ("steps=", ["query.whole"], {"steps": 200}),
    ("steps=+7", ["query.whole"], {"steps": 200}),
    ("seed=-1", ["query.whole"], {"seed": 0}),
    ("seed=4294967296", ["query.whole"], {"seed": 2**32 - 1}),
    ("noise=-0.5", ["query.outside"], {"noise": 0.0}),
    ("noise=NaN", ["query.number"], {"noise": 0.0}),
    ("x=1e308", ["query.outside"], {"point": (-1.2, 1.0)}),
    ("x=1e999", ["query.number"], {"point": (-1.2, 1.0)}),
    ("x=nan&y=inf", ["query.number", "query.number"], {"point": (-1.2, 1.0)}),
    ("x=-Infinity", ["query.number"], {"point": (-1.2, 1.0)}),
    ("x=1_0", ["query.number"], {"point": (-1.2, 1.0)}),
    ("x=0x10", ["query.number"], {"point": (-1.2, 1.0)}),
    ("x=１", ["query.number"], {"point": (-1.2, 1.0)}),
    ("x= 1", ["query.meant"], {"point": (1.0, 1.0)}),
    ("x=" + "1" * 50, ["query.number"], {"point": (-1.2, 1.0)}),
    ("w=3", ["query.unknown"], {"point": (-1.2, 1.0)}),
    ("surface=rosenbrok", ["unknown.surface"], {"surface": SURFACES["rosenbrock"]}),
    ("surface=ravine&kappa=0", ["query.outside"], {"surface": SURFACES["ravine"]}),
    ("surface=bowl&kappa=5", ["query.unknown"], {"surface": BOWL}),
    ("surface=bowl&formula=x^2", ["query.two_surfaces"], {"surface": surface_from_formula("x^2")}),
    ("formula=x^2&x.low=5&x.high=1", ["surface.box"], {"surface": surface_from_formula("x^2")}),
    ("formula=2x", ["query.formula"], {"surface": SURFACES["rosenbrock"]}),
    ("formula=__import__('os').system('true')", ["query.formula"], {"surface": SURFACES["rosenbrock"]}),
    ("formula=", ["query.formula"], {"surface": SURFACES["rosenbrock"]}),
    ("surface=bowl&x.low=-1", ["query.unknown"], {"surface": BOWL}),
    ("v=2", ["query.version"], {}),
    ("v=", ["query.version"], {}),
    ("hello=1", ["query.unknown"], {}),
    ("hello", ["query.unknown"], {}),
    ("steps=5&steps=6", ["query.twice"], {"steps": 5}),
    ("run1=adm", ["unknown.optimizer"], {"runs": (Run("gd"),)}),
    ("run1=adm&run2=adam", ["unknown.optimizer"], {"runs": (Run("adam"),)}),
    ("run1=", ["unknown.optimizer_at_all"], {"runs": (Run("gd"),)}),
    ("run0=adam", ["query.unknown"], {"runs": (Run("gd"),)}),
    ("run01=adam&run1=adam", ["query.unknown"], {"runs": (Run("adam"),)}),
    ("run1=gd&run01=adam&run1.lr=0.5", ["query.unknown"], {"runs": (Run("gd", {"lr": 0.5}),)}),
    ("run1.lr=0.5", ["query.unknown"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.lr=-1", ["hyper.outside"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.lr=NaN", ["query.number"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.lr=", ["query.number"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.beta=0.9", ["query.unknown"], {"runs": (Run("gd"),)}),
    ("run1=adam&run1.beta1=1", ["hyper.outside"], {"runs": (Run("adam"),)}),
    ("run1=gd&run1.=3", ["query.unknown"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.lr.from0=1", ["query.unknown"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.lr.from=1", ["query.unknown"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.lr.from07=1", ["query.unknown"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.lr.from-3=1", ["query.unknown"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.lr.from50000=1", ["run.change_step"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.lr.from5=-1", ["hyper.outside"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.lr.from5=x", ["query.number"], {"runs": (Run("gd"),)}),
    ("run1=adam&run1.eps.from5=1", ["query.unknown"], {"runs": (Run("adam"),)}),
    (
        "run1=gd&" + "&".join(f"run1.lr.from{k}=0.5" for k in range(1, MAX_CHANGES + 2)),
        ["run.changes"],
        {"runs": (Run("gd", changes=tuple((k, 0.5) for k in range(1, MAX_CHANGES + 1))),)},
    ),
    (
        "&".join(f"run{k}=adam&run{k}.lr={k}" for k in range(1, 21)),
        ["experiment.runs"],
        {"runs": tuple(Run("adam", {"lr": float(k)}) for k in range(1, MAX_RUNS + 1))},
    ),
    ("batch=0", ["query.whole"], {"batch": 1}),
    ("batch=1.5", ["query.whole"], {"batch": 1}),
    ("batch=10000000", ["query.whole"], {"batch": 1_000_000}),
    ("seeds=0", ["query.whole"], {"seeds": 1}),
    ("seeds=65", ["query.whole"], {"seeds": MAX_SEEDS}),
    ("seeds=many", ["query.whole"], {"seeds": 1}),
    ("steps=50000&seeds=64", ["experiment.seed_rows"], {"seeds": 10, "steps": 50_000}),
    ("across=q", ["experiment.plane"], {"plane": ("x", "y")}),
    ("steps=50000&run1=cg", ["experiment.slow_steps"], {"steps": MAX_SLOW_STEPS}),
    ("steps=400&seeds=64&run1=newton", ["experiment.seed_rows"], {"seeds": 32, "steps": 400}),
    ("across=x&up=x", ["experiment.plane"], {"plane": ("x", "y")}),
    ("across=x&up=z", ["experiment.plane"], {"plane": ("x", "y")}),
    ("surface=matrix&across=w11&up=w33", ["experiment.plane"], {"plane": ("w11", "w12")}),
    ("surface=parabola&across=x&up=y", ["experiment.plane"], {"plane": None}),
    ("run1=gd&run1.schedule=cosin", ["unknown.schedule"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.schedule=", ["unknown.schedule_at_all"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.schedule.gamma=0.5", ["query.unknown"], {"runs": (Run("gd"),)}),
    (
        "run1=gd&run1.schedule=step&run1.schedule.gamma=2",
        ["hyper.outside"],
        {"runs": (Run("gd", schedule="step"),)},
    ),
    (
        "run1=gd&run1.schedule=step&run1.schedule.step_size=1.5&run1.schedule.gamma=0.5",
        ["hyper.outside"],
        {"runs": (Run("gd", schedule="step", plan={"gamma": 0.5}),)},
    ),
    (
        "run1=gd&run1.schedule=step&run1.schedule.gamma=fast",
        ["query.number"],
        {"runs": (Run("gd", schedule="step"),)},
    ),
    ("run1=gd&run1.warmup=-1", ["query.whole"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.warmup=60000", ["query.whole"], {"runs": (Run("gd", warmup=MAX_STEPS),)}),
    ("run1=gd&run1.decay=much", ["run.choice"], {"runs": (Run("gd"),)}),
    ("run1=adamw&run1.decay=much", ["run.choice"], {"runs": (Run("adamw"),)}),
    ("run1=schedule_free_sgd&run1.decay=l2", ["run.decay_own"], {"runs": (Run("schedule_free_sgd"),)}),
    ("run1=gd&run1.clip=all", ["run.choice"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.library=jax", ["run.choice"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.clip_at=1", ["query.unknown"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.weight_decay=1", ["query.unknown"], {"runs": (Run("gd"),)}),
    ("run1=gd&run1.clip=norm&run1.clip_at=0", ["hyper.outside"], {"runs": (Run("gd", clip="norm"),)}),
    (
        "run1=gd&run1.decay=l2&run1.weight_decay=-1&run1.clip=value",
        ["hyper.outside"],
        {"runs": (Run("gd", decay="l2", clip="value"),)},
    ),
    ("run1=lbfgs&run1.history=2.5", ["hyper.outside"], {"runs": (Run("lbfgs"),)}),
    (
        "run1=gd&run1.schedule=x&run1.decay=x&run1.clip=x&run1.library=x&run1.warmup=x",
        ["unknown.schedule_at_all", *["run.choice"] * 3, "query.whole"],
        {"runs": (Run("gd"),)},
    ),
    ("stop.loss=low", ["query.number"], {"stop": None}),
    ("stop.loss=1e400", ["query.number"], {"stop": None}),
    ("stop.loss=1&stop.gradient=2", ["query.unknown"], {"stop": Stop("loss", 1.0)}),
    ("stop.time=1", ["query.unknown"], {"stop": None}),
    ("a=1&" * (MAX_FIELDS + 1), ["query.too_many"], {"runs": (Run("gd"),)}),
    ("x=1&junk=" + "a" * MAX_TEXT, ["query.too_long"], {"point": (-1.2, 1.0)}),
]


def innermost(problem: Any) -> str:
    """The key of what is wrong, whatever is said around it."""
    while "problem" in problem.values and problem.key != "query.formula":
        problem = problem.values["problem"]
    return str(problem.key)


class TestFaults:
    @pytest.mark.parametrize(("text", "keys", "expected"), FAULTS, ids=[text[:40] for text, _, _ in FAULTS])
    def test_strict_refuses_and_repair_mends(self, text: str, keys: list[str], expected: dict[str, Any]) -> None:
        """Strict reading raises with exactly these problems; repair gives the valid rest, and says the same."""
        with pytest.raises(ExperimentError) as error:
            Experiment.from_query(text)
        assert [innermost(problem) for problem in error.value.problems] == keys
        experiment, notes = Experiment.repair(text)
        assert notes == error.value.problems
        for name, value in expected.items():
            assert getattr(experiment, name) == value
        assert Experiment.from_query(experiment.to_query()) == experiment

    def test_what_is_valid_is_kept(self) -> None:
        """Beside faults everything that can be used is used."""
        text = "surface=himmelblau&x=2&y=1e308&steps=50&noise=loud&seed=3&run1=adam&run1.lr=0.2&run1.beta1=7"
        text += "&run2=nope&run3=gd"
        experiment, notes = Experiment.repair(text)
        assert experiment == Experiment(
            SURFACES["himmelblau"], (Run("adam", {"lr": 0.2}), Run("gd")), (2.0, 0.0), steps=50, seed=3
        )
        assert len(notes) == 4

    def test_strict_lists_every_problem(self) -> None:
        """Thirty mistakes are thirty problems in one error; repair says the first twelve and counts the rest."""
        text = "&".join(f"wrong{k}=1" for k in range(30))
        with pytest.raises(ExperimentError) as error:
            Experiment.from_query(text)
        assert len(error.value.problems) == 30
        notes = Experiment.repair(text)[1]
        assert len(notes) == 13
        assert str(notes[-1]) == "And 18 more."

    def test_every_note_can_be_read(self) -> None:
        """No note shows a template's braces or grows with what was typed."""
        for text, _, _ in FAULTS:
            for note in Experiment.repair(text + "z" * 50)[1]:
                assert "{" not in str(note)
                assert 10 < len(str(note)) < 400


KEYS = """
v surface formula x y w x.low x.high kappa rotation L steps noise seed stop.loss stop.gradient . .. __class__
run run0 run1 run2 run6 run7 run01 run9999 run1. run1.lr run1.beta run1.beta1 run1.eps run2.lr
run1.lr.from run1.lr.from0 run1.lr.from5 run1.lr.from05 run1.lr.from99999
batch seeds across up w11 w12 run1.schedule run1.schedule. run1.schedule.gamma run1.schedule.total
run1.schedule.patience run1.warmup run1.decay run1.clip run1.library run1.clip_at run1.weight_decay
run2.schedule run2.decay
\N{FULLWIDTH DIGIT ONE} run\N{ARABIC-INDIC DIGIT ONE}
"""
TEXTS = """
1 0 -1 1e308 -1e308 1e-320 1e999 NaN nan inf -inf 1_000 100000 1000000 007 0x10 1e5 .5 5. + - e true None
adamw schedule_free_sgd matrix w22 x y cosine step plateau l2 decoupled norm value keras optax none
adam gd momentum ravine rosenbrock quadratic x^2 x*y log(x) 2x 1/0 x^x^x^x exp(exp(exp(x)))
%ZZ %00 %ff %F0%9F%98%80 ; \N{FULLWIDTH DIGIT FIVE} \N{ARABIC-INDIC DIGIT FIVE}
"""
VALUES = st.one_of(st.sampled_from(TEXTS.split()), st.floats().map(repr), st.integers().map(str), st.text(max_size=30))


@st.composite
def hostile_links(draw: Any) -> str:
    pairs = draw(st.lists(st.tuples(st.sampled_from(KEYS.split()), VALUES), max_size=20))
    encode = quote if draw(st.booleans()) else str
    return "&".join(f"{key}={encode(value)}" for key, value in pairs)


class TestRepairOfAnything:
    @examples(5)
    @given(hostile_links() | st.text(max_size=300) | st.binary(max_size=100).map(lambda raw: quote(raw)))
    @example("surface=ravine&kappa=1e5&rotation=45")
    @example("x" * 10_000)
    @example("&" * 3_999)
    @example("=" * 3_999)
    @example("%" * 3_999)
    @example("run1=gd&run1=adam&run1.lr=1&run1.lr=2")
    @example("\x00=\x00&\ud800=1")
    def test_it_never_fails(self, text: str) -> None:
        """Whatever the text, there is an experiment that round-trips, and notes wherever strict reading refuses."""
        experiment, notes = Experiment.repair(text)
        again = experiment.to_query()
        assert Experiment.from_query(again) == experiment
        assert Experiment.repair(again) == (experiment, ())
        assert len(notes) <= 13
        assert all(str(note) for note in notes)
        if notes:
            with pytest.raises(ExperimentError):
                Experiment.from_query(text)
        else:
            assert Experiment.from_query(text) == experiment

    @given(
        experiments(), st.sampled_from(["", "abc", "NaN", "-inf", "1e999", "0x1", "1,5", "\uff11", "x" * 60]), st.data()
    )
    def test_any_one_value_may_be_broken(self, experiment: Experiment, junk: str, data: Any) -> None:
        """Whichever field of a link holds nonsense, strict reading raises, and repair says so and keeps the others."""
        fields = parse_qsl(experiment.to_query())
        broken = data.draw(st.sampled_from([key for key, _ in fields]))
        text = urlencode([(key, junk if key == broken else value) for key, value in fields])
        with pytest.raises(ExperimentError):
            Experiment.from_query(text)
        mended, notes = Experiment.repair(text)
        assert notes
        if "." in broken and not broken.startswith(("x.", "y.")):
            assert (mended.surface, mended.point) == (experiment.surface, experiment.point)
            assert len(mended.runs) == len(experiment.runs)

    def test_it_is_soon_done_with_a_huge_text(self) -> None:
        """A text beyond the limit is not even split: the experiment is the usual one."""
        experiment, notes = Experiment.repair("run1=adam&" * 200_000)
        assert experiment == Experiment()
        assert [note.key for note in notes] == ["query.too_long"]


class TestRecords:
    def test_equal_experiments_are_equal_and_hash_alike(self) -> None:
        """Experiments are values: written with defaults or without, as ints or floats, they are the same key."""
        one = Experiment("rosenbrock", (Run("adam"),), (-1.2, 1), noise=0)  # type: ignore[arg-type]
        other = Experiment(SURFACES["rosenbrock"], [Run("adam", {"lr": OPTIMIZERS["adam"].hypers["lr"].default})])  # type: ignore[arg-type]
        assert one == other
        assert len({one, other}) == 1

    @pytest.mark.parametrize(
        "change",
        [
            {"surface": BOWL},
            {"surface": surface_from_formula("(1 - x)^2 + 100*(y - x^2)^2")},
            {"runs": (Run("gd"), Run("gd"))},
            {"runs": (Run("gd", {"lr": 0.5}),)},
            {"runs": (Run("gd", changes=((5, 0.5),)),)},
            {"start": (0.0, 0.0)},
            {"steps": 199},
            {"noise": 0.1},
            {"seed": 1},
            {"stop": Stop("loss", 0.1)},
            {"batch": 2},
            {"seeds": 2},
            {"plane": ("y", "x")},
            {"runs": (Run("gd", schedule="cosine"),)},
            {"runs": (Run("gd", warmup=1),)},
            {"runs": (Run("gd", decay="l2"),)},
            {"runs": (Run("gd", clip="value"),)},
            {"runs": (Run("gd", library="keras"),)},
        ],
    )
    def test_any_difference_is_a_difference(self, change: dict[str, Any]) -> None:
        """Experiments that differ in one thing are unequal, and so are their links."""
        assert Experiment(**change) != Experiment()
        assert Experiment(**change).to_query() != Experiment().to_query()

    def test_an_experiment_cannot_be_changed(self) -> None:
        """It is frozen; one makes another with a difference."""
        experiment = Experiment()
        with pytest.raises(AttributeError):
            experiment.steps = 5  # type: ignore[misc]
        assert experiment.with_runs(Run("adam")).runs == (Run("adam"),)
        assert experiment.runs == (Run("gd"),)
        moved = Experiment(start=(0.0, 0.0)).on(SURFACES["parabola"])
        assert moved.point == (1.5,)

    @pytest.mark.parametrize(
        ("change", "keys"),
        [
            ({"surface": "rosenbrok"}, ["unknown.surface"]),
            ({"start": (1.0,)}, ["experiment.start"]),
            ({"start": (1.0, float("nan"))}, ["experiment.start"]),
            ({"start": (1.0, 2e6)}, ["experiment.start"]),
            ({"start": "here"}, ["experiment.start"]),
            ({"start": ((1.0, 2.0),)}, ["experiment.start"]),
            ({"steps": 0}, ["experiment.steps"]),
            ({"steps": MAX_STEPS + 1}, ["experiment.steps"]),
            ({"steps": 1.5}, ["experiment.steps"]),
            ({"steps": True}, ["experiment.steps"]),
            ({"runs": ()}, ["experiment.runs"]),
            ({"runs": (Run("gd"),) * (MAX_RUNS + 1)}, ["experiment.runs"]),
            ({"noise": -1.0}, ["experiment.noise"]),
            ({"noise": float("nan")}, ["experiment.noise"]),
            ({"noise": "loud"}, ["experiment.noise"]),
            ({"seed": -1}, ["experiment.seed"]),
            ({"seed": 0.5}, ["experiment.seed"]),
            ({"stop": Stop("loss", float("nan"))}, ["experiment.stop"]),
            ({"stop": Stop("time", 1.0)}, ["experiment.stop"]),  # type: ignore[arg-type]
            (
                {"steps": 0, "noise": -1.0, "seed": -1, "runs": ()},
                ["experiment.steps", "experiment.runs", "experiment.noise", "experiment.seed"],
            ),
        ],
    )
    def test_an_experiment_that_cannot_be_run_is_refused(self, change: dict[str, Any], keys: list[str]) -> None:
        """Each mistake, and all of them together, raise ExperimentError with the messages that name them."""
        with pytest.raises(ExperimentError) as error:
            Experiment(**change)
        assert [problem.key for problem in error.value.problems] == keys
        assert "{" not in str(error.value)

    @pytest.mark.parametrize(
        ("arguments", "keys"),
        [
            (("adm",), ["unknown.optimizer"]),
            (("gd", {"beta": 0.5}), ["unknown.hyper_at_all"]),
            (("gd", {"lr": -1.0}), ["hyper.outside"]),
            (("gd", {"lr": True}), ["hyper.outside"]),
            (("gd", {"lr": "0.1"}), ["hyper.outside"]),
            (("gd", {}, ((0, 0.1),)), ["run.change_step"]),
            (("gd", {}, ((MAX_STEPS, 0.1),)), ["run.change_step"]),
            (("gd", {}, ((5, -0.1),)), ["hyper.outside"]),
            (("gd", {}, tuple((k, 0.1) for k in range(1, MAX_CHANGES + 2))), ["run.changes"]),
            (
                ("adam", {"lr": float("nan"), "beta1": 1.0, "gamma": 0.0}),
                ["unknown.hyper_at_all", "hyper.outside", "hyper.outside"],
            ),
        ],
    )
    def test_a_run_that_cannot_be_run_is_refused(self, arguments: Any, keys: list[str]) -> None:
        """A run checks its optimizer, its hyperparameters and its changes."""
        with pytest.raises(ExperimentError) as error:
            Run(*arguments)
        assert [problem.key for problem in error.value.problems] == keys

    def test_numbers_from_numpy_are_numbers(self) -> None:
        """A rate that comes out of an array makes the same run as the number it is."""
        assert Run("gd", {"lr": np.float64(0.5)}) == Run("gd", {"lr": np.float32(0.5)}) == Run("gd", {"lr": 0.5})
        assert Run("gd", {"lr": np.int64(1)}) == Run("gd", {"lr": 1})  # type: ignore[dict-item]


class TestTrajectories:
    def test_one_trajectory_for_each_run(self) -> None:
        """They are what simulate gives for each run, in order."""
        runs = (Run("adam", {"lr": 0.2}), Run("gd"), Run("adam", {"lr": 0.1}))
        experiment = Experiment(SURFACES["beale"], runs, steps=30, noise=0.1, seed=4)
        for run, trajectory in zip(runs, experiment.trajectories(), strict=True):
            alone = simulate(
                run.optimizer, experiment.surface, experiment.point, 30, hypers=run.hypers, noise=0.1, seed=4
            )
            np.testing.assert_array_equal(trajectory.points, alone.points)
            assert trajectory.points.shape == (31, 1, 2)

    def test_a_change_of_the_learning_rate(self) -> None:
        """After k steps the new rate holds; the rows until then are those of the run without the change."""
        changed = Experiment(BOWL, (Run("gd", {"lr": 0.1}, ((3, 0.5), (6, 0.0))),), (1.0, -1.0), steps=9)
        plain = Experiment(BOWL, (Run("gd", {"lr": 0.1}),), (1.0, -1.0), steps=9)
        one, other = changed.trajectories()[0], plain.trajectories()[0]
        assert one.learning_rate[:, 0].tolist() == [0.1] * 3 + [0.5] * 3 + [0.0] * 3
        np.testing.assert_array_equal(one.points[:4], other.points[:4])
        np.testing.assert_allclose(one.points[4], 0.5 * one.points[3])
        assert (one.points[7:] == one.points[6]).all()

    def test_changes_count_in_the_order_of_their_steps(self) -> None:
        """However they were listed; of two after the same step the one made later holds."""
        assert Run("gd", changes=((6, 0.1), (3, 0.5))) == Run("gd", changes=((3, 0.5), (6, 0.1)))
        assert Run("gd", changes=((3, 0.5), (3, 0.2))).changes == ((3, 0.2),)

    @pytest.mark.parametrize("what", ["loss", "gradient"])
    def test_a_stop_condition_ends_a_run_where_it_is_met(self, what: Any) -> None:
        """The last row is the first one at or below the limit, and the rows are those of the unstopped run."""
        full = Experiment(BOWL, (Run("gd", {"lr": 0.1}),), (3.0, 4.0), steps=100, noise=0.01)
        limit = 2.0
        stopped = Experiment(BOWL, full.runs, full.start, 100, 0.01, stop=Stop(what, limit)).trajectories()[0]
        whole = full.trajectories()[0]
        measure = stopped.loss[:, 0] if what == "loss" else np.linalg.norm(stopped.gradients[:, 0], axis=1)
        end = len(measure) - 1
        assert 1 < end < 100
        assert (measure[:-1] > limit).all()
        assert measure[-1] <= limit
        np.testing.assert_array_equal(stopped.points, whole.points[: end + 1])
        assert stopped.ended_at[0] == end

    def test_a_stop_condition_that_is_never_met_changes_nothing(self) -> None:
        """A limit below everything leaves the run its steps; so does a run that blows up."""
        for rate in (0.1, 1e200):
            run = (Run("gd", {"lr": rate}),)
            free, stopped = (Experiment(BOWL, run, steps=20, stop=stop) for stop in (None, Stop("loss", -1.0)))
            np.testing.assert_array_equal(free.trajectories()[0].points, stopped.trajectories()[0].points)

    def test_each_run_stops_for_itself(self) -> None:
        """A fast run ends sooner than a slow one."""
        experiment = Experiment(
            BOWL, (Run("gd", {"lr": 0.5}), Run("gd", {"lr": 0.1})), steps=100, stop=Stop("loss", 0.1)
        )
        fast, slow = experiment.trajectories()
        assert len(fast.loss) < len(slow.loss) < 101

    def test_a_version_is_written(self) -> None:
        """A link says which version of the format it is."""
        assert Experiment().to_query().startswith(f"v={VERSION}&")
