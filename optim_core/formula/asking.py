"""Works out what people type: in worker processes, within a time limit, with the answers kept.

A formula of a few characters can keep SymPy busy for minutes, and a thread cannot be stopped; a process can.
"""

from __future__ import annotations

import json
import queue
import time
from functools import lru_cache

from optim_core.formula.known import known
from optim_core.formula.parse import parse
from optim_core.formula.record import Compiled
from optim_core.messages import FormulaError, Message
from optim_core.workers.marks import BEGUN, DONE, WAITING
from optim_core.workers.pool import BusyError, Pool
from optim_core.workers.worker import Task

LIMIT = 2.0  # seconds for one formula
PATIENCE = 15.0  # seconds to wait for a free worker, also while the first one is starting
POOL = Pool("optim_core.formula.worker", at_work=2, ready=1, most_waiting=64, quiet=True)


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
    request = json.dumps({"text": text, "variables": variables})
    try:
        answer = _ask(request, limit) or _ask(request, limit)  # a worker may have been killed while it was idle
    except TimeoutError:
        answer = ""
    if not answer:
        return Message("formula.too_complicated", limit=limit)
    reply = json.loads(answer)
    return Compiled.from_json(reply["compiled"]) if "compiled" in reply else Message(reply["error"], **reply["values"])


def _ask(request: str, limit: float) -> str:
    """What a worker answers; nothing where it ended instead, out of memory perhaps.

    Raises TimeoutError after `limit` seconds of work, and FormulaError where no worker is free in time.
    """
    heard: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
    task = Task(request, lambda mark, rest: heard.put((mark, rest)))
    begun, deadline = False, time.monotonic() + PATIENCE
    mark, rest = WAITING, ""
    try:
        POOL.submit(task)
        while mark != DONE:
            mark, rest = heard.get(timeout=max(0.0, deadline - time.monotonic()))
            if mark == BEGUN:
                begun, deadline = True, time.monotonic() + limit
    except (BusyError, queue.Empty):
        raise TimeoutError if begun else FormulaError(Message("formula.busy")) from None
    finally:
        POOL.cancel(task)
    if not begun:
        raise FormulaError(Message("formula.unavailable"))
    return rest
