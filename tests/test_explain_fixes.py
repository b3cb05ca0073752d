"""A fix brings what its sentence says, measured on the loss above the lowest; the best of those tried is offered."""

from __future__ import annotations

import pytest

from app.panels.why.answer import why
from optim_core import SURFACES, Experiment, Run
from optim_core.insights.what_happened import settled_at
from optim_core.insights.why import EXPLANATIONS, Evidence, explain
from optim_core.insights.why.candidates import standardised
from optim_core.insights.why.fixes import gained
from optim_core.surfaces.measures import lowest_loss

UNSCALED = "surface=line&data=unscaled&steps=200"


def left(experiment: Experiment) -> float:
    """How far the end of the only run is above the lowest loss that is known."""
    path, lowest = experiment.trajectory(experiment.runs[0]), lowest_loss(experiment.surface)
    assert lowest is not None
    return float(path.loss[int(path.ended_at[0]), 0]) - lowest


@pytest.mark.parametrize(
    "run",
    [
        "run1=gd&run1.lr=0.00005",  # creeps
        "run1=gd&run1.lr=0.01",  # explodes
        "run1=momentum&run1.lr=0.00005",
        "run1=adam&run1.lr=0.01",  # no formula has a rate for it
        "run1=gd&run1.lr=0.00005&w=0.3&b=3",  # from a start of one's own
    ],
)
def test_unscaled_inputs_are_standardised(run: str) -> None:
    """The known remedy, a switch of the page, is what is offered, and the words say that the data are the reason."""
    query = f"{UNSCALED}&{run}"
    (told,) = why(query, "en")["runs"]
    assert told["fix"]["set"]["standardise"] == "1"
    assert told["fix"]["label"].startswith("Standardise the inputs")
    assert "comes from the data" in told["evidence"][-1]
    fields = "".join(f"&{key}={value}" for key, value in told["fix"]["set"].items())
    kept = "&".join(part for part in query.split("&") if part.partition("=")[0] not in told["fix"]["set"])
    fixed = Experiment.from_query(kept + fields)
    assert left(fixed) < 0.01  # least squares of the same points: 50.45
    if "settles" in told["fix"]["promise"]:
        assert f"by step {settled_at(fixed.surface, fixed.trajectories()[0])}," in told["fix"]["promise"]


@pytest.mark.parametrize(
    "query",
    [f"{UNSCALED}&standardise=1&run1=gd&run1.lr=0.001", "surface=line&steps=20&run1=gd&run1.lr=0.001", "surface=bowl"],
)
def test_even_inputs_are_left_alone(query: str) -> None:
    """Where they are standardised already, or make no ravine, or where there are none, nothing is said of it."""
    evidence = Evidence(Experiment.from_query(query), 1)
    assert evidence.unscaled is None
    assert list(standardised(evidence)) == []


RUNS = (
    Run("gd", {"lr": 0.0002}),
    Run("gd", {"lr": 0.002}),
    Run("momentum", {"lr": 0.0005, "beta": 0.5}),
    Run("momentum", {"lr": 0.0005, "beta": 0.98}),
    Run("adam", {"lr": 0.003}),
    Run("rmsprop", {"lr": 0.01}),
)
KNOWN = ("rosenbrock", "beale", "bowl", "ravine", "himmelblau", "booth", "quadratic")
CASES = [(slug, run) for slug in KNOWN for run in RUNS]


def name(case: str | Run) -> str:
    return case if isinstance(case, str) else "-".join([case.optimizer, *map(str, case.hypers.values())])


@pytest.mark.parametrize(("slug", "run"), CASES, ids=name)
def test_what_is_offered_leaves_clearly_less_of_the_way(slug: str, run: Run) -> None:
    """A quarter less than before at the least, or next to nothing; a hair's breadth sooner is no help."""
    experiment = Experiment(SURFACES[slug], (run,), steps=200)
    found = explain(experiment, 1)
    if found is None or found.fix is None or found.finding.goal == "quiet":
        return
    e = Evidence(experiment, 1)
    before = float("inf") if e.failed else left(experiment)
    first = float(e.losses[0]) - (lowest_loss(experiment.surface) or 0.0)
    after = left(found.fix.experiment)
    assert after <= 0.75 * before or after <= 1e-6 * first, found.fix


@pytest.mark.parametrize(("slug", "run"), CASES[::3], ids=name)
def test_the_best_of_those_tried_is_offered(slug: str, run: Run) -> None:
    """None of the same group that helps as much, in what it promises, ends clearly lower."""
    experiment = Experiment(SURFACES[slug], (run,), steps=200)
    found = explain(experiment, 1)
    if found is None or found.fix is None or found.finding.goal != "settle":
        return
    e = Evidence(experiment, 1)
    finding = EXPLANATIONS[found.name](e)
    assert finding is not None
    groups = [list(group) for group in finding.tries]
    group = next(group for group in groups if found.fix.experiment in group)
    gains = [(gained(e, one, finding.goal), one) for one in group]
    alike = [left(one) for gain, one in gains if gain is not None and gain.promise.key == found.fix.promise.key]
    first = float(e.losses[0]) - (lowest_loss(experiment.surface) or 0.0)
    assert left(found.fix.experiment) <= 1.01 * min(alike) + 2e-6 * first
