"""A job that a page begins and looks at from time to time, while its visitor goes on."""

import json
import threading
from typing import Any

from app.server.jobs.pool import POOL
from app.words.words import say
from optim_core import Message
from optim_core.workers.marks import BEGUN, DONE, PIECE, PROBLEM
from optim_core.workers.pool import BusyError, Pool
from optim_core.workers.worker import Task

LIMIT = 60.0  # seconds, from when a worker has it: others wait


class Aside:
    """One job. `pieces` grow from another thread; `trouble` says in words why there will be no more of them."""

    def __init__(self, what: str, language: str, *, pool: Pool = POOL, limit: float = LIMIT) -> None:
        """Queue `what`, an `order`, without waiting."""
        self.pieces: list[dict[str, Any]] = []
        self.trouble, self.done, self.cut_short = "", False, False
        self._language, self._pool, self._task = language, pool, Task(what, self._tell)
        self._timer = threading.Timer(limit, self._too_long)
        self._timer.daemon = True
        try:
            pool.submit(self._task)
        except BusyError:
            self.trouble, self.done = self._say("jobs.busy"), True

    def end(self) -> None:
        """Nobody wants it any more."""
        self._timer.cancel()
        self._pool.cancel(self._task)
        self.done = True

    def _too_long(self) -> None:
        self.cut_short = True
        self.end()

    def _say(self, key: str) -> str:
        return say(Message(key), self._language)

    def _tell(self, mark: str, rest: str) -> None:
        if mark == BEGUN:
            self._timer.start()
        elif mark == PIECE:
            self.pieces.append(json.loads(rest))
        elif mark == PROBLEM:
            self.trouble = (
                " ".join(json.loads(rest)["problems"]) if rest else say(Message("jobs.ended"), self._language)
            )
        elif mark == DONE:
            self._timer.cancel()
            self.done = True
