"""Works out what people type: in worker processes, within a time limit, with the answers kept.

A formula of a few characters can keep SymPy busy for minutes, and a thread cannot be stopped; a process can.
"""

from __future__ import annotations

import atexit
import threading
import time
from functools import lru_cache

from optim_core.formula.known import known
from optim_core.formula.parse import parse
from optim_core.formula.process import EndedError, TooSlowError, Worker
from optim_core.formula.record import Compiled
from optim_core.messages import FormulaError, Message

LIMIT = 2.0  # seconds for one formula
PATIENCE = 15.0  # seconds to wait for a free worker, also while the first one is starting
WORKERS = 2


def compile_text(text: str, variables: tuple[str, ...] | None = None, limit: float = LIMIT) -> Compiled:
    """Parse and compile what someone typed, in at most `limit` seconds. Raises FormulaError."""
    parsed = parse(text, variables)
    if learned := known(parsed):
        return learned
    outcome = _outcome(parsed.text, parsed.variables, limit)
    if isinstance(outcome, Message):
        raise FormulaError(outcome, text)
    return outcome


def warm() -> None:
    """Start a worker now, so that the first formula need not wait for it. Returns at once."""
    POOL.start()


@lru_cache(maxsize=256)
def _outcome(text: str, variables: tuple[str, ...], limit: float) -> Compiled | Message:
    """The compiled formula, or why there is none. What may go better next time is raised, and so is not kept."""
    request = {"text": text, "variables": variables}
    for last_try in (False, True):
        worker = POOL.take(PATIENCE)
        try:
            reply = worker.ask(request, limit)
            break
        except TooSlowError:
            return Message("formula.too_complicated", limit=limit)
        except EndedError:  # out of memory, or killed from outside while it was idle
            if last_try:
                return Message("formula.too_complicated", limit=limit)
        finally:
            POOL.give_back(worker)
    return Compiled.from_json(reply["compiled"]) if "compiled" in reply else Message(reply["error"], **reply["values"])


class Pool:
    """At most WORKERS workers, each serving one caller at a time."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._workers: list[Worker] = []
        self._taken: set[Worker] = set()
        self._failures = 0  # workers that ended before they were ready

    def start(self) -> None:
        """Start a worker if there is none."""
        with self._changed:
            self._bury()
            if not self._workers:
                self._begin()

    def take(self, patience: float) -> Worker:
        """A ready worker for the caller alone, or FormulaError where none is free in time."""
        deadline = time.monotonic() + patience
        with self._changed:
            failures = self._failures
            while True:
                self._bury()
                free = [w for w in self._workers if w not in self._taken]
                for worker in free:
                    if worker.ready:
                        self._taken.add(worker)
                        return worker
                if self._failures > failures:
                    raise FormulaError(Message("formula.unavailable"))
                if not free and len(self._workers) < WORKERS:
                    self._begin()
                if not self._changed.wait(deadline - time.monotonic()) and time.monotonic() >= deadline:
                    raise FormulaError(Message("formula.busy"))

    def give_back(self, worker: Worker) -> None:
        """Let others have the worker. One that has ended is replaced in the background."""
        with self._changed:
            self._taken.discard(worker)
        if worker.ended:
            self.start()
        self._notify()

    def close(self) -> None:
        """End all workers."""
        with self._changed:
            for worker in self._workers:
                worker.kill()
            self._bury()

    def _begin(self) -> None:
        try:
            self._workers.append(Worker(self._notify))
        except OSError:  # no more processes, or no memory for one
            raise FormulaError(Message("formula.unavailable")) from None

    def _bury(self) -> None:
        self._failures += sum(worker.ended and not worker.ready for worker in self._workers)
        self._workers = [worker for worker in self._workers if not worker.ended]
        self._taken.intersection_update(self._workers)

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()


POOL = Pool()
atexit.register(POOL.close)
