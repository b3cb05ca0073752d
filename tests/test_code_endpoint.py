"""The endpoint gives the code that follows drafts, and the noise they use."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.figures import grid
from app.stage.answers.code import MOST_DRAWS, code_record, draws
from app.stage.answers.paths import paths
from app.stage.answers.scene import stage_texts
from app.stage.routes import stage_routes
from app.words.words import text
from optim_core import SURFACES, Experiment, Run
from optim_core.insights.rate_strip.sweep import Strip, strip
from optim_core.javascript import Module, printed
from optim_core.surfaces.measures import lowest_loss
from optim_core.types import Array
from tests.node import job_of, run

CLIENT = TestClient(Starlette(routes=stage_routes("")))
EXPERIMENT = Experiment(SURFACES["ravine"], (Run("adam", schedule="cosine", clip="norm"), Run("sgd")))


def test_a_module_is_kept_for_ever() -> None:
    """It is JavaScript and nothing else to a browser, and its address is that of this text alone."""
    record = code_record(EXPERIMENT)
    assert record is not None
    answer = CLIENT.get(f"/stage/en/{record['address']}")
    module = printed(EXPERIMENT)
    assert isinstance(module, Module)
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
    body = CLIENT.get("/stage/en/draws?seed=7&seeds=3&rows=50&dim=2").content
    drawn = np.frombuffer(body, dtype="<f8").reshape(3, 50, 2)
    for k in range(3):
        assert np.array_equal(drawn[k], np.random.default_rng(7 + k).standard_normal((101, 2))[:50])


@pytest.mark.parametrize(
    "query",
    [
        "seed=-1",
        "rows=0",
        f"rows={MOST_DRAWS + 1}&dim=1",
        "dim=1.5",
        "dim=x",
        "seed=1e3",
        "seeds=65",
        "seeds=64&rows=5000",
    ],
)
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
    assert isinstance(module, Module)
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
    assert isinstance(module, Module)
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


DRAFTS = (
    "surface=rosenbrock&steps=300&run1=adam&run2=gd&run2.lr=0.0005&run3=own",
    "surface=rosenbrock&steps=9000&noise=30&seed=4&run1=sgd&run1.lr=1e-5&run1.clip=norm&run1.clip_at=60",
    "surface=bowl&steps=60&noise=2&seeds=5&seed=7&batch=4&run1=momentum&run1.schedule=cosine&run1.warmup=5",
    "formula=x^3&x=0.5&stop.loss=-1&run1=gd&run1.lr=1",
    "formula=log(x)%2By^2&x=1&y=1&run1=gd&run1.lr=0.3",
    "surface=rosenbrock&x=1e6&y=-1e6&run1=gd",
    "formula=(x%2By)^60&x=500&y=400&run1=adafactor",
    "surface=ravine&kappa=77&rotation=20&steps=5000&stop.gradient=0.1&run1=nesterov&run1.lr=0.01",
)


@pytest.mark.parametrize("query", DRAFTS)
def test_a_draft_is_what_the_endpoint_sends(query: str) -> None:
    """Rows, columns, clipped rows, ends, bundles and medians: all that is drawn of a draft is as at rest."""
    experiment, _ = Experiment.repair(query)
    query, record, module = experiment.to_query(), code_record(experiment), printed(experiment)
    assert isinstance(module, Module)
    rows = max(512, experiment.steps + 1)
    drawn = draws(experiment.seed, experiment.seeds, rows, experiment.surface.dim).tolist()
    scene = {"query": query, "code": record, "runs": [{"label": "Run"}] * 9, "texts": stage_texts("en")}
    job = {"module": 0, "scene": {**scene, "surface": {"domain": experiment.surface.domain}}, "draws": drawn}
    (runs,) = run({"modules": [module.text], "jobs": [job]})
    head, tables, bundles = sent(experiment)
    for mine, theirs, table, bundle in zip(runs, head["runs"], tables, bundles, strict=True):
        fields = ("rows", "every", "last", "steps", "clipped")
        assert [mine[name] for name in fields] == [theirs[name] for name in fields]
        np.testing.assert_allclose(np.array(mine["columns"], dtype=np.float64), table, rtol=1e-8, atol=1e-10)
        if theirs["last"] < theirs["steps"] == experiment.steps:
            assert mine["outcome"] == theirs["outcome"]
        if bundle is not None:
            np.testing.assert_allclose(np.array(mine["bundle"], dtype=np.float64), bundle, rtol=1e-8, atol=1e-10)


def sent(experiment: Experiment) -> tuple[dict[str, Any], list[Array], list[Array | None]]:
    """What the endpoint sends at rest: the head, and the columns and the bundle of each run."""
    body = paths(experiment, "en", False)
    (length,) = struct.unpack_from("<I", body)
    head = json.loads(body[4 : 4 + length])
    numbers = np.frombuffer(body, dtype="<f8", offset=4 + length)
    tables: list[Array] = []
    bundles: list[Array | None] = []
    for one in head["runs"]:
        size = head["columns"] * one["rows"]
        tables.append(numbers[:size].reshape(head["columns"], -1))
        numbers = numbers[size:]
        bundle = one.get("bundle")
        size = (bundle["seeds"] + 1) * (experiment.surface.dim + 1) * bundle["rows"] if bundle else 0
        bundles.append(numbers[:size].reshape(-1, bundle["rows"]) if bundle else None)
        numbers = numbers[size:]
    return head, tables, bundles
