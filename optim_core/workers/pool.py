"""Worker processes and the queue before them: few tasks at a time, some may wait, and what nobody wants is ended."""

import atexit
import threading
from collections import deque

from optim_core.workers.marks import DONE, PROBLEM, WAITING
from optim_core.workers.worker import Task, Worker

FAILURES = 3  # workers in a row that ended before they were ready


class BusyError(Exception):
    """So many wait already that nobody else may."""


class Pool:
    """At most `at_work` tasks are worked at, by processes of `module`; `most_waiting` may wait for their turn.

    So many processes as `ready` stand ready at all times, others are started when they are needed. No method waits.
    """

    def __init__(self, module: str, *, at_work: int, ready: int, most_waiting: int, quiet: bool = False) -> None:
        self.module, self.quiet = module, quiet
        self.at_work, self.ready, self.most_waiting = at_work, ready, most_waiting
        self._lock = threading.RLock()  # a worker may report from within a call
        self._waiting: deque[Task] = deque()
        self._workers: list[Worker] = []
        self._failures = 0
        self._closed = False
        atexit.register(self.close)

    def submit(self, task: Task) -> None:
        """Queue a task. Raises BusyError where the queue is full."""
        with self._lock:
            if len(self._waiting) >= self.most_waiting:
                raise BusyError
            self._failures, self._closed = 0, False
            self._waiting.append(task)
            self._hire()
            self._assign()

    def cancel(self, task: Task) -> None:
        """End a task, whether it waits, is worked at, or is done already. Its worker is replaced once it has ended."""
        with self._lock:
            if task in self._waiting:
                self._waiting.remove(task)
            for worker in self._workers:
                if worker.task is task:
                    worker.kill()
            self._assign()

    def start(self) -> None:
        """Start the processes that stand ready."""
        with self._lock:
            self._closed = False
            self._hire()

    def close(self) -> None:
        """End all processes. The next task starts new ones."""
        with self._lock:
            self._closed = True
            for worker in self._workers:
                worker.kill()

    @property
    def pids(self) -> list[int]:
        """The processes that are alive."""
        with self._lock:
            return [worker.pid for worker in self._workers if not worker.ended]

    def _hire(self) -> None:
        """Start what workers are missing; where none can be started, nobody waits for one."""
        self._workers = [worker for worker in self._workers if not worker.ended]
        wanted = max(self.ready, min(self.at_work, self._busy() + len(self._waiting)))
        while not self._closed and self._failures < FAILURES and len(self._workers) < wanted:
            try:
                self._workers.append(Worker(self.module, self._changed, self.quiet))
            except OSError:  # no more processes, or no memory for one
                self._failures = FAILURES
        while self._waiting and not self._workers:
            _fail(self._waiting.popleft())

    def _assign(self) -> None:
        """Give the waiting their workers, and tell the others how many come first."""
        busy = self._busy()
        for worker in self._workers:
            if worker.free and self._waiting and busy < self.at_work:
                worker.begin(self._waiting.popleft())
                busy += 1
        for first, task in enumerate(self._waiting, start=busy):
            if task.first != first:
                task.first = first
                task.tell(WAITING, str(first))

    def _busy(self) -> int:
        return sum(worker.task is not None for worker in self._workers)

    def _changed(self, worker: Worker) -> None:
        """A worker became free, or ended."""
        with self._lock:
            self._failures = 0 if worker.free else self._failures + (worker.ended and not worker.was_ready)
            if worker.ended and worker.task is not None:  # killed from outside, or out of memory
                _fail(worker.task)
            self._hire()
            self._assign()


def _fail(task: Task) -> None:
    task.tell(PROBLEM, "")
    task.tell(DONE, "")
