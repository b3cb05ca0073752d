"""One worker process as its owner sees it: started, given a task, killed."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from optim_core.workers.marks import BEGUN, DONE

ROOT = Path(__file__).resolve().parents[2]  # the folder that the packages lie in


@dataclass(eq=False)
class Task:
    """What somebody waits for. `tell(mark, rest)` is called from another thread with each line."""

    order: str  # the line that the worker reads
    tell: Callable[[str, str], None]
    first: int | None = None  # how many it was told come first, while it waits


class Worker:
    """A child process. It works at one task at a time."""

    def __init__(self, module: str, changed: Callable[[Worker], None], quiet: bool = False) -> None:
        """Start `python -m module`, without waiting; `quiet` throws its errors away. Raises OSError.

        `changed` is called from another thread when it is free and when it has ended.
        """
        self.ended = self.was_ready = False
        self.task: Task | None = None
        self._changed = changed
        self._process = _start(module, quiet)
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def free(self) -> bool:
        return self.was_ready and self.task is None and not self.ended

    def begin(self, task: Task) -> None:
        """Give a free worker a task. Where it has ended meanwhile, `changed` is on its way."""
        self.task = task
        task.tell(BEGUN, "")
        assert self._process.stdin
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.write(task.order + "\n")
            self._process.stdin.flush()

    def kill(self) -> None:
        """End it at once; its task is told nothing more."""
        self.ended, self.task = True, None
        self._process.kill()

    def _listen(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        for line in self._process.stdout:
            mark, rest, task = line[0], line[1:-1], self.task
            if mark == DONE:
                self.task = None
            if task is not None:
                task.tell(mark, rest)
            if mark == DONE and not self.ended:
                self.was_ready = True
                self._changed(self)
        self.ended = True
        self._process.wait()
        self._process.stdout.close()
        with contextlib.suppress(OSError):  # where an order was still on its way
            self._process.stdin.close()
        self._changed(self)


def _start(module: str, quiet: bool) -> subprocess.Popen[str]:
    """Raises OSError where there are no more processes, or no memory for one."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    return subprocess.Popen(
        # -P: what lies in the current folder must not be imported in place of a library
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if quiet else None,
        encoding="ascii",
        start_new_session=True,  # Ctrl-C is for the server
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "OPENBLAS_NUM_THREADS": "1",  # the other cores are for the server, and each thread takes memory
        },
    )
