"""A file in which a job hands something over to the server besides its pieces; only its request knows the name."""

import contextlib
import json
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

from starlette.concurrency import run_in_threadpool

Receive = Callable[[Path], None]


@contextlib.contextmanager
def handover_file() -> Iterator[Path | None]:
    """An empty file, which is gone afterwards; None where none can be made, as on a disk that may only be read."""
    try:
        handle, name = tempfile.mkstemp(prefix="descent-lab-")
    except OSError:
        yield None
        return
    os.close(handle)
    try:
        yield Path(name)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(name)


async def received(lines: AsyncIterator[str], file: Path | None, receive: Receive) -> AsyncIterator[str]:
    """The lines as they come. `handed_over` says that the file is complete: it is read before that is passed on."""
    async for line in lines:
        if file is not None and "handed_over" in json.loads(line):
            await run_in_threadpool(receive, file)
        yield line
