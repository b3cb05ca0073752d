"""A process that does one job after another, in the background: whatever else the machine has to do comes first.

A task is a line of JSON, {"kind", "request", "language", "compiled"}. It is answered with a line for each piece.
"""

import json
import os
import traceback
from collections.abc import Iterator

from app.server.jobs.piece import line
from app.start.jobs.registry import JOBS, PAGE_JOBS
from optim_core import ExperimentError, Message
from optim_core.formula import Compiled, learn
from optim_core.workers.child import serve
from optim_core.workers.marks import DONE, PIECE, PROBLEM

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


def main() -> None:
    """Work until the input is closed."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICENESS)
    serve(answer)


if __name__ == "__main__":
    main()
