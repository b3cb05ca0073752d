"""The committed files of what other libraries did: what a test looks up there, and what `make reference` adds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import numpy as np

from optim_core import Hyper


class Reference(dict[str, np.ndarray]):
    """The arrays of one file by name. A test that asks for one that is not there yet is skipped."""

    def __init__(self, file: Path) -> None:
        self.file = file
        if file.exists():
            with np.load(file) as arrays:
                super().__init__(arrays)

    def __missing__(self, name: str) -> np.ndarray:
        absent(f"{self.file.name} has no {name}")


def absent(what: str) -> NoReturn:
    """Skip a test whose reference nobody has made yet. In continuous integration, where all have to be there, fail."""
    import pytest

    reason = f"{what}: `make reference` makes it"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def settings(hypers: Mapping[str, Hyper]) -> list[dict[str, float]]:
    """Two settings to compare a library by: the defaults, and every number half the way to an end of its slider."""
    return [{name: hyper.default for name, hyper in hypers.items()}, {name: _moved(h) for name, h in hypers.items()}]


def _moved(hyper: Hyper) -> float:
    """Half the way down, or up where the default is the lowest; a switch is turned, a count stays one."""
    if hyper.switch:
        return 1.0 - hyper.default
    end = hyper.low if hyper.default > hyper.low else hyper.high
    half = (hyper.default * end) ** 0.5 if hyper.log else (hyper.default + end) / 2
    return float(round(half)) if hyper.whole else float(f"{half:.3g}")


def save(file: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write the file; the same arrays give the same bytes."""
    np.savez_compressed(file, **dict(arrays))  # type: ignore[arg-type]
    print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")
