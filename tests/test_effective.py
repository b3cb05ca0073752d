"""The effective rate of each coordinate is what the rule's own lines make of the learning rate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.panels.routes import insight_routes
from app.words.words import text
from optim_core import OPTIMIZERS, SURFACES, Experiment, Optimizer, Run, Trajectory, simulate
from optim_core.equations.replay import replay
from optim_core.insights.one_step.effective_rate import effective_rates
from optim_core.rules.choices import LIBRARIES, effective
from optim_core.rules.reading import STEP

CLIENT = TestClient(Starlette(routes=insight_routes("/lab")), raise_server_exceptions=True)
ROSENBROCK = SURFACES["rosenbrock"]
STEPS = 25
EVERY = np.arange(1, STEPS + 1)
VARIANTS = [(slug, library) for slug in OPTIMIZERS for library in LIBRARIES]
ADAPTIVE = [(slug, library) for slug, library in VARIANTS if effective(OPTIMIZERS[slug], library=library).scales]
AVERAGING = {"schedule_free_adamw"}  # a part of its step is not from what it scales, but from its average


def followed(slug: str, library: str = "pytorch", **more: Any) -> tuple[Run, Trajectory]:
    run = Run(slug, library=library, **more)
    return run, Experiment(ROSENBROCK, (run,), steps=STEPS).trajectory(run)


def rates_of(run: Run, path: Trajectory, steps: Any = EVERY) -> np.ndarray:
    rates = effective_rates(run.rule, ROSENBROCK, path, steps, run.hypers)
    assert rates is not None
    return rates


def second(path: Trajectory, name: str) -> np.ndarray:
    """What is remembered after each step, (steps, dim)."""
    return path.state[name][1:, 0]


def test_what_the_records_declare_is_in_the_rule() -> None:
    """`scales` names something a line uses, `carries` a part of the state as long as the point, for every library."""
    for slug, library in VARIANTS:
        rule = effective(OPTIMIZERS[slug], library=library)
        if rule.carries:
            assert dict(zip(rule.state_names, rule.state_sizes(2), strict=True))[rule.carries] == 2
        if rule.scales or rule.carries:
            assert {"loss", "gradient"}.isdisjoint(rule.needs), "the replay does not know what chance did there"
        if rule.scales:
            run, path = followed(slug, library)
            replay(rule, ROSENBROCK, path, [1], run.hypers).last_use(rule.scales)
    assert {slug for slug, _ in ADAPTIVE} >= {"adagrad", "rmsprop", "adam", "adadelta", "adamax", "lion", "rprop"}


@pytest.mark.parametrize(("slug", "library"), ADAPTIVE)
def test_the_step_is_the_rate_times_what_is_scaled(slug: str, library: str) -> None:
    """In each coordinate minus the rate times the scaled quantity is the step, but where memory adds to it."""
    run, path = followed(slug, library, decay=None if slug in AVERAGING else "none")
    names = replay(run.rule, ROSENBROCK, path, EVERY, run.hypers).follow()
    np.testing.assert_allclose(names[STEP].T, path.updates[:, 0], rtol=1e-9, atol=1e-300)
    rates, scaled = rates_of(run, path), np.asarray(names[run.rule.scales]).T
    if slug not in AVERAGING:
        known = np.isfinite(rates)
        assert known.any()
        np.testing.assert_allclose((-rates * scaled)[known], path.updates[:, 0][known], rtol=1e-9)
    assert (rates[np.isfinite(rates)] >= 0).all()


def test_adam_divides_by_the_root_of_the_second_moment() -> None:
    """lr / (sqrt(v_hat) + eps), from the paper's lines and not from ours; decoupled decay is no part of it."""
    hypers = {"lr": 0.1, "beta2": 0.99, "eps": 1e-3}
    for decay in ("none", "decoupled"):
        run, path = followed("adam", hypers=hypers, decay=decay)
        v_hat = second(path, "v") / (1 - 0.99 ** EVERY[:, None])
        np.testing.assert_allclose(rates_of(run, path), 0.1 / (np.sqrt(v_hat) + 1e-3), rtol=1e-9)


def test_rmsprop_with_momentum_scales_the_new_gradient_only() -> None:
    """What the velocity brings along was scaled before: the rate is lr / (sqrt(v) + eps) with any momentum."""
    for momentum in (0.0, 0.9):
        run, path = followed("rmsprop", hypers={"lr": 0.01, "momentum": momentum, "eps": 1e-4})
        np.testing.assert_allclose(rates_of(run, path), 0.01 / (np.sqrt(second(path, "v")) + 1e-4), rtol=1e-6)


def test_adadelta_and_lion() -> None:
    """AdaDelta's rate has the size of past steps above the line; Lion's is lr over the size of what it signs."""
    run, path = followed("adadelta")
    above = np.sqrt(path.state["u"][:-1, 0] + run.hypers["eps"])
    expected = run.hypers["lr"] * above / np.sqrt(second(path, "v") + run.hypers["eps"])
    np.testing.assert_allclose(rates_of(run, path), expected, rtol=1e-9)
    run, path = followed("lion", decay="none")
    interpolated = run.hypers["beta1"] * path.state["m"][:-1, 0] + (1 - run.hypers["beta1"]) * path.gradients[:-1, 0]
    np.testing.assert_allclose(rates_of(run, path), run.hypers["lr"] / np.abs(interpolated), rtol=1e-9)


def test_adagrad_runs_dry() -> None:
    """On a constant slope g AdaGrad's rate after t steps is lr / (|g| sqrt(t)), whatever the slope of the others."""
    slopes = np.array([3.0, -0.02])
    path = simulate(
        "adagrad", ROSENBROCK, [0.0, 0.0], STEPS, hypers={"lr": 0.5, "eps": 0.0}, gradient=lambda x, t: slopes + 0 * x
    )
    rates = effective_rates(OPTIMIZERS["adagrad"], ROSENBROCK, path, EVERY, {"lr": 0.5, "eps": 0.0})
    np.testing.assert_allclose(rates, 0.5 / (np.abs(slopes) * np.sqrt(EVERY[:, None])), rtol=1e-12)


def test_the_schedule_is_in_the_rate() -> None:
    """Where the learning rate is cut, so is the effective one."""
    run, path = followed("adagrad", hypers={"lr": 0.3}, changes=((10, 0.03),))
    steady, same = followed("adagrad", hypers={"lr": 0.3})
    assert rates_of(run, path)[9, 0] == rates_of(steady, same)[9, 0]
    np.testing.assert_allclose(rates_of(run, path)[10], rates_of(steady, same)[10] / 10, rtol=1e-12)


def test_some_steps_are_the_rows_of_all() -> None:
    """The rates of chosen steps are those of the whole run at these steps."""
    run, path = followed("nadam")
    np.testing.assert_array_equal(rates_of(run, path, [1, 7, 25]), rates_of(run, path)[[0, 6, 24]])


def test_where_nothing_is_scaled_there_is_no_rate() -> None:
    """Along a coordinate in which the gradient is 0 from the start, the rate is unknown and not 1/eps."""
    bowl = SURFACES["bowl"]
    path = simulate("adam", bowl, [2.0, 0.0], 5)
    rates = effective_rates(OPTIMIZERS["adam"], bowl, path, range(1, 6), {})
    assert rates is not None
    assert np.isfinite(rates[:, 0]).all()
    assert np.isnan(rates[:, 1]).all()


@pytest.mark.parametrize("slug", ["gd", "momentum", "nesterov", "newton", "bfgs", "muon"])
def test_one_rate_for_all_coordinates(slug: str) -> None:
    """A rule that declares nothing has no rates of its own, and the answer says so in words."""
    run, path = followed(slug)
    assert effective_rates(run.rule, ROSENBROCK, path, [1], run.hypers) is None
    answer = ask(f"surface=rosenbrock&steps=5&run1={slug}")
    assert (answer["figure"], answer["table"]) == (None, None)
    assert answer["words"] == text("microscope.rates_none", name=run.base.name)


def ask(query: str) -> dict[str, Any]:
    response = CLIENT.get(f"/lab/insight/en/effective?v=1&{query}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_the_chart_holds_the_rates() -> None:
    """A curve for each coordinate and one for the learning rate; the table has the same numbers at some steps."""
    answer = ask(f"surface=rosenbrock&steps={STEPS}&run1=gd&run1.lr=0.001&run2=adam&run2.lr=0.1")
    assert answer["run"] == 2, "the first run that has rates of its own"
    run, path = followed("adam", hypers={"lr": 0.1})
    rates = rates_of(run, path)
    lines = {line["name"]: line for line in answer["figure"]["data"]}
    assert list(lines) == ["x", "y", text("stage.rate_axis")]
    for axis, name in enumerate("xy"):
        assert lines[name]["x"] == EVERY.tolist()
        np.testing.assert_array_equal(lines[name]["y"], rates[:, axis])
    assert lines[text("stage.rate_axis")]["y"] == [0.1] * STEPS
    assert {line["line"]["dash"] for line in lines.values()} == {"solid", "dash", "dot"}, "not only colours differ"
    rows = answer["table"]["rows"]
    assert rows[0][0] == 1
    assert rows[-1][0] == STEPS
    for step, plain, *own in rows:
        assert plain == 0.1
        assert own == rates[step - 1].tolist()
    assert f"{rates[-1, 0]:.4g} along x" in answer["words"]


def test_a_run_can_be_chosen_and_a_long_one_is_thinned() -> None:
    """Of many steps some are drawn, the last among them; of many coordinates those on the map and both extremes."""
    answer = ask("surface=rosenbrock&steps=5000&run1=adam&run2=adagrad&run=2")
    drawn = answer["figure"]["data"][0]["x"]
    assert answer["run"] == 2
    assert drawn[-1] == 5000
    assert len(drawn) <= 402
    names = [line["name"] for line in ask("surface=net_sine&steps=20&run1=adam")["figure"]["data"]]
    assert len(names) == 5
    assert names[2:4] == [text("microscope.rates_least"), text("microscope.rates_most")]


def test_gaps_and_ends_are_valid_json() -> None:
    """Where there is no rate the curve has a gap; a run that cannot begin is said; a wrong run is refused."""
    answer = ask("surface=bowl&x=2&y=0&steps=5&run1=adam")
    assert answer["figure"]["data"][1]["y"] == [None] * 5
    assert text("microscope.rates_wait", variable="y") in answer["words"]
    assert ask("formula=log(x)%2By%5E2&x=-1&y=0&steps=5&run1=adam")["words"] == text("microscope.none")
    assert ask("surface=rosenbrock&steps=300&run1=adam&run1.lr=1e300")["run"] == 1
    response = CLIENT.get("/lab/insight/en/effective?v=1&surface=bowl&run1=adam&run=2")
    assert response.status_code == 400


def test_a_new_optimizer_needs_one_word_for_it() -> None:
    """Without `scales` in its record Adam has no rates, with it they are there: nothing else names an optimizer."""
    bare: Optimizer = replace(OPTIMIZERS["adam"], scales="")
    path = simulate(bare, ROSENBROCK, [-1.2, 1.0], 3)
    assert effective_rates(bare, ROSENBROCK, path, [1], {}) is None
    assert effective_rates(replace(bare, scales="m_hat"), ROSENBROCK, path, [1], {}) is not None
