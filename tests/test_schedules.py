"""The learning-rate schedules give the very lists of torch.optim.lr_scheduler 2.13, and obey laws of their own.

Relative error: |ours - torch| / |torch| of each single rate. Where the reference data comes from says
tests/oracle/make_schedule_reference.py.
"""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core.messages import Message
from optim_core.rules.problems import hyper_name
from optim_core.schedules import SCHEDULES, Schedule, changed_at, rate_function, rates, schedule_problems, warmed_up
from optim_core.types import Hyper
from tests.oracle import make_schedule_reference as torch_reference
from tests.reference import Reference

CLOSE = 1e-12
CASES, WATCHES = torch_reference.EVERY_CASE, torch_reference.WATCHES
FORESEEABLE = [slug for slug, plan in SCHEDULES.items() if plan.rate]

every_plan = pytest.mark.parametrize("plan", SCHEDULES.values(), ids=list(SCHEDULES))
every_rate = pytest.mark.parametrize("slug", FORESEEABLE)


@pytest.fixture(scope="module")
def data() -> Reference:
    """The committed reference."""
    return Reference(torch_reference.FILE)


def error(ours: np.ndarray, torchs: np.ndarray) -> float:
    assert ours.shape == torchs.shape
    same = ours == torchs
    return float(np.max(np.abs(ours - torchs) / np.where(same, 1.0, np.abs(torchs))))


def watched(plan: Schedule, lr: Any, losses: np.ndarray, hypers: dict[str, float]) -> np.ndarray:
    """The rates of a run whose losses are known: the first is lr, each later one reacts to the loss before it."""
    found, memory = [lr], None
    for loss in losses[:-1]:
        rate, memory = plan.react(memory, loss, lr, **hypers)
        found.append(rate)
    return np.array(found)


# --- torch


@pytest.mark.parametrize("key", CASES, ids=[f"{case.slug}-{key}" for key, case in CASES.items()])
def test_the_rates_are_torchs(key: str, data: Reference) -> None:
    """Every step has the rate that a training loop in torch takes it with, with a warm-up before it or without."""
    case = CASES[key]
    ours, torchs = rates(SCHEDULES[case.slug], case.lr, case.steps, case.hypers, case.warmup), data[f"rates/{key}"]
    if case.slug == "one_cycle" and case.warmup:  # before a OneCycleLR torch's warm-up ends at the cycle's own start
        torchs[: case.warmup] *= case.hypers["div_factor"]
    assert error(ours, torchs) <= CLOSE
    if case.named:
        assert error(ours, data[f"named/{key}"]) <= CLOSE


@pytest.mark.parametrize("number", range(len(WATCHES)))
def test_the_reaction_to_losses_is_torchs(number: int, data: Reference) -> None:
    """Told the same losses, the plateau schedule drops the rate at torch's steps and to torch's rates."""
    watch = WATCHES[number]
    losses = torch_reference.losses()[watch.losses]
    assert error(watched(SCHEDULES["plateau"], watch.lr, losses, watch.hypers), data[f"watched/{number}"]) <= CLOSE


def test_the_reference_covers_every_schedule(data: Reference) -> None:
    """Each schedule has at least two cases in torch; of the watched losses some make the rate drop, and often."""
    counted = [case.slug for case in CASES.values() if not case.warmup]
    assert {slug for slug in FORESEEABLE if counted.count(slug) >= 2} == {*FORESEEABLE} - {"constant"}
    assert {case.slug for case in CASES.values() if case.warmup} == set(FORESEEABLE)
    assert max(len(np.unique(data[f"watched/{n}"])) for n in range(len(WATCHES))) > 10


@pytest.mark.parametrize("key", CASES, ids=[f"{case.slug}-{key}" for key, case in CASES.items()])
def test_the_line_of_pytorch_is_the_one_that_made_the_reference(key: str, data: Reference) -> None:
    """The call we show for a setting is, word for word, the call whose rates the reference holds."""
    case = CASES[key]
    if case.slug != "constant":
        assert SCHEDULES[case.slug].pytorch_call(case.lr, case.steps - case.warmup, case.hypers) == case.call
    assert str(data[f"call/{key}"]) == case.call, "`make reference` makes it anew"


def test_the_line_of_pytorch_for_plateau_is_the_one_that_made_the_reference() -> None:
    """So is the call of the schedule that watches the losses."""
    for watch in WATCHES:
        assert SCHEDULES["plateau"].pytorch_call(watch.lr, 120, watch.hypers) == watch.call


def test_torch_itself_still_gives_the_reference(data: Reference) -> None:
    """Where torch is installed, it gives the committed lists again."""
    torch: Any = pytest.importorskip("torch", reason="compares with torch where it is installed")
    if not torch.__version__.startswith(torch_reference.TORCH):
        pytest.skip(f"the reference is torch {torch_reference.TORCH}, this is {torch.__version__}")
    live = torch_reference.reference({})
    assert set(live) == set(data)
    for key, found in live.items():
        assert key.startswith("call/") or error(found, data[key]) <= CLOSE, key


# --- the registry


def test_the_schedules_come_in_teaching_order() -> None:
    """The registry begins with the constant rate, and what looks at the loss comes after what does not."""
    assert next(iter(SCHEDULES)) == "constant"
    looks = [plan.react is not None for plan in SCHEDULES.values()]
    assert looks == sorted(looks)
    assert SCHEDULES["plateau"].react


@every_plan
def test_a_schedule_is_a_rule_and_what_to_know_of_it(plan: Schedule) -> None:
    """A schedule has one rule, which asks for just its settings; texts; and sliders within what is valid."""
    assert (plan.rate is None) != (plan.react is None)
    asked = inspect.getfullargspec(plan.rate or plan.react)
    assert asked.args == (["t", "lr", "steps"] if plan.rate else ["memory", "loss", "lr"])
    assert asked.kwonlyargs == list(plan.hypers)
    assert plan.help.endswith(".")
    assert plan.source
    assert plan.conventions
    assert len({hyper.symbol for hyper in plan.hypers.values()}) == len(plan.hypers)
    for hyper in plan.hypers.values():
        assert hyper.low <= hyper.default <= hyper.high
        assert hyper.low in hyper.valid
        assert hyper.high in hyper.valid
        assert hyper.low > 0 or not hyper.log
    assert set(plan.whole_run) <= set(plan.lengths) <= set(plan.hypers)
    assert all(plan.hypers[name].whole for name in plan.lengths)


@every_plan
def test_a_rule_is_straight_line_code(plan: Schedule) -> None:
    """A rule is assignments to plain names and a return, of arithmetic and NumPy's functions: so it can be typeset."""
    *lines, last = ast.parse(textwrap.dedent(inspect.getsource(plan.rate or plan.react))).body[0].body
    assert all(isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name) for line in lines)
    assert isinstance(last, ast.Return)
    called = {node.func.id for line in (*lines, last) for node in ast.walk(line) if isinstance(node, ast.Call)}
    assert called <= {"where", "minimum", "maximum", "floor", "log", "cos", "PlateauMemory"}


@every_rate
def test_a_rule_stands_alone(slug: str) -> None:
    """A rule's source needs nothing but NumPy: copied into a script it gives the same rates."""
    plan, script = SCHEDULES[slug], {}
    exec("from __future__ import annotations\nfrom numpy import *\n" + inspect.getsource(plan.rate), script)
    copied = script[plan.rate.__name__]
    assert [copied(t, 0.3, 40, **plan.filled({})) for t in range(1, 41)] == [
        rate_function(plan, 40)(t, 0.3) for t in range(1, 41)
    ]


# --- laws


def values_of(hyper: Hyper) -> st.SearchStrategy[float]:
    low, high = hyper.valid
    if hyper.whole:
        return st.integers(int(low), int(min(high, 200))).map(float)
    return st.floats(low, high) | st.floats(hyper.low, hyper.high)


@st.composite
def settings_of(draw: st.DrawFn, slug: str) -> dict[str, float]:
    """Any valid settings of a schedule."""
    return {name: draw(values_of(hyper)) for name, hyper in SCHEDULES[slug].hypers.items()}


RATE = st.floats(0.0, 1e300)


@every_rate
@given(drawn=st.data(), lr=RATE, steps=st.integers(1, 300), warmup=st.integers(0, 60))
def test_a_rate_is_finite_and_not_negative(slug: str, drawn: st.DataObject, lr: float, steps: int, warmup: int) -> None:
    """Whatever the valid settings, each step has a finite rate of at least 0, none above those that were set."""
    hypers = drawn.draw(settings_of(slug))
    found = rates(SCHEDULES[slug], lr, steps, hypers, warmup)
    assert found.shape == (steps,)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert (found <= max(lr, hypers.get("min_lr", 0.0), hypers.get("high", 0.0)) * (1 + 1e-12)).all()


@every_rate
@given(drawn=st.data(), lr=st.floats(1e-6, 100.0), steps=st.integers(1, 60), warmup=st.integers(0, 30))
def test_step_by_step_is_all_at_once(slug: str, drawn: st.DataObject, lr: float, steps: int, warmup: int) -> None:
    """Asked for one step at a time, a schedule answers with plain floats, the same as in the whole list."""
    plan, hypers = SCHEDULES[slug], drawn.draw(settings_of(slug))
    with np.errstate(all="ignore"):
        singles = [rate_function(plan, steps, hypers, warmup)(t, lr) for t in range(1, steps + 1)]
    assert {type(rate) for rate in singles} == {float}
    np.testing.assert_allclose(rates(plan, lr, steps, hypers, warmup), singles, rtol=1e-13, atol=1e-300)


@every_rate
@given(drawn=st.data(), steps=st.integers(1, 60), warmup=st.integers(0, 30))
def test_a_batch_of_rates_is_its_paths(slug: str, drawn: st.DataObject, steps: int, warmup: int) -> None:
    """Three learning rates with settings of their own, as arrays, are three runs."""
    plan = SCHEDULES[slug]
    chosen = [drawn.draw(settings_of(slug)) for _ in range(3)]
    lr = np.array([0.001, 0.3, 20.0])
    hypers = {name: np.array([one[name] for one in chosen]) for name in plan.hypers}
    together = rates(plan, lr, steps, hypers, warmup)
    assert together.shape == (steps, 3)
    for path in range(3):
        alone = rates(plan, float(lr[path]), steps, chosen[path], warmup)
        np.testing.assert_allclose(together[:, path], alone, rtol=1e-13, atol=1e-300)
        with np.errstate(all="ignore"):
            at_once = rate_function(plan, steps, hypers, warmup)(steps, lr)
        np.testing.assert_allclose(at_once, together[-1], rtol=1e-13, atol=1e-300)


@pytest.mark.parametrize("slug", [slug for slug, plan in SCHEDULES.items() if plan.whole_run])
def test_a_length_of_zero_is_the_whole_run(slug: str) -> None:
    """A length left at 0 means the number of steps of the run, after a warm-up what is left of them."""
    plan = SCHEDULES[slug]
    for name in plan.whole_run:
        assert (rates(plan, 0.7, 90) == rates(plan, 0.7, 90, {name: 90})).all()
        assert (rates(plan, 0.7, 90) != rates(plan, 0.7, 90, {name: 45})).any()
        assert (rates(plan, 0.7, 90, {}, 20) == rates(plan, 0.7, 90, {name: 70}, 20)).all()


@pytest.mark.parametrize(("slug", "steepest"), [("linear", 1.0), ("polynomial", 2.0), ("cosine", math.pi / 2)])
def test_a_ramp_never_jumps(slug: str, steepest: float) -> None:
    """From one step to the next a rate moves by no more than the curve's steepest slope, and it only falls."""
    change = np.diff(rates(SCHEDULES[slug], 3.0, 400))
    assert (change < 0).all()
    assert np.abs(change).max() <= 3.0 * steepest / 400 * (1 + 1e-12)


def test_half_way_down_the_cosine_is_half_the_rate() -> None:
    """The cosine schedule is a turn of itself: k steps after the start it lost what it has k steps before the end."""
    found = rates(SCHEDULES["cosine"], 0.8, 101, {"min_lr": 0.2, "total": 100})
    np.testing.assert_allclose(found + found[::-1], 0.8 + 0.2, rtol=1e-15)
    assert found[50] == pytest.approx(0.5, rel=1e-15)


def test_after_the_cosine_the_rate_goes_up_again() -> None:
    """Beyond its length the cosine rises, mirrored, as in torch, while a linear schedule stays at its end."""
    beyond = rates(SCHEDULES["cosine"], 1.0, 61, {"total": 30})
    np.testing.assert_allclose(beyond, beyond[::-1], rtol=1e-12, atol=1e-15)
    assert set(rates(SCHEDULES["linear"], 1.0, 61, {"total": 30, "end_factor": 0.25})[30:]) == {0.25}


def test_stairs_and_shrinking() -> None:
    """Step decay has one rate for each stair; the exponential's neighbours one ratio; 1/t halves at 1 + 1/decay."""
    stairs = rates(SCHEDULES["step"], 1.0, 100, {"step_size": 30, "gamma": 0.5})
    assert stairs.tolist() == [1.0] * 30 + [0.5] * 30 + [0.25] * 30 + [0.125] * 10
    falling = rates(SCHEDULES["exponential"], 2.0, 100, {"gamma": 0.9})
    np.testing.assert_allclose(falling[1:] / falling[:-1], 0.9, rtol=1e-14)
    assert rates(SCHEDULES["inverse_time"], 2.0, 12, {"decay": 0.1})[10] == 1.0


@pytest.mark.parametrize("period", [1, 2, 3, 7, 10, 49])
@pytest.mark.parametrize("growth", [1, 2, 3, 5, 10])
def test_restarts_come_when_they_should(period: int, growth: int) -> None:
    """In the longest run there may be, each restart comes at its step, though the rule finds it by a logarithm."""
    steps = 50_000
    place, length, expected = 0, period, []
    for _ in range(steps):
        expected.append((1 + math.cos(math.pi * place / length)) / 2)
        place += 1
        if place == length:
            place, length = 0, length * growth
    found = rates(SCHEDULES["warm_restarts"], 1.0, steps, {"period": period, "growth": growth})
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


@given(steps=st.integers(10, 400), share=st.floats(0.2, 0.9))
def test_one_cycle_goes_up_once_and_down_once(steps: int, share: float) -> None:
    """One cycle starts at lr/div, rises, falls and ends at lr/(div final); a step lies within one step of its peak."""
    hypers = {"pct_start": share, "div_factor": 10.0, "final_div_factor": 100.0}
    found = rates(SCHEDULES["one_cycle"], 0.5, steps, hypers)
    top = int(found.argmax())
    assert found[0] == pytest.approx(0.05)
    assert found[-1] == pytest.approx(0.0005)
    assert abs(top - (share * steps - 1)) < 1
    assert (np.diff(found[: top + 1]) > 0).all()
    assert (np.diff(found[top:]) < 0).all()


def test_one_cycle_keeps_its_last_rate() -> None:
    """After its length, where torch refuses to take another step, the rate stays what it was last."""
    found = rates(SCHEDULES["one_cycle"], 1.0, 80, {"total": 50})
    assert (found[49:] == found[49]).all()
    assert found[48] > found[49]


def test_a_cycle_is_a_triangle_with_its_top_at_the_learning_rate() -> None:
    """The cyclic rate is lowest every up + down steps, highest `up` steps later, and straight in between."""
    hypers = {"base_factor": 0.2, "step_size_up": 4, "step_size_down": 6}
    found = rates(SCHEDULES["cyclic"], 1.0, 31, hypers)
    assert found[::10].tolist() == [0.2] * 4
    np.testing.assert_allclose(found[4::10], 1.0, rtol=1e-15)
    np.testing.assert_allclose(np.diff(found), ([0.2] * 4 + [-0.8 / 6] * 6) * 3, rtol=1e-13)
    halved = rates(SCHEDULES["cyclic"], 1.0, 31, hypers | {"shrink": 0.5})
    np.testing.assert_allclose(halved[4::10] - 0.2, [0.8, 0.4, 0.2], rtol=1e-14)


# --- warm-up and changes by hand


@every_rate
def test_a_warm_up_rises_in_a_straight_line_and_then_the_schedule_begins(slug: str) -> None:
    """Step t of a warm-up of w steps has t/w of the rate; the next step is the schedule's first of steps - w."""
    plan = SCHEDULES[slug]
    found = rates(plan, 0.6, 50, {}, warmup=12)
    np.testing.assert_allclose(found[:12], 0.6 * np.arange(1, 13) / 12, rtol=1e-15)
    assert found[11] == 0.6
    np.testing.assert_array_equal(found[12:], rates(plan, 0.6, 38))
    assert warmed_up(plan.rate, 0) is plan.rate


def test_a_warm_up_longer_than_the_run_only_rises() -> None:
    """A run that ends within its warm-up never comes to the learning rate, nor to the schedule."""
    found = rates(SCHEDULES["cosine"], 1.0, 5, {}, warmup=10)
    np.testing.assert_allclose(found, [0.1, 0.2, 0.3, 0.4, 0.5], rtol=1e-15)


def test_the_usual_warm_up_of_torch_is_a_little_flatter() -> None:
    """LinearLR from 1/w over w steps, not w - 1, has the factor 1/w + (1 - 1/w)(t - 1)/w, which ours is never below."""
    w = 10
    t = np.arange(1, w + 1)
    usual = rates(SCHEDULES["linear"], 1.0, w, {"start_factor": 1 / w, "end_factor": 1.0, "total": w})
    np.testing.assert_allclose(usual, 1 / w + (1 - 1 / w) * (t - 1) / w, rtol=1e-14)
    ours = rates(SCHEDULES["constant"], 1.0, w, {}, warmup=w)
    assert ours[0] == pytest.approx(usual[0], rel=1e-15)
    assert (ours[1:] > usual[1:]).all()
    exact = rates(SCHEDULES["linear"], 1.0, w, {"start_factor": 1 / w, "end_factor": 1.0, "total": w - 1})
    np.testing.assert_allclose(ours, exact, rtol=1e-14)


def test_a_change_by_hand_counts_after_its_step() -> None:
    """The change (3, 0.5) leaves three steps with the old rate; of two changes each counts from its own step."""
    schedule = changed_at([(5, 0.25), (3, 0.5)])
    assert [schedule(t, 1.0) for t in range(1, 8)] == [1.0, 1.0, 1.0, 0.5, 0.5, 0.25, 0.25]


def test_a_schedule_that_watches_has_no_list() -> None:
    """The rates of a run that depend on its losses cannot be foretold; asking for them says so."""
    with pytest.raises(ValueError, match="watches the losses"):
        rates(SCHEDULES["plateau"], 0.1, 10)


# --- plateau


def test_plateau_reacts_to_each_path_alone() -> None:
    """Paths in one batch, each with its own losses and learning rate, drop their rates as they do alone."""
    plan = SCHEDULES["plateau"]
    every = torch_reference.losses()
    hypers = {"factor": 0.5, "patience": 2, "threshold": 0.01, "cooldown": 3, "min_lr": 0.002}
    lr = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    together = watched(plan, lr, np.stack(list(every.values()), axis=1), hypers)
    for path, losses in enumerate(every.values()):
        alone = watched(plan, float(lr[path]), losses, hypers)
        assert len(set(alone.tolist())) > 1
        np.testing.assert_array_equal(together[:, path], alone)


def test_plateau_waits_for_its_patience() -> None:
    """On a flat loss the first drop comes for step patience + 3: the first loss sets the mark."""
    hypers = SCHEDULES["plateau"].filled({"patience": 4, "factor": 0.5})
    found = watched(SCHEDULES["plateau"], 1.0, np.ones(20), hypers)
    assert found.tolist()[:7] == [1.0] * 6 + [0.5]
    assert found.tolist()[7:12] == [0.5] * 4 + [0.25]


def test_plateau_leaves_a_falling_loss_alone() -> None:
    """While every loss is a new best one by more than the threshold, the rate stays."""
    plan = SCHEDULES["plateau"]
    found = watched(plan, 0.3, 0.9 ** np.arange(60), plan.filled({"patience": 0, "threshold": 0.05}))
    assert set(found.tolist()) == {0.3}


def test_a_change_by_hand_starts_a_plateau_anew() -> None:
    """A learning rate that the learner changes in the middle of the run counts at once, and later drops start there."""
    plan = SCHEDULES["plateau"]
    hypers = plan.filled({"patience": 1, "factor": 0.5})
    found, memory = [], None
    for lr in [1.0] * 6 + [0.7] * 5:
        rate, memory = plan.react(memory, 1.0, lr, **hypers)
        found.append(float(rate))
    assert found == [1.0, 1.0, 0.5, 0.5, 0.25, 0.25, 0.35, 0.35, 0.175, 0.175, 0.0875]


# --- remarks


@every_plan
def test_there_is_nothing_to_say_of_the_defaults(plan: Schedule) -> None:
    """In a run of 200 steps every schedule's defaults do something, with a short warm-up too."""
    assert schedule_problems(plan, {}, 0, 200) == []
    assert schedule_problems(plan, {}, 20, 200) == []


def test_a_warm_up_that_is_too_long_is_named() -> None:
    """A warm-up longer than the run, or as long as it, is said to be so; the sentence has both numbers."""
    (remark,) = schedule_problems(SCHEDULES["cosine"], {}, 100, 50)
    assert remark == Message("schedule.warmup_longer", warmup=100, steps=50)
    assert str(remark) == ("The warm-up lasts 100 steps, the run only 50: the rate never gets to the learning rate.")
    assert [m.key for m in schedule_problems(SCHEDULES["cosine"], {}, 50, 50)] == ["schedule.warmup_only"]
    assert schedule_problems(SCHEDULES["constant"], {}, 50, 50) == []


@pytest.mark.parametrize(("slug", "name"), [(slug, name) for slug, plan in SCHEDULES.items() for name in plan.lengths])
def test_a_schedule_longer_than_the_run_is_named(slug: str, name: str) -> None:
    """A length beyond what the run has left is said to be so, with what is left; a fitting one is not."""
    plan = SCHEDULES[slug]
    (remark,) = schedule_problems(plan, {name: 81.0}, 20, 100)
    assert remark == Message("schedule.longer", schedule=plan.called, name=hyper_name(plan, name), value=81, left=80)
    assert all(m.key != "schedule.longer" for m in schedule_problems(plan, {name: 80.0}, 20, 100))


@pytest.mark.parametrize(
    ("slug", "hypers"),
    [
        ("step", {"step_size": 100}),
        ("step", {"gamma": 1.0}),
        ("exponential", {"gamma": 1.0}),
        ("linear", {"end_factor": 1.0}),
        ("polynomial", {"power": 0.0}),
        ("cyclic", {"base_factor": 1.0}),
        ("inverse_time", {"decay": 0.0}),
    ],
)
def test_settings_that_never_change_the_rate_are_named(slug: str, hypers: dict[str, float]) -> None:
    """Where the settings leave every step the same rate, that is said."""
    plan = SCHEDULES[slug]
    assert schedule_problems(plan, hypers, 0, 100) == [Message("schedule.no_change", schedule=plan.called, left=100)]


def test_a_rate_that_ends_at_zero_is_named() -> None:
    """Where a schedule is through long before the run is and stays at 0, the step is named from which nothing moves."""
    (remark,) = schedule_problems(SCHEDULES["linear"], {"total": 30}, 10, 100)
    assert remark == Message("schedule.standstill", schedule=SCHEDULES["linear"].called, step=41)
    assert rates(SCHEDULES["linear"], 1.0, 100, {"total": 30}, 10)[39:41].tolist() == [pytest.approx(1 / 30), 0.0]
    assert str(remark) == "Linear: from step 41 on the rate is 0, so the point stands still."
