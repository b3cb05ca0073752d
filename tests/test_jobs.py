"""Heavy work in processes of its own: what comes out, who waits, and what is ended when nobody listens any more."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.server.jobs.aside import Aside
from app.server.jobs.piece import line
from app.server.jobs.pool import SPARE, job_pool
from app.server.jobs.stream import order, stream
from app.start.jobs.answer import LONGEST_FIELD, job_routes
from app.start.jobs.child import answer
from app.start.jobs.registry import JOBS
from app.words.words import text
from optim_core import Experiment, Message
from optim_core.formula import Compiled, known, learn, parse
from optim_core.workers.marks import DONE, PIECE, PROBLEM, WAITING
from optim_core.workers.pool import FAILURES, BusyError, Pool
from optim_core.workers.worker import Task, Worker
from tests.coroutines import run

PATIENCE = 60.0  # seconds for a process to come up, on a laden machine
SHORT = {"query": "v=1&surface=bowl&steps=20&run1=gd"}
LONG = {"query": "v=1&surface=rosenbrock&steps=1000&run1=adam"}  # many seconds of work
OWN = "v=1&formula=x^2%2B3*y^2&steps=20&run1=gd"


def basin_order(request: dict[str, str]) -> str:
    """What a worker is told; the formula is known, as the endpoint makes it known."""
    return order("basin", request, "en", Experiment.from_query(request["query"]).surface.compiled)


def until(true: Callable[[], bool]) -> None:
    """Waits until it is true."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class Listener:
    """A task whose lines are kept."""

    def __init__(self, request: dict[str, str]) -> None:
        self.lines: list[tuple[str, str]] = []
        self.done = threading.Event()
        self.task = Task(basin_order(request), self._tell)

    def _tell(self, mark: str, rest: str) -> None:
        self.lines.append((mark, rest))
        if mark == DONE:
            self.done.set()

    @property
    def marks(self) -> str:
        return "".join(mark for mark, _ in self.lines)

    def ended(self) -> Listener:
        assert self.done.wait(PATIENCE)
        return self


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """One pool for all tests: its processes take a moment to start."""
    made = job_pool(at_work=1, most_waiting=2)
    yield made
    made.close()


def test_a_page_looks_at_a_job_from_time_to_time(pool: Pool) -> None:
    """Its pieces are those of the job, and then it is done, without trouble."""
    request = {"text": "no lesson", "name": "x.md"}
    aside = Aside(order("lesson", request, "en", None), "en", pool=pool)
    until(lambda: aside.done)
    assert [problem[1] for piece in aside.pieces for problem in piece["problems"]] == ["front matter"]
    assert (aside.trouble, aside.cut_short) == ("", False)


def test_a_job_aside_is_bounded(pool: Pool) -> None:
    """One that takes too long is ended, and says so; the next one has its place."""
    long = Aside(basin_order(LONG), "en", pool=pool, limit=0.1)
    until(lambda: long.done)
    assert long.cut_short
    short = Aside(basin_order(SHORT), "en", pool=pool)
    until(lambda: short.done)
    assert (bool(short.pieces), short.trouble) == (True, "")


def test_a_job_aside_that_finds_no_place_says_so() -> None:
    """Where the queue is full nobody waits."""
    full = job_pool(at_work=1, most_waiting=0)
    aside = Aside(basin_order(SHORT), "en", pool=full)
    assert (aside.done, aside.trouble) == (True, text("jobs.busy"))
    full.close()


def read(pool: Pool, what: str, **options: Any) -> list[dict[str, Any]]:
    async def collect() -> list[dict[str, Any]]:
        return [json.loads(found) async for found in stream(what, "en", pool=pool, **options)]

    return run(collect())


@pytest.mark.parametrize("kind", JOBS)
def test_every_job_says_what_is_wrong_with_an_experiment(kind: str) -> None:
    """A request that cannot be run gives a problem in words and leaves the process ready for the next job."""
    found = list(answer(order(kind, {"query": "v=1&surface=bowl&steps=0&run1=gd"}, "en", None)))
    assert [mark[0] for mark in found] == [PROBLEM, DONE]
    (problem,) = json.loads(found[0][1:])["problems"]
    assert "steps" in problem


def test_a_mistake_of_ours_is_said_and_no_more(monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    """A job that raises anything tells the reader so, and the log why."""

    def broken(_: object) -> Iterator[dict[str, Any]]:
        yield {"progress": 0.5}
        raise ZeroDivisionError("on purpose")

    monkeypatch.setitem(JOBS, "broken", type(JOBS["basin"])(broken))
    found = list(answer(order("broken", SHORT, "en", None)))
    assert [mark[0] for mark in found] == [PIECE, PROBLEM, DONE]
    assert json.loads(found[1][1:]) == {"problems": [text("jobs.failed")]}
    assert "on purpose" in capfd.readouterr().err


def test_a_piece_is_json_that_browsers_read() -> None:
    """Messages become words, arrays lists, and numbers that are not finite null."""
    piece = {"a": Message("jobs.busy"), "b": np.array([[1.0, np.nan]]), "c": (np.inf, np.float64(2)), "d": np.int64(3)}
    assert json.loads(line(piece, "en")) == {"a": text("jobs.busy"), "b": [[1.0, None]], "c": [None, 2.0], "d": 3}
    assert "\n" not in line({"a": "two\nlines"}, "en")


def test_a_worker_learns_what_is_known_of_a_formula() -> None:
    """What the server worked out of a typed formula is used as it is; the worker needs no SymPy for it."""
    compiled = Experiment.from_query(OWN).surface.compiled
    again = Compiled.from_json(compiled.to_json())
    learn(again)
    assert known(parse("x^2+3*y^2")) is again
    assert Experiment.from_query(OWN).surface.compiled is again


def test_the_stream_has_every_piece_and_says_when_it_is_done(pool: Pool) -> None:
    """A job in a process of its own gives what the generator gives, word for word."""
    expected = [json.loads(found[1:]) for found in answer(basin_order(SHORT)) if found[0] == PIECE]
    found = [piece for piece in read(pool, basin_order(SHORT)) if "waiting" not in piece]
    assert found == [*expected, {"done": True}]
    assert found[-2]["final"]


def test_a_formula_of_ones_own_is_followed_in_a_worker(pool: Pool) -> None:
    """A typed formula reaches the worker worked out."""
    last = read(pool, basin_order({"query": OWN}))[-2]
    assert last["final"]


def test_workers_make_way_for_everything_else(pool: Pool) -> None:
    """A worker's priority is lower than the server's."""
    Listener(SHORT)  # the pool may be fresh
    pool.start()
    until(lambda: bool(pool.pids) and all(os.getpriority(os.PRIO_PROCESS, pid) > 0 for pid in pool.pids))


def test_one_job_at_a_time_and_the_others_are_told_how_many_come_first(pool: Pool) -> None:
    """The second job waits and hears of it; when the first is cancelled it is its turn."""
    first, second = Listener(LONG), Listener(SHORT)
    pool.submit(first.task)
    until(lambda: PIECE in first.marks)
    pool.submit(second.task)
    assert second.lines == [(WAITING, "1")]
    pool.cancel(first.task)
    assert PIECE in second.ended().marks
    assert not first.done.is_set()
    pool.cancel(second.task)  # it is done already: nothing happens


def test_the_queue_is_bounded(pool: Pool) -> None:
    """Where as many wait as may, another one is refused in words; a place that is given up is free again."""
    listeners = [Listener(LONG) for _ in range(3)]
    pool.submit(listeners[0].task)
    until(lambda: PIECE in listeners[0].marks)
    for listener in listeners[1:]:
        pool.submit(listener.task)
    with pytest.raises(BusyError):
        pool.submit(Listener(SHORT).task)
    assert read(pool, basin_order(SHORT)) == [{"problems": [text("jobs.busy")]}, {"done": True}]
    for listener in listeners[1:]:
        pool.cancel(listener.task)
    waiting = Listener(SHORT)
    pool.submit(waiting.task)
    pool.cancel(listeners[0].task)
    assert waiting.ended().lines[0] == (WAITING, "1")


def test_a_job_ends_with_its_reader(pool: Pool) -> None:
    """Closing the stream in the middle ends the process that was at work; others are there for the next job."""
    before: list[int] = []

    async def leave() -> None:
        lines = stream(basin_order(LONG), "en", pool=pool)
        async for found in lines:
            if "progress" in json.loads(found):
                break
        before.extend(worker.pid for worker in pool._workers if worker.task)
        await lines.aclose()

    run(leave())
    assert len(before) == 1
    until(lambda: not alive(before[0]))
    assert read(pool, basin_order(SHORT))[-2]["final"]


def test_a_worker_that_is_killed_is_said_and_replaced(pool: Pool) -> None:
    """A process that ends in the middle, out of memory perhaps, gives words; the next job has another one."""
    listener = Listener(LONG)
    pool.submit(listener.task)
    until(lambda: PIECE in listener.marks)
    (victim,) = [worker.pid for worker in pool._workers if worker.task]
    os.kill(victim, 9)
    assert listener.ended().lines[-2:] == [(PROBLEM, ""), (DONE, "")]
    assert read(pool, basin_order(SHORT))[-2]["final"]


def test_a_job_that_says_nothing_for_long_is_stopped(pool: Pool) -> None:
    """Between two pieces there is a time limit."""
    assert read(pool, basin_order(LONG), limit=1e-4)[-2:] == [{"problems": [text("jobs.slow")]}, {"done": True}]


def test_where_no_process_can_be_started_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that end before they are ready are not started over and over: the job is refused in words."""
    pool, started = job_pool(at_work=1), []

    def broken(module: str, changed: Callable[[Worker], None], quiet: bool) -> Worker:
        started.append(changed)
        return Worker(module, changed, quiet)

    monkeypatch.setattr("optim_core.workers.worker.sys.executable", "/bin/false")
    monkeypatch.setattr("optim_core.workers.pool.Worker", broken)
    starting = {"waiting": 0, "words": text("jobs.starting")}
    assert read(pool, basin_order(SHORT)) == [starting, {"problems": [text("jobs.ended")]}, {"done": True}]
    assert FAILURES <= started.count(pool._changed) <= FAILURES * (pool.at_work + SPARE)
    pool.close()


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=job_routes("/lab"))) as made:
        yield made


def test_the_endpoint_streams_lines(client: TestClient) -> None:
    """The address of a job answers with one JSON record a line, none of them held back to be compressed."""
    with client.stream("GET", f"/lab/insight/en/job/basin?{SHORT['query']}&run=1") as response:
        assert response.headers["content-type"] == "application/x-ndjson"
        assert response.headers["content-encoding"] == "identity"
        found = [json.loads(text) for text in response.iter_lines()]
    assert found[-1] == {"done": True}
    assert found[-2]["final"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("lesson?v=1", text("jobs.unknown", known=", ".join(JOBS))),
        ("nothing?v=1", text("jobs.unknown", known=", ".join(JOBS))),
        ("basin?v=1&surface=bowl&steps=0&run1=gd", "steps should be a whole number"),
        (f"basin?v=1&surface=bowl&run1=gd&run={'1' * (LONGEST_FIELD + 1)}", text("jobs.too_long", most=LONGEST_FIELD)),
    ],
)
def test_what_is_wrong_is_said_before_anything_starts(client: TestClient, address: str, words: str) -> None:
    """A request that cannot be a job is refused with status 400 and the reasons."""
    response = client.get(f"/lab/insight/en/job/{address}")
    assert response.status_code == 400
    assert response.json()["problems"][0].startswith(words)


def test_what_is_wrong_with_a_jobs_own_field_comes_as_a_line(client: TestClient) -> None:
    """The basin map of a run that is not there says how many there are."""
    found = client.get("/lab/insight/en/job/basin?v=1&surface=bowl&run1=gd&run=2").text.splitlines()
    assert json.loads(found[-2]) == {"problems": [text("experiment.no_run", high=1)]}
