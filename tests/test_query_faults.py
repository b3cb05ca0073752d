"""What is wrong with a link: strict reading lists every problem, repair never fails."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from optim_core import MAX_RUNS, MAX_STEPS, SURFACES, Experiment, ExperimentError, Run, Stop, surface_from_formula
from optim_core.experiment.bounds import MAX_SEEDS, MAX_SLOW_STEPS
from optim_core.experiment.fields import MAX_FIELDS, MAX_TEXT
from optim_core.experiment.run import MAX_CHANGES
from tests.any_experiment import experiments
from tests.selection import examples

BOWL = SURFACES["bowl"]
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
    (
        "formula=0,5*x²%2By^2&x=−1",
        ["query.meant"],
        {"surface": surface_from_formula("0.5*x^2+y^2"), "point": (-1.0, 1.5)},
    ),
    ("run1=gd&run1.schedule=Cosine", ["query.meant"], {"runs": (Run("gd", schedule="cosine"),)}),
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
