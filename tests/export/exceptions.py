"""The exceptions that docs/export.md lists: where a library computes a rule in lower precision than float64."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from optim_core import OPTIMIZERS, Run
from optim_core.export.job import library_call

PAGE = Path(__file__).resolve().parents[2] / "docs" / "export.md"
_ROW = re.compile(r"^\| (?P<optimizer>[^|]+) \| `(?P<library>\w+)` \| (?P<measured>\d\.\de-\d+) \|", re.MULTILINE)


@cache
def listed() -> dict[tuple[str, str], float]:
    """(slug, library) -> the largest difference that was measured."""
    slugs = {optimizer.name: optimizer.slug for optimizer in OPTIMIZERS.values()}
    rows = _ROW.finditer(PAGE.read_text(encoding="utf-8"))
    return {(slugs[row["optimizer"].strip()], row["library"]): float(row["measured"]) for row in rows}


def allowed(run: Run, library: str, close: float) -> float:
    """How far a script's path may be from ours: a listed exception counts where the library's own optimizer runs."""
    call, _ = library_call(run, library)
    return listed().get((run.optimizer, library), close) if call is not None else close
