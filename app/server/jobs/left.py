"""A file that a job leaves for the server besides its pieces: the job's request names it, and nobody else knows it."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

from starlette.concurrency import run_in_threadpool

Take = Callable[[Path], None]


@contextlib.contextmanager
def file_to_leave() -> Iterator[Path | None]:
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


async def taken(lines: AsyncIterator[str], path: Path | None, take: Take) -> AsyncIterator[str]:
    """The lines as they come. One with `left` says that the file is complete: it is taken before that is passed on."""
    async for line in lines:
        if path is not None and "left" in json.loads(line):
            await run_in_threadpool(take, path)
        yield line
