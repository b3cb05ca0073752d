"""Runs an exported script as a person would, from a file, and gives what it leaves."""

from __future__ import annotations

import runpy
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def run(script: str) -> dict[str, NDArray[np.float64]]:
    """The paths that a script leaves. It runs in this process, which saves the libraries' seconds of loading."""
    with tempfile.TemporaryDirectory() as folder, np.errstate():
        file = Path(folder, "exported.py")
        file.write_text(script, encoding="utf-8")
        space: dict[str, Any] = runpy.run_path(str(file))
    paths: dict[str, NDArray[np.float64]] = space["paths"]
    return paths


def run_alone(script: str) -> str:
    """What a script prints in a Python of its own, without this project in reach."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "exported.py")
        file.write_text(script, encoding="utf-8")
        command = [sys.executable, "-W", "error", str(file)]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=120).stdout
