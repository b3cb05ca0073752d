"""One job as a stream of lines, from the queue to the last piece; it ends with its reader."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Mapping

from app.server.jobs.piece import line
from app.server.jobs.pool import POOL
from optim_core import Message
from optim_core.formula import Compiled
from optim_core.workers.marks import DONE, PIECE, PROBLEM, WAITING
from optim_core.workers.pool import BusyError, Pool
from optim_core.workers.worker import Task

LIMIT = 60.0  # seconds between two pieces


def order(kind: str, request: Mapping[str, str], language: str, compiled: Compiled | None) -> str:
    """What a worker is told to do, as a line. `compiled` is what is known already of the surface's formula."""
    formula = compiled.to_json() if compiled else None
    return json.dumps({"kind": kind, "request": dict(request), "language": language, "compiled": formula})


async def stream(what: str, language: str, *, pool: Pool = POOL, limit: float = LIMIT) -> AsyncGenerator[str]:
    """The lines of the job `what`, an `order`, one JSON record each.

    While it waits {"waiting": how many come first, "words"}; then its pieces as they come. {"problems": [...]} says why
    it cannot be done or went no further, and the last line is {"done": true}. Where nobody reads any more, it is ended.
    """
    loop = asyncio.get_running_loop()
    heard: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    def tell(mark: str, rest: str) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: the server is ending
            loop.call_soon_threadsafe(heard.put_nowait, (mark, rest))

    def problem(key: str) -> str:
        return line({"problems": [Message(key)]}, language) + "\n"

    task = Task(what, tell)
    try:
        pool.submit(task)
        mark = WAITING
        while mark != DONE:
            mark, rest = await asyncio.wait_for(heard.get(), None if mark == WAITING else limit)
            if mark == WAITING:
                words = Message("jobs.waiting", count=int(rest)) if int(rest) else Message("jobs.starting")
                yield line({"waiting": int(rest), "words": words}, language) + "\n"
            elif mark == PIECE:
                yield rest + "\n"
            elif mark == PROBLEM:
                yield rest + "\n" if rest else problem("jobs.ended")
    except BusyError:
        yield problem("jobs.busy")
    except TimeoutError:
        yield problem("jobs.slow")
    finally:
        pool.cancel(task)
    yield '{"done":true}\n'
