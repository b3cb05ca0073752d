"""The endpoint gives the code that follows drafts, and the noise they use."""

from __future__ import annotations

import json

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.figures import grid
from app.stage.answers.code import MOST_DRAWS, code_record
from app.stage.routes import stage_routes
from app.words.words import text
from optim_core import SURFACES, Experiment, Run
from optim_core.insights.rate_strip.sweep import Strip, strip
from optim_core.javascript import printed
from optim_core.surfaces.measures import lowest_loss
from tests.node import job_of, run

CLIENT = TestClient(Starlette(routes=stage_routes("")))
EXPERIMENT = Experiment(SURFACES["ravine"], (Run("adam", schedule="cosine", clip="norm"), Run("sgd")))


def test_a_module_is_kept_for_ever() -> None:
    """It is JavaScript and nothing else to a browser, and its address is that of this text alone."""
    record = code_record(EXPERIMENT)
    assert record is not None
    answer = CLIENT.get(f"/stage/en/{record['address']}")
    module = printed(EXPERIMENT)
    assert module is not None
    assert (answer.status_code, answer.text) == (200, module.text)
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in answer.headers["cache-control"]


def test_another_version_s_module_is_refused() -> None:
    """A replica that prints another text says so, and nobody keeps that."""
    record = code_record(EXPERIMENT)
    assert record is not None
    answer = CLIENT.get(f"/stage/en/{record['address'].replace('code/', 'code/0')}")
    assert answer.status_code == 400
    assert answer.json() == {"problems": [text("stage.code_other", "en")]}
    assert answer.headers["cache-control"] == "no-store"


def test_the_record_names_every_number() -> None:
    """Each argument of the code is named by its field in the link, with what it is where the field is left out."""
    record = code_record(EXPERIMENT)
    assert record is not None
    assert json.loads(json.dumps(record))
    adam, sgd = record["runs"]
    assert [key for key, _ in adam["hypers"]] == [f"run1.{name}" for name in EXPERIMENT.runs[0].hypers]
    assert adam["plan"] == [("run1.schedule.min_lr", 0.0), ("run1.schedule.total", 0.0)]
    assert (adam["rate"], sgd["warmup"]) == ("run1.lr", "run2.warmup")
    assert record["shape"] == [("kappa", 25.0), ("rotation", 0.0)]
    assert code_record(Experiment(SURFACES["net_sine"])) is None


def test_the_draws_are_those_of_simulate() -> None:
    """Row t - 1 is what step t adds, before it is scaled; more rows begin with the same."""
    body = CLIENT.get("/stage/en/draws?seed=7&rows=50&dim=2").content
    drawn = np.frombuffer(body, dtype="<f8").reshape(50, 2)
    assert np.array_equal(drawn, np.random.default_rng(7).standard_normal((101, 2))[:50])


@pytest.mark.parametrize("query", ["seed=-1", "rows=0", f"rows={MOST_DRAWS + 1}&dim=1", "dim=1.5", "dim=x", "seed=1e3"])
def test_draws_are_bounded(query: str) -> None:
    """What is no whole number within the bounds is refused with the reason."""
    answer = CLIENT.get(f"/stage/en/draws?{query}")
    assert answer.status_code == 400
    assert "whole number" in answer.json()["problems"][0]


def test_the_browser_s_heights_are_the_map_s() -> None:
    """The colours of a surface that changes are on the scale of the resting map."""
    surface, box, home = SURFACES["ravine"], ((-3.0, 5.0), (-1.0, 2.0)), ((-30.0, 30.0), (-6.0, 6.0))
    usual, shown = grid(surface, home, 48), grid(surface, box, 48)
    top = float(np.nanmax(usual.drawn(usual.loss)))
    module = printed(Experiment(surface))
    assert module is not None
    job = {"module": 0, "heights": [box, home], "constants": surface.constants}
    (heights,) = run({"modules": [module.text], "jobs": [job]})
    np.testing.assert_allclose(heights, usual.drawn(shown.loss).ravel() / top, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("slug", "optimizer"), [("rosenbrock", "gd"), ("rosenbrock", "adam"), ("beale", "momentum"), ("slope", "gd")]
)
def test_the_browser_s_strip_is_python_s(slug: str, optimizer: str) -> None:
    """The draft of a strip has the losses, heights and ends of the strip at rest."""
    surface, own = SURFACES[slug], Run(optimizer)
    experiment = Experiment(surface, (own,), steps=60)
    module, wanted = printed(experiment), strip(experiment, own)
    assert module is not None
    assert isinstance(wanted, Strip)
    job = {**job_of(experiment, own), "module": 0, "sweep": [surface.domain, lowest_loss(surface)]}
    (band,) = run({"modules": [module.text], "jobs": [{**job, "rates": wanted.rates.tolist()}]})
    broken = wanted.last < wanted.steps  # one that only climbs and climbs is known when nothing moves
    assert band["names"] == np.where(broken, wanted.kinds, "open").tolist()
    assert band["last"] == wanted.last.tolist()
    given = np.array(band["losses"], dtype=np.float64)
    fine = np.isfinite(wanted.losses)
    np.testing.assert_allclose(given[fine], wanted.losses[fine], rtol=1e-9)
    np.testing.assert_allclose(np.array(band["heights"], dtype=np.float64)[fine], wanted.heights[fine], atol=1e-6)
