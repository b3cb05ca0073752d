"""Modules joined into one are the same modules."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from app.server.assets import APP, ASSETS, ENTRIES, STAGE_CSS, together
from app.server.joined import IMPORT, joined
from tests.node import NODE

FILES = {
    "a.js": 'import { double as twice, TWO } from "./inner/b.js";\n\nexport const four = twice(TWO);\n',
    "inner/b.js": 'import { two } from "../c.js";\nexport const TWO = two();\nexport const double = (x) => x * TWO;\n',
    "c.js": "export const two = () => 2;\n",
}


def said(script: str) -> str:
    """What a script says in Node."""
    assert NODE, "there is no node beside this Python: make test installs it"
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_module_stands_behind_those_that_it_imports_and_works_as_before(tmp_path: Path) -> None:
    """Each is there once, whoever imports it, and names given by `as` hold within their module only."""
    text = joined("a.js", FILES.__getitem__)
    assert [line for line in text.splitlines() if line.startswith("//")] == ["// c.js", "// inner/b.js", "// a.js"]
    (tmp_path / "one.mjs").write_text(text, encoding="utf-8")
    assert said(f"import {{ four }} from {json.dumps(str(tmp_path / 'one.mjs'))}; console.log(four)") == "4"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('import * as all from "./c.js";', "neither an import nor an export"),
        ("export default function () {}", "neither an import nor an export"),
        ('export { two } from "./c.js";', "neither an import nor an export"),
        ('import { four } from "./a.js";', "a.js imports inner/b.js imports c.js imports a.js: a circle"),
    ],
)
def test_what_cannot_be_joined_is_refused(line: str, complaint: str) -> None:
    """Another way to import or export would be left out in silence, and a circle has no order."""
    with pytest.raises(ValueError, match=complaint):
        joined("a.js", (FILES | {"c.js": f"{line}\n{FILES['c.js']}"}).__getitem__)


@pytest.mark.parametrize("name", ENTRIES)
def test_a_joined_file_exports_what_its_module_exports(name: str, tmp_path: Path) -> None:
    """The same names, and behind them the same text to the last character."""
    (tmp_path / "one.mjs").write_text(together(name), encoding="utf-8")
    paths = [str(path) for path in (tmp_path / "one.mjs", ASSETS[ENTRIES[name]])]
    one, separate = (
        said(
            f"import * as all from {json.dumps(path)};"
            "console.log(JSON.stringify(Object.entries(all).map(([name, value]) => [name, String(value)]).sort()))"
        )
        for path in paths
    )
    assert one == separate
    assert json.loads(one)


@pytest.mark.parametrize("name", ENTRIES)
def test_a_joined_file_has_every_module_once(name: str) -> None:
    """All that can be reached by imports, and nothing twice."""
    reached, waiting = set(), [ASSETS[ENTRIES[name]]]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            found = IMPORT.findall(path.read_text(encoding="utf-8"))
            waiting += [(path.parent / address).resolve() for _, address in found]
    named = [line for line in together(name).splitlines() if line.startswith("// ") and line[3:] in ASSETS]
    assert sorted(named) == sorted(f"// {path.relative_to(APP).as_posix()}" for path in reached)


def test_the_stage_has_all_its_styles() -> None:
    """Every style sheet of stage and panels, as it is."""
    for name, path in ASSETS.items():
        if name.endswith(".css") and not name.startswith("pages/"):
            assert path.read_text(encoding="utf-8") in together(STAGE_CSS)
