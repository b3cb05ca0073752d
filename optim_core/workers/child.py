"""Starts a child process of ours: a module of the project, spoken to line by line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]  # the folder that the packages lie in


def start_child(module: str, *, quiet: bool = False) -> subprocess.Popen[str]:
    """The process of `python -m module` with pipes for its input and output; `quiet` throws its errors away.

    Raises OSError where there are no more processes, or no memory for one.
    """
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
