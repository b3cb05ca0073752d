"""Why a run went as it did: each explanation has its situation, stays silent elsewhere, and every fix holds."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest

from app.panels.why.answer import why
from app.stage.gallery.presets import PRESETS
from app.stage.gallery.situations import SITUATIONS
from app.words.words import catalogue, say
from optim_core import OPTIMIZERS, SURFACES, Experiment, Message, Run, Stop, surface_from_formula
from optim_core.insights.why import EXPLANATIONS, Evidence, explain
from optim_core.insights.why.finding import Explained

CURVE, BOWL = SURFACES["quadratic"].at(L=2.0), SURFACES["bowl"]
STOPPED = Experiment(BOWL, (Run("gd", {"lr": 0.3}),), stop=Stop("loss", 0.1))
FALLING = Experiment(BOWL, (Run("lion", {"lr": 0.3}, schedule="cosine"),), steps=80)
CONTENT = {
    "stopped": STOPPED,
    "landed": FALLING,
    "fine": PRESETS["just_right"],
    "separated": SITUATIONS["separated"],  # nothing went wrong, and nothing ends it
}
BROKEN = Experiment(BOWL, (Run("own", typed="step = -lr*g/(t - 3)"),), steps=20)
FIRES = {**SITUATIONS, **CONTENT, "broken_rule": BROKEN}

# For each explanation an experiment that looks like its situation, but is none.
SILENT = {
    "broken_rule": Experiment(BOWL, (Run("own", {"lr": 9.0}, typed="step = -lr*g"),), steps=400),  # the surface ends it
    "left_domain": Experiment(SITUATIONS["left_domain"].surface, (Run("gd", {"lr": 0.3}),), steps=40),
    "no_step": Experiment(SITUATIONS["no_step"].surface, (Run("newton"),), start=(-2.0, 1.0), steps=20),
    "no_floor": Experiment(surface_from_formula("(x - 10)^2 + y^2"), (Run("gd", {"lr": 0.1}),), steps=80),
    "diverged": Experiment(CURVE, (Run("gd", {"lr": 0.99}),), steps=40),
    "stopped": Experiment(BOWL, (Run("gd", {"lr": 0.001}),), steps=20, stop=Stop("loss", 0.1)),
    "saddle": Experiment(SURFACES["saddle_wells"], (Run("gd", {"lr": 0.1}),), start=(-2.0, 0.3), steps=200),
    "landed": SITUATIONS["rate_spent"],  # the rate fell, but too early
    "trapped": Experiment(SURFACES["himmelblau"], (Run("gd", {"lr": 0.01}),), steps=200),  # four minima, all the lowest
    "noise_floor": Experiment(BOWL, (Run("gd", {"lr": 0.02}),), steps=60, noise=0.5),  # still on its way
    "hovering": Experiment(BOWL, (Run("adam", {"lr": 0.3}),), steps=80),
    "bouncing": SITUATIONS["zigzag"],  # to and fro, but most of the way leads along
    "plateau": Experiment(SURFACES["plateau"], (Run("gd", {"lr": 0.01}),), start=(2.0, 0.0), steps=80),
    "running_dry": Experiment(BOWL, (Run("rmsprop", {"lr": 0.01}),), steps=120),  # its mean of squares forgets
    "rate_spent": Experiment(BOWL, (Run("gd", {"lr": 0.3}, schedule="exponential", plan={"gamma": 0.99}),), steps=10),
    "overshoot": Experiment(BOWL, (Run("momentum", {"lr": 0.001, "beta": 0.5}),), steps=60),
    "zigzag": Experiment(BOWL, (Run("gd", {"lr": 1.9}),), steps=20),  # to and fro, but this is no ravine
    "too_slow": Experiment(CURVE, (Run("gd", {"lr": 0.3}),), steps=3),
    "decayed": Experiment(BOWL, (Run("gd", {"lr": 0.3, "weight_decay": 0.5}, decay="l2"),), steps=60),  # it is at zero
    "throttled": Experiment(BOWL, (Run("gd", {"lr": 0.3, "clip_at": 10.0}, clip="norm"),), steps=5),
    "separated": Experiment(SURFACES["logistic"], (Run("gd", {"lr": 1.0}),), steps=300),  # these clouds overlap
    "unfinished": SITUATIONS["decayed"],  # more steps lead nowhere
    "fine": SITUATIONS["saddle"],  # it settled, but at no minimum
}
MOVING = {"still_moving": 2, "hovering": 2, "rate_spent": 2}
RANK = {"diverged": 0, "left_domain": 0, "no_step": 0, "bouncing": 1, **MOVING, "converged": 3}


def test_every_explanation_has_its_two_tests() -> None:
    """A new explanation needs an experiment in which it fires, one of the menu's, and one where it does not."""
    assert FIRES.keys() == SILENT.keys() == EXPLANATIONS.keys()


@pytest.mark.parametrize("name", EXPLANATIONS)
def test_fires(name: str) -> None:
    """In its situation an explanation is the one that is given, with evidence unless none is needed."""
    found = explain(FIRES[name], 1)
    assert found is not None
    assert found.name == name
    assert found.finding.evidence or name == "stopped"
    assert found.finding.content == (name in CONTENT)


@pytest.mark.parametrize("name", EXPLANATIONS)
def test_stays_silent(name: str) -> None:
    """In an experiment that only looks alike it has nothing to say."""
    assert EXPLANATIONS[name](Evidence(SILENT[name], 1)) is None


def outcome(experiment: Experiment, number: int) -> tuple[int, np.ndarray]:
    """The rank of a run's outcome, and its finite losses."""
    path = experiment.trajectory(experiment.runs[number - 1])
    return RANK[str(path.outcome[0])], path.loss[: path.ended_at[0] + 1, 0]


def first_at(losses: np.ndarray, target: float) -> float:
    reached = losses <= target + 1e-9 * max(1.0, abs(target))
    return float(reached.argmax()) if reached.any() else np.inf


def late_mean(experiment: Experiment, number: int) -> float:
    """The mean loss of the last quarter over sixteen seeds, eight of which nobody tried before."""
    losses = replace(experiment, seeds=16).bundle(experiment.runs[number - 1]).loss
    return float(losses[-(len(losses) // 4) :].mean())


def lowest_of(experiment: Experiment) -> float:
    """The lowest loss that is known of the surface."""
    surface = experiment.surface
    return float(surface.value(surface.minima).min()) if surface.minima else np.inf


def improves(before: Experiment, after: Experiment, number: int, found: Explained) -> bool:
    """A better outcome, or a tenth fewer steps to the same loss; or the end it promises, at least a quarter lower."""
    if found.finding.goal == "quiet":
        return late_mean(after, number) < late_mean(before, number)
    (rank, losses), (better, lower) = outcome(before, number), outcome(after, number)
    if better > rank:
        return bool(lower[-1] < max(losses[0] if len(losses) else np.inf, lower[0]))
    if found.fix is not None and found.fix.promise.key == "why.promise_lower":
        lowest = min(lowest_of(before), lower.min())
        return better == rank and lower[-1] - lowest <= 0.75 * (losses[-1] - lowest)
    return better == rank and first_at(lower, losses[-1]) <= 0.9 * first_at(losses, losses[-1])


@pytest.mark.parametrize("name", [*SITUATIONS, *PRESETS])
def test_every_offered_fix_does_what_it_says(name: str) -> None:
    """The fields that a button sets, put into the link, make the run better; and only it, unless the button says so."""
    experiment = {**PRESETS, **SITUATIONS}[name]
    told = why(experiment.to_query(), "en")["runs"]
    for number, said in enumerate(told, start=1):
        if said is None or said["fix"] is None:
            continue
        fields = {**dict(parse_qsl(experiment.to_query())), **said["fix"]["set"]}
        fixed = Experiment.from_query(urlencode({k: v for k, v in fields.items() if k not in said["fix"]["drop"]}))
        found = explain(experiment.with_runs(experiment.runs[number - 1]), 1)
        assert found is not None
        assert improves(experiment, fixed, number, found), said["fix"]
        others = [(a, b) for i, (a, b) in enumerate(zip(experiment.runs, fixed.runs, strict=True), 1) if i != number]
        assert all(a == b for a, b in others)
        same = replace(fixed, runs=experiment.runs) == experiment
        assert same or said["fix"]["shared"] or len(experiment.runs) == 1


def test_each_situation_but_two_is_offered_a_fix() -> None:
    """Only where losses have no lowest point is there no setting that helps."""
    without = [name for name, e in SITUATIONS.items() if why(e.to_query(), "en")["runs"][0]["fix"] is None]
    assert without == ["no_floor", "separated"]


def test_theory_comes_first() -> None:
    """On a parabola gradient descent is told half its limit, in a ravine Polyak's momentum, under too much momentum
    the most that does not swing: (1 - sqrt(lr L))^2."""

    def fixed(name: str) -> Run:
        found = explain(SITUATIONS[name], 1)
        assert found is not None
        assert found.fix is not None
        return found.fix.experiment.runs[0]

    assert fixed("diverged").hypers["lr"] == 0.5  # 2/L is 1
    assert fixed("zigzag").hypers == {"lr": 0.11, "beta": 0.44}  # (2/(5 + 1))^2 and ((5 - 1)/(5 + 1))^2
    assert fixed("overshoot").hypers["beta"] == pytest.approx((1 - 0.02**0.5) ** 2, abs=0.01)


def test_the_evidence_has_the_numbers_of_the_run() -> None:
    """Learning rate times curvature, and how often the step changed its sign, are those of the run."""
    found = explain(SITUATIONS["diverged"], 1)
    assert found is not None
    product = next(m for m in found.finding.evidence if m.key == "why.product").values
    assert (product["rate"], product["curvature"], product["limit"]) == (1.1, 2.0, 2.0)
    assert product["product"] == pytest.approx(2.2)
    flips = next(m for m in found.finding.evidence if m.key == "why.flips").values
    assert (flips["count"], flips["of"]) == (39, 39)


@pytest.mark.parametrize("formula", ["abs(x) + abs(y)", "sqrt(abs(x)) + y^2", "max(x, -x)"])
def test_no_claims_of_curvature_where_there_is_none(formula: str) -> None:
    """Where the surface has no curvature or none that is finite, nothing is said of it."""
    surface = surface_from_formula(formula)
    for rate in (0.01, 0.5, 3.0):
        found = explain(Experiment(surface, (Run("gd", {"lr": rate}),), start=surface.dim * (1.0,), steps=40), 1)
        said = () if found is None else (found.finding.says, *found.finding.evidence)
        curvature = {"why.product", "why.condition", "why.diverged_product", "why.bouncing_product"}
        if "y^2" not in formula:
            assert not {message.key for message in said} & curvature


def test_a_run_that_cannot_begin_is_told_where_it_could() -> None:
    """A start without a loss has an explanation, and the fix is another start."""
    experiment = Experiment(SITUATIONS["left_domain"].surface, (Run("gd", {"lr": 0.1}),), start=(-1.0,), steps=40)
    found = explain(experiment, 1)
    assert found is not None
    assert found.name == "left_domain"
    assert found.fix is not None
    assert found.fix.experiment.point != experiment.point
    assert outcome(found.fix.experiment, 1)[0] == RANK["converged"]


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_any_run_can_be_asked(slug: str) -> None:
    """Whatever the optimizer, the rate, the noise and the surface, there is an answer in words or none, no error."""
    hyper = OPTIMIZERS[slug].hypers["lr"]
    for surface, noise in ((SURFACES["beale"], 0.0), (SURFACES["dips"], 0.5), (surface_from_formula("log(x)*y"), 0.0)):
        for rate in (hyper.low, hyper.high):
            for steps in (1, 12):
                found = explain(Experiment(surface, (Run(slug, {"lr": rate}),), steps=steps, noise=noise), 1)
                for message in () if found is None else (found.finding.says, *found.finding.evidence):
                    assert say(message)


def test_a_rule_of_ones_own_is_explained_too() -> None:
    """Rates and memory of a typed rule are changed like any other's, under the names that it gives them."""
    experiment = Experiment(BOWL, (Run("own", {"lr": 0.02, "beta": 0.98}),), steps=120)
    (found,) = why(experiment.to_query(), "en")["runs"]
    assert found["name"] == "overshoot"
    assert [*found["fix"]["set"]] == ["run1.beta"]
    fixed = Experiment.from_query(urlencode({**dict(parse_qsl(experiment.to_query())), **found["fix"]["set"]}))
    assert outcome(fixed, 1)[0] == RANK["converged"]


def test_the_button_names_everything_that_it_changes() -> None:
    """A rate that was changed by hand, a warm-up and another library's rule are named when a fix drops them."""

    def label(run: Run, steps: int) -> str:
        (told,) = why(Experiment(BOWL, (run,), steps=steps).to_query(), "en")["runs"]
        return str(told["fix"]["label"])

    spent = Run("gd", {"lr": 0.1}, changes=((5, 1e-6),), warmup=2)
    assert label(spent, 60) == "Leave the warm-up out, leave the later changes of the rate out"
    wild = Run("gd", {"lr": 3.0}, changes=((2, 6.0),))
    assert label(wild, 20).endswith("change its later values in proportion")
    cut = Run("gd", {"lr": 0.3, "clip_at": 0.1}, clip="norm")
    assert label(cut, 60) == "Clip at 10"


def test_another_optimizer_keeps_schedule_and_clipping() -> None:
    """What was chosen beside the optimizer is not lost with it."""
    run = Run("newton", {"clip_at": 2.0}, clip="norm", schedule="linear", plan={"total": 10.0})
    found = explain(SITUATIONS["no_step"].with_runs(run), 1)
    assert found is not None
    assert found.fix is not None
    fixed = found.fix.experiment.runs[0]
    assert fixed.optimizer != "newton"
    assert (fixed.schedule, fixed.plan, fixed.clip, fixed.hypers["clip_at"]) == ("linear", run.plan, "norm", 2.0)


def test_without_a_pattern_nothing_is_said_of_one() -> None:
    """One step, or a rate of 0, is no evidence of bouncing, hovering or zig-zag."""
    for steps, rate in ((1, 1.0), (1, 0.01), (20, 0.0)):
        found = explain(Experiment(CURVE, (Run("gd", {"lr": rate}),), steps=steps), 1)
        assert found is None or found.name in ("too_slow", "unfinished", "fine")


def test_the_words_are_there() -> None:
    """Each situation has its words, and a run beside another one has a fix of its own alone."""
    said = {key.removeprefix("situation.") for key in catalogue() if key.startswith("situation.")}
    assert said == {*SITUATIONS}
    experiment = SITUATIONS["diverged"].with_runs(Run("gd", {"lr": 0.3}), Run("gd", {"lr": 1.1}))
    calm, wild = why(experiment.to_query(), "en")["runs"]
    assert (calm["name"], wild["name"]) == ("fine", "diverged")
    assert wild["fix"]["set"] == {"run2.lr": "0.5"}
    assert not wild["fix"]["shared"]


def test_a_start_that_is_moved_is_moved_for_all() -> None:
    """Where a fix changes what all runs share, the button's words say so."""
    saddle = SITUATIONS["saddle"]
    told = why(saddle.with_runs(*saddle.runs, Run("adam", {"lr": 0.1})).to_query(), "en")["runs"][0]
    assert told["fix"]["shared"]


def test_a_message_has_no_number_that_is_none() -> None:
    """What is said is finite: no explanation of a path speaks of nan."""

    def numbers(message: Message) -> list[float]:
        return [float(v) for v in message.values.values() if isinstance(v, (int, float))]

    for experiment in SITUATIONS.values():
        found = explain(experiment, 1)
        assert found is not None
        fix = () if found.fix is None else (found.fix.promise,)
        assert all(np.isfinite(n) for m in (found.finding.says, *found.finding.evidence, *fix) for n in numbers(m))


@pytest.mark.parametrize("name", [*SITUATIONS, *PRESETS])
def test_a_fix_stays_on_the_sliders_and_on_the_map(name: str) -> None:
    """What a button sets can be set by hand too."""
    experiment = {**PRESETS, **SITUATIONS}[name]
    for number, before in enumerate(experiment.runs, start=1):
        found = explain(experiment, number)
        if found is None or found.fix is None:
            continue
        after = found.fix.experiment
        run = after.runs[number - 1]
        same = run.optimizer == before.optimizer
        for key, value in run.hypers.items():
            slider = run.rule.hypers[key]
            assert slider.low <= value <= slider.high or (same and value == before.hypers[key])
        assert all(low <= x <= high for x, (low, high) in zip(after.point, after.surface.domain, strict=True))


def test_a_rate_above_its_slider_is_not_offered() -> None:
    """In a ravine as wide as this Polyak's rate is 111, far above momentum's slider: something else is offered."""
    wide = surface_from_formula("(x^2 + 25*y^2)/2000", start=(4.0, 1.0))
    found = explain(Experiment(wide, (Run("gd", {"lr": 76.0}),), steps=60), 1)
    assert (found.name, found.fix is None) == ("zigzag", False)
    (run,) = found.fix.experiment.runs
    assert run.hypers["lr"] <= OPTIMIZERS[run.optimizer].hypers["lr"].high


def test_steps_that_shrink_by_schedule_do_not_hover() -> None:
    """After the fix for hovering the card does not say that the steps stay as long as the (now tiny) learning rate."""
    fix = explain(SITUATIONS["hovering"], 1).fix
    after = explain(fix.experiment, 1)
    assert (after.name, after.fix) == ("landed", None)


def test_noise_next_to_the_lowest_loss_is_no_fault() -> None:
    """Where hardly anything is left, nobody is sent from one change to the next for a little less."""
    found = explain(Experiment(BOWL, (Run("gd", {"lr": 0.1}),), steps=120, noise=0.1), 1)
    assert (found.finding.says.key, found.fix, found.without) == ("why.noise_is_all", None, None)


def test_a_run_that_begins_at_a_minimum_did_not_come_there() -> None:
    """Where nothing ever moved, the card does not speak of settling."""
    found = explain(Experiment(BOWL, (Run("gd"),), start=(0.0, 0.0), steps=20), 1)
    assert found.finding.says.key == "why.fine_from_the_start"


@pytest.mark.parametrize("formula", ["0*x + 3", "max(0, x - 2)^2", "max(0, abs(x) - 2)"])
def test_on_level_ground_no_ratio_of_slopes_is_said(formula: str) -> None:
    """A slope of 0 is not some number of times smaller than another one."""
    found = explain(Experiment(surface_from_formula(formula, start=(1.0,)), (Run("gd"),), steps=40), 1)
    assert found is None or found.finding.says.key != "why.plateau"


def test_on_a_kink_a_shorter_step_is_offered() -> None:
    """Where no lowest loss is known and it jumps over a kink, an end that is clearly lower is enough."""
    kink = surface_from_formula("abs(x) + abs(y)", start=(3.0, 1.0))
    found = explain(Experiment(kink, (Run("gd", {"lr": 0.3}),), steps=60), 1)
    assert (found.name, found.fix is None) == ("bouncing", False)
    path = found.fix.experiment.trajectories()[0]
    assert path.loss[-1, 0] < 0.75 * Evidence(Experiment(kink, (Run("gd", {"lr": 0.3}),), steps=60), 1).losses[-1]


def test_from_the_wrong_valley_one_press_leads_to_the_deepest() -> None:
    """Not from one wrong valley to the next."""
    after = explain(explain(SITUATIONS["trapped"], 1).fix.experiment, 1)
    assert after.name == "fine"


def test_where_no_fix_is_offered_the_reason_is_said() -> None:
    """A run of so many steps that nothing can be tried in time says so; a surface without a floor has said enough."""
    endless = Experiment(BOWL, (Run("gd", {"lr": 0.3}),), steps=50_000, noise=1.0)
    (told,) = why(endless.to_query(), "en")["runs"]
    assert told["fix"] is None
    assert told["without"] == catalogue()["why.too_much_work"]
    (told,) = why(SITUATIONS["no_floor"].to_query(), "en")["runs"]
    assert (told["fix"], told["without"]) == (None, "")
