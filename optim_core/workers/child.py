"""What a worker process does: it reads one task after another, a line each, and writes lines in answer.

The first character of a line that it writes is one of marks.py. Its first line says that it is ready. It ends when its
input is closed, even in the middle of a task.
"""

import os
import queue
import sys
import threading
from collections.abc import Callable, Iterable

from optim_core.workers.marks import DONE

MEMORY = 2 * 1024**3  # bytes of address space


def serve(answer: Callable[[str], Iterable[str]]) -> None:
    """Work, within MEMORY, until the input is closed. `answer` gives the lines for a task; the last is one of DONE."""
    _limit_memory()
    tasks: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(tasks,), daemon=True).start()
    try:
        print(DONE, flush=True)
        while True:
            for line in answer(tasks.get()):
                print(line, flush=True)
    except BrokenPipeError:  # nobody listens any more: the owner ended first
        os._exit(0)


def _read(tasks: queue.SimpleQueue[str]) -> None:
    for line in sys.stdin:
        tasks.put(line)
    os._exit(0)


def _limit_memory() -> None:
    """Refuse memory beyond MEMORY, where the system knows such limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
