"""Long training: the estimate of its work, what the job tells and hands over, and what the server answers with it."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.panels.routes import insight_routes
from app.panels.worker_answers import takes_long
from app.server.cache import Cache
from app.stage.answers.path_cache import ENDS, PATHS, path_in, path_key, path_of, size
from app.stage.answers.paths import paths
from app.stage.answers.training import job
from app.stage.answers.training.answers import ANSWERS, HEAVY, draft, resting, work_left
from app.stage.answers.training.handover import receive
from app.stage.answers.training.job import train
from app.stage.routes import stage_routes
from app.start.jobs.answer import job_routes
from optim_core import Experiment, Run, Trajectory
from optim_core.experiment.work import steps_within, work

SMALL = "v=1&surface=net_curve&width=3&steps=120&run1=adam&run1.lr=0.05&run2=gd"
SEEDS = "v=1&surface=net_curve&width=3&steps=100&seeds=4&batch=5&run1=adam&run1.lr=0.05"
STOPPED = "v=1&surface=net_curve&width=3&steps=200&stop.loss=0.3&run1=adam&run1.lr=0.05"
LOST = "v=1&surface=line&steps=2000&run1=gd&run1.lr=10&run2=gd"
PLANNED = "v=1&surface=net_classes&width=2&steps=150&batch=4&noise=0.1&run1=adam&run1.schedule=cosine"
LONG = "v=1&surface=net_classes&steps=10000&run1=adam&run2=gd"
PLAIN = "v=1&surface=rosenbrock&steps=5000&run1=gd&run1.lr=0.001&run2=adam"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Each test begins with empty memories."""
    for cache in (PATHS, ENDS, ANSWERS):
        cache.clear()


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=[*stage_routes(""), *insight_routes(""), *job_routes("")])) as made:
        yield made


def head_of(body: bytes) -> dict[str, Any]:
    (length,) = struct.unpack_from("<I", body)
    return dict(json.loads(body[4 : 4 + length]))


def assert_same(one: Trajectory, other: Trajectory) -> None:
    """Bit for bit."""
    for part in [part for part in fields(Trajectory) if part.compare]:  # its numbers: not what its picture needs
        a, b = getattr(one, part.name), getattr(other, part.name)
        assert [*a] == [*b] if part.name == "state" else True
        for left, right in zip(a.values(), b.values(), strict=True) if part.name == "state" else [(a, b)]:
            np.testing.assert_array_equal(left, right)


def trained(query: str, file: Path) -> list[dict[str, Any]]:
    return list(train({"query": query, "language": "en", "file": str(file)}))


# ---- the estimate


@pytest.mark.parametrize("run", ["gd", "adam", "newton", "lbfgs", "sam"])
@pytest.mark.parametrize("surface", ["rosenbrock", "line", "net_classes"])
def test_more_steps_and_more_runs_are_more_work(surface: str, run: str) -> None:
    """The estimate grows with the steps, in proportion, and with each run."""
    once, more = (Experiment(surface, (Run(run),), steps=steps) for steps in (100, 1000))
    assert work(more) == pytest.approx(10 * work(once))
    assert work(once.with_runs(Run(run), Run("gd"))) > work(once) > 0


@pytest.mark.parametrize("field", ["seeds", "width", "depth", "examples", "batch"])
def test_a_larger_network_and_more_seeds_are_more_work(field: str) -> None:
    """The estimate grows with everything that makes a step of a network dearer."""
    low, high = {"seeds": (2, 8), "width": (2, 8), "depth": (1, 2), "examples": (20, 80), "batch": (4, 16)}[field]
    said = [
        work(Experiment.from_query(f"v=1&surface=net_classes&steps=300&run1=adam&{field}={n}")) for n in (low, high)
    ]
    assert said[0] < said[1]


def test_plain_surfaces_are_no_heavy_work() -> None:
    """Thousands of steps on a formula are answered at once; on a network they are trained."""
    assert work(Experiment.from_query(PLAIN)) < HEAVY < work(Experiment.from_query(LONG))


def test_so_many_steps_fit_in_a_time() -> None:
    """The steps that fit take no longer than they may, and never are more than there are."""
    experiment = Experiment.from_query(LONG)
    fit = steps_within(experiment, 0.05)
    assert work(Experiment.from_query(LONG.replace("10000", str(fit)))) <= 0.05
    assert steps_within(Experiment.from_query(SMALL), 1e3) == 120
    assert steps_within(experiment, 0.0) == 1


# ---- the job


@pytest.mark.parametrize("query", [SMALL, SEEDS, STOPPED, LOST, PLANNED, PLAIN])
def test_what_the_job_hands_over_is_what_the_core_computes(query: str, tmp_path: Path) -> None:
    """The trajectories are those of Experiment.trajectories, bit for bit, and the answer is that of the paths."""
    experiment, file = Experiment.from_query(query), tmp_path / "file"
    expected, answer = experiment.trajectories(), paths(experiment, "en", False)
    pieces = trained(query, file)
    assert pieces[-1] == {"handed_over": file.stat().st_size}
    for cache in (PATHS, ENDS):  # the job's own process has its own
        cache.clear()
    receive(file)
    for number, (run, path) in enumerate(zip(experiment.runs, expected, strict=True), start=1):
        assert path_key(experiment, run) in PATHS
        assert_same(path_in(query, number), path)
    assert resting(experiment, "en", trains=True) == answer == resting(experiment, "en", trains=False)


@pytest.mark.parametrize("query", [SMALL, SEEDS, STOPPED, PLANNED])
def test_progress_only_grows(query: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The share of the work, told at every look, never shrinks nor passes 1; steps and losses belong to their run."""
    monkeypatch.setattr(job, "PAUSE", 0.0)
    experiment = Experiment.from_query(query)
    pieces = trained(query, tmp_path / "file")[:-1]
    shares = [piece["progress"] for piece in pieces]
    assert shares == sorted(shares)
    assert 0 < shares[0] <= shares[-1] <= 1
    for piece in pieces:
        assert (piece["seconds"] is None) == (piece["progress"] <= job.SURE)
        assert (piece["seconds"] or 0) >= 0
        path = experiment.trajectory(experiment.runs[piece["run"] - 1])
        for step, loss in piece["curve"] if piece["seeds"] == 1 and experiment.stop is None else []:
            assert loss == path.loss[step, 0]
    assert {(piece["run"], piece["seeds"]) for piece in pieces} == {
        (run, seeds) for run in range(1, len(experiment.runs) + 1) for seeds in {1, experiment.seeds}
    }


def test_a_mistake_in_the_thread_is_raised_by_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong while paths are followed goes wrong for the job."""

    def broken(*_: object, **__: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(job, "paths", broken)
    with pytest.raises(MemoryError):
        list(train({"query": SMALL}))


def test_where_no_file_can_be_written_nothing_is_handed_over(tmp_path: Path) -> None:
    """The job ends all the same, and says that it handed over nothing."""
    assert trained(SMALL, tmp_path / "no" / "folder")[-1] == {"handed_over": 0}
    assert list(train({"query": SMALL}))[-1] == {"handed_over": 0}


def test_a_file_that_was_cut_short_is_no_trouble(tmp_path: Path) -> None:
    """What is there is kept; the rest is followed by the server itself."""
    experiment, file = Experiment.from_query(SMALL), tmp_path / "file"
    trained(SMALL, file)
    PATHS.clear()
    file.write_bytes(file.read_bytes()[:-100])
    receive(file)
    assert path_key(experiment, experiment.runs[0]) in PATHS
    assert path_key(experiment, experiment.runs[1]) not in PATHS
    assert_same(path_in(SMALL, 2), experiment.trajectories()[1])


# ---- what is kept


def test_what_is_kept_is_bounded() -> None:
    """Never more bytes than may be; what was asked for longest ago goes first, and what is too large does not come."""
    kept: Cache[str] = Cache(100)
    for name in "abc":
        kept.put(name, name, 40)
        assert kept.bytes <= 100
    assert [name in kept for name in "abc"] == [False, True, True]
    assert kept.get("b") == "b"
    kept.put("d", "d", 40)
    assert [kept.get(name) for name in "bcd"] == ["b", None, "d"]
    kept.put("e", "e", 101)
    assert "e" not in kept
    kept.put("b", "b", 10)
    assert kept.bytes == 50


def test_a_path_is_kept_whatever_the_other_runs_do() -> None:
    """Neither another run nor the seeds drawn around it are part of a path's key; the rate and the steps are."""
    experiment = Experiment.from_query(SEEDS)
    run, key = experiment.runs[0], path_key(experiment, experiment.runs[0])
    assert path_key(experiment.with_runs(Run("gd"), run), run) == key
    assert path_key(Experiment.from_query(SEEDS.replace("seeds=4", "seeds=5")), run) == key
    for other in ("steps=101", "width=4", "batch=6", "run1.lr=0.06"):
        name = other.partition("=")[0]
        changed = Experiment.from_query("&".join(other if f.startswith(f"{name}=") else f for f in SEEDS.split("&")))
        assert path_key(changed, changed.runs[0]) != key


def test_the_beginning_of_a_path_serves_where_the_whole_is_not_kept() -> None:
    """A row near the start needs no more steps than that; where the path is kept it is the kept one."""
    experiment = Experiment.from_query(SMALL)
    short = path_in(SMALL, 1, 20)
    whole = path_of(experiment, experiment.runs[0])
    assert len(short.updates) == 20
    np.testing.assert_array_equal(short.points, whole.points[:21])
    assert path_in(SMALL, 1, 20) is whole
    assert PATHS.bytes == size(whole)


# ---- what the server answers


@pytest.mark.parametrize("query", [LONG, LONG + "&run1.schedule=cosine&batch=10&noise=0.1&seeds=3"])
def test_a_drag_shows_how_a_long_training_begins(query: str) -> None:
    """The first steps of each run, the same numbers as in the whole of it, and how many they are."""
    experiment = Experiment.from_query(query)
    body = draft(experiment, "en")
    head = head_of(body)
    first = head["first"]
    assert 0 < first < experiment.steps
    assert head["train"] is None
    assert [run["steps"] for run in head["runs"]] == [first] * len(experiment.runs)
    run, dim = head["runs"][0], experiment.surface.dim
    (length,) = struct.unpack_from("<I", body)
    table = np.frombuffer(body, "<f4", head["columns"] * run["rows"], 4 + length).reshape(head["columns"], -1)
    whole = experiment.follow(experiment.runs[0], 2 * first)
    np.testing.assert_array_equal(table[dim], whole.loss[: first + 1 : run["every"], 0].astype("<f4"))


def test_who_can_train_is_told_to_and_who_cannot_gets_the_paths(client: TestClient) -> None:
    """With train=1 much work is only begun; without, or where it is little, the paths are whole."""
    told = head_of(client.get(f"/stage/en/paths?{LONG}&train=1").content)
    assert told["first"] < 10_000
    assert told["train"]["seconds"] > HEAVY
    for query in (SMALL, f"{SMALL}&train=1", f"{LONG.replace('10000', '2000')}&train=0"):
        assert "first" not in head_of(client.get(f"/stage/en/paths?{query}").content)


def test_a_run_that_is_kept_is_no_work(client: TestClient) -> None:
    """Where all paths of a long training are kept, the paths are whole at once."""
    experiment = Experiment.from_query(LONG.replace("10000", "3000"))
    assert work_left(experiment) > HEAVY
    for run in experiment.runs:
        path_of(experiment, run)
    assert work_left(experiment) == pytest.approx(0.0)
    assert "first" not in head_of(resting(experiment, "en", trains=True))


@pytest.mark.parametrize("name", ["why", "strip", "difference"])
def test_what_follows_long_runs_goes_to_a_worker(name: str) -> None:
    """The insights that follow long runs again are worked out elsewhere, those of short ones here."""
    assert takes_long(name, f"{LONG}&fine=1")
    assert not takes_long(name, "v=1&surface=rosenbrock&steps=200&run1=adam&fine=1&before=v%3D1")


def test_an_answer_from_a_worker_is_the_same(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever works it out, the answer is the same, and so is what is wrong with a request."""
    here = [client.get(f"/insight/en/{name}") for name in (f"strip?{SMALL}&step=5", f"strip?{SMALL}&step=999")]
    monkeypatch.setattr("app.panels.worker_answers.HEAVY", -1.0)
    away = [client.get(f"/insight/en/{name}") for name in (f"strip?{SMALL}&step=5", f"strip?{SMALL}&step=999")]
    for one, other in zip(here, away, strict=True):
        assert (one.status_code, one.json()) == (other.status_code, other.json())


def test_the_job_over_its_address_fills_what_is_kept(client: TestClient) -> None:
    """Progress comes as lines; after the last the server has paths and answer, and the file between is gone."""
    query = LONG.replace("10000", "2500")
    lines = [json.loads(line) for line in client.get(f"/insight/en/job/train?{query}").text.splitlines()]
    assert lines[-1] == {"done": True}
    assert lines[-2]["handed_over"] > 0
    assert any("progress" in line for line in lines)
    experiment = Experiment.from_query(query)
    assert work_left(experiment) == pytest.approx(0.0)
    assert_same(path_in(query, 2), experiment.trajectories()[1])
    assert "first" not in head_of(client.get(f"/stage/en/paths?{query}&train=1").content)
