"""Writes down where each library's scripts end. `make reference` runs it and adds what is missing.

With names of optimizers, schedules or cases it makes theirs anew.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optim_core.export import EXPORTS, VERSIONS, export_script
from tests.export.cases import CASES
from tests.export.running import run

FILE = Path(__file__).with_name("reference.json")
LIBRARIES = tuple(library for library in EXPORTS if library != "numpy")


def ends(paths: dict[str, NDArray[np.float64]]) -> list[dict[str, Any]]:
    """For each run its label, how many rows of it are finite, and the last of these."""
    found = []
    for label, path in paths.items():
        finite = path[np.isfinite(path).all(axis=1)]
        found.append({"run": label, "rows": len(finite), "last": finite[-1].tolist()})
    return found


def load() -> dict[str, Any]:
    """The committed reference, empty where there is none."""
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}  # type: ignore[no-any-return]


def main(anew: list[str]) -> None:
    old = load()
    lines = [f'"versions": {json.dumps({library: dict(VERSIONS[library]) for library in LIBRARIES})}']
    for library in LIBRARIES:
        cases, known = [], old.get(library, {})
        for name, experiment in CASES.items():
            if name not in known or not {name, *name.split("-")}.isdisjoint(anew):
                print(f"{library}: {name}")
                known[name] = ends(run(export_script(experiment, library)))
            cases.append(f"{json.dumps(name)}: {json.dumps(known[name])}")
        lines.append(f'"{library}": {{\n' + ",\n".join(cases) + "\n}")
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
