"""Writes down where each library's scripts end: .venv-export/bin/python -m tests.export.make_reference."""

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


def ends(paths: dict[str, NDArray[np.float64]]) -> list[dict[str, Any]]:
    """For each run its label, how many rows of it are finite, and the last of these."""
    found = []
    for label, path in paths.items():
        finite = path[np.isfinite(path).all(axis=1)]
        found.append({"run": label, "rows": len(finite), "last": finite[-1].tolist()})
    return found


def main(chosen: list[str]) -> None:
    """Write all of it, or with names of cases only those anew, which is quicker."""
    old = json.loads(FILE.read_text(encoding="utf-8")) if chosen else {}
    libraries = [library for library in EXPORTS if library != "numpy"]
    lines = [f'"versions": {json.dumps({library: dict(VERSIONS[library]) for library in libraries})}']
    for library in libraries:
        cases = []
        for name, experiment in CASES.items():
            known = old.get(library, {})
            fresh = name in chosen or name not in known
            found = ends(run(export_script(experiment, library))) if fresh else known[name]
            cases.append(f"{json.dumps(name)}: {json.dumps(found)}")
        lines.append(f'"{library}": {{\n' + ",\n".join(cases) + "\n}")
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{FILE.name}: {len(CASES)} experiments in {len(libraries)} libraries")


if __name__ == "__main__":
    main(sys.argv[1:])
