"""A process that does one job after another, in the background: whatever else the machine has to do comes first.

It reads a line of JSON for each job, {"kind", "request", "language", "compiled"}, and writes a line for each piece. A
line's first character says what follows: a piece, why there is none, or nothing, the job is done. Its first line says
that it is ready. It ends when its input is closed, even in the middle of a job.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import traceback
from collections.abc import Iterator
from typing import Any

from app.server.jobs.marks import DONE, PIECE, PROBLEM
from app.server.jobs.piece import line
from app.start.jobs.registry import JOBS, PAGE_JOBS
from optim_core import ExperimentError, Message
from optim_core.formula import Compiled, learn
from optim_core.formula.worker import limit_memory

NICENESS = 19  # the lowest there is


def answer(text: str) -> Iterator[str]:
    """The lines for one job."""
    order = json.loads(text)
    language = order["language"]
    try:
        if order["compiled"]:
            learn(Compiled.from_json(order["compiled"]))  # else it would need SymPy, which takes a second to load
        for piece in (JOBS | PAGE_JOBS)[order["kind"]].pieces(order["request"]):
            yield PIECE + line(piece, language)
    except ExperimentError as error:
        yield PROBLEM + _problems(*error.problems, language=language)
    except MemoryError:
        yield PROBLEM + _problems(Message("jobs.memory"), language=language)
    except Exception:  # a mistake of ours must not end the process and the next job with it
        traceback.print_exc()
        yield PROBLEM + _problems(Message("jobs.failed"), language=language)
    yield DONE


def _problems(*problems: Message, language: str) -> str:
    return line({"problems": problems}, language)


def _read(orders: queue.SimpleQueue[str]) -> None:
    for order in sys.stdin:
        orders.put(order)
    os._exit(0)


def main() -> None:
    """Work until the input is closed."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICENESS)
    limit_memory()
    orders: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(orders,), daemon=True).start()
    write: Any = sys.stdout.write
    write(f"{DONE}\n")
    sys.stdout.flush()
    while True:
        for found in answer(orders.get()):
            write(f"{found}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
