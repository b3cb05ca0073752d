"""Formulas are worked out by workers: slow ones are ended, others are served, and nobody is trusted."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import optim_core.formula
from optim_core.formula import compile_text, compile_trusted, parse, warm
from optim_core.formula.asking import POOL, _outcome
from optim_core.messages import FormulaError
from optim_core.workers.marks import BEGUN, DONE
from optim_core.workers.worker import Task, Worker

FOLDER = Path(optim_core.formula.__file__).parent
SLOW = f"{'tan(' * 17}x*y{')' * 17}*{'sin(' * 17}x-y{')' * 17}"  # keeps SymPy busy for seconds


@pytest.fixture(scope="module", autouse=True)
def _close_the_pool() -> Iterator[None]:
    yield
    POOL.close()


def test_worker_gives_the_same() -> None:
    """What is typed gives the very record that a built-in surface with this formula has."""
    warm()
    assert compile_text(" x^2*sin(y)") == compile_trusted("x^2*sin(y)", ("x", "y"))
    assert compile_text("w^2", ("w",)) == compile_trusted("w^2", ("w",))


def test_typing_mistakes_need_no_worker() -> None:
    """A refused text is answered here, with its place in the text as typed."""
    with pytest.raises(FormulaError) as caught:
        compile_text("  2x")
    assert (caught.value.position, caught.value.text) == (2, "  2x")


def test_refusals_come_back_and_are_kept() -> None:
    """What a worker finds wrong is said in the same words, and is not worked out twice."""
    for _ in range(2):
        before = _outcome.cache_info().hits
        with pytest.raises(FormulaError) as caught:
            compile_text("x + sqrt(-x^2)")
        assert caught.value.message.key == "formula.no_value"
        assert caught.value.text == "x + sqrt(-x^2)"
    assert _outcome.cache_info().hits == before + 1
    assert _outcome.cache_info().maxsize


def test_slow_formula_is_ended_and_others_go_on() -> None:
    """A formula that takes too long is given up with advice, its worker is killed, and the next formula is served."""
    assert compile_text("x^2 + cos(2*y)").variables == ("x", "y")
    with pytest.raises(FormulaError) as caught:
        compile_text(SLOW, limit=0.05)
    assert caught.value.message.key == "formula.too_complicated"
    assert "0.05 seconds" in str(caught.value)
    assert compile_text("x^2 + cos(y)").variables == ("x", "y")


class Listener:
    """A task whose lines are kept."""

    def __init__(self, text: str) -> None:
        self.heard: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self.task = Task(json.dumps({"text": text, "variables": ["x", "y"]}), lambda *line: self.heard.put(line))

    def until(self, mark: str) -> str:
        """What stands behind the first such mark."""
        while (line := self.heard.get(timeout=60))[0] != mark:
            pass
        return line[1]


def occupy(listener: Listener) -> None:
    """Gives a worker a task and stops it: by itself it will never be done."""
    POOL.submit(listener.task)
    listener.until(BEGUN)
    (pid,) = [worker.pid for worker in POOL._workers if worker.task is listener.task]
    os.kill(pid, signal.SIGSTOP)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_that_is_too_slow_is_dead() -> None:
    """Killing is real: the process is gone."""
    compile_text("x^2 + cos(3*y)")
    before = {*POOL.pids}
    with pytest.raises(FormulaError):
        compile_text(SLOW, limit=0.04)
    (killed,) = before - {*POOL.pids}
    deadline = time.monotonic() + 60
    while alive(killed):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_workers_trust_nobody() -> None:
    """A worker reads every text by the same rules again, has bounded memory, and ends when its input is closed."""
    changes = threading.Semaphore(0)
    worker = Worker("optim_core.formula.worker", lambda _: changes.release(), quiet=True)
    assert changes.acquire(timeout=60)
    assert worker.free
    listener = Listener("__import__('os')")
    worker.begin(listener.task)
    assert json.loads(listener.until(DONE))["error"] == "formula.character"
    assert changes.acquire(timeout=60)
    limits = Path(f"/proc/{worker.pid}/limits")
    if limits.exists():
        assert re.search(r"Max address space +2147483648", limits.read_text())
    assert worker._process.stdin
    worker._process.stdin.close()
    assert changes.acquire(timeout=60)
    assert worker.ended
    assert worker._process.returncode == 0


def test_one_learner_does_not_hold_up_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one worker is busy a second one answers; when all are, waiting is bounded and ends in plain words."""
    listeners = [Listener(SLOW) for _ in range(POOL.at_work)]
    occupy(listeners[0])
    assert compile_text("x^2 + tan(y/5)").variables == ("x", "y")
    for listener in listeners[1:]:
        occupy(listener)
    with monkeypatch.context() as patch:
        patch.setattr("optim_core.formula.asking.PATIENCE", 0.01)
        with pytest.raises(FormulaError) as caught:
            compile_text("x^2 + tan(y/6)")
    assert caught.value.message.key == "formula.busy"
    for listener in listeners:
        POOL.cancel(listener.task)
    assert compile_text("x^2 + tan(y/6)").variables == ("x", "y")


def test_the_server_goes_on() -> None:
    """While a formula is worked out, this process is free to do other things."""
    compile_text("x^2 + cos(4*y)")
    caught: list[FormulaError] = []

    def ask() -> None:
        try:
            compile_text(SLOW, limit=1.5)
        except FormulaError as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    for _ in range(100):
        parse("(1 - x)^2 + 100*(y - x^2)^2")
    assert thread.is_alive()
    thread.join(60)
    assert caught  # given up for its time or for its length, as fast as the machine is


def test_many_at_once() -> None:
    """Many threads may ask at the same time, and each gets its own answer."""
    texts = [f"x^2 + {k}*y" for k in range(12)]
    answers: dict[str, str] = {}

    def ask(text: str) -> None:
        answers[text] = compile_text(text).text

    threads = [threading.Thread(target=ask, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == {text: text for text in texts}


def test_recovers_from_a_worker_that_was_killed() -> None:
    """A worker that ends by itself, such as one that the system killed, is replaced and the formula still answered."""
    compile_text("x^2 + cos(5*y)")
    os.kill(POOL.pids[0], signal.SIGKILL)
    assert compile_text("x^2 + sin(7*y)").variables == ("x", "y")


def test_works_from_any_folder(tmp_path: Path) -> None:
    """The worker finds the program wherever the server was started, and imports nothing from there."""
    (tmp_path / "sympy.py").write_text("raise SystemExit('wrong sympy')")
    code = "from optim_core.formula import compile_text; print(compile_text('x^2').gradient_latex[0])"
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(FOLDER.parents[1])},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (ran.stdout.strip(), ran.stderr) == ("2 x", "")
