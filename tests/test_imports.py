"""Who may import whom, read from the imports themselves.

lessons and app stand on optim_core; optim_core stands on NumPy alone, and on SymPy where formulas are worked out.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("optim_core", "lessons", "app")

# The rooms of the house, lowest first: each may import the rooms that stand before it, and itself.
HOUSE = """
optim_core.messages optim_core.pictures optim_core.types optim_core.workers optim_core.latex optim_core.formula
optim_core.rules optim_core.schedules optim_core.optimizers optim_core.examples optim_core.surfaces
optim_core.typed_rule optim_core.simulation optim_core.experiment optim_core.equations
optim_core.insights optim_core.javascript optim_core.export optim_core
lessons.plain lessons.messages lessons.records lessons.problems lessons.settings lessons.variants lessons.lesson
lessons.jungle lessons.measuring lessons.grading lessons.format lessons.course lessons.glossary lessons.learner
lessons.assignments lessons.check lessons.__main__ lessons
app.words app.server app.figures app.stage app.panels app.pages app.start app.main app.__main__ app
"""
ROOMS = HOUSE.split()


class Import(NamedTuple):
    """One imported module, `from a.b import c` counting as a.b and as a.b.c."""

    by: str
    module: str
    line: int
    at_once: bool  # when the importing module is loaded, not later inside a function

    def __str__(self) -> str:
        return f"{self.by}, line {self.line}: {self.module}"


def module_name(file: Path, root: Path) -> str:
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(source: str, name: str, is_package: bool) -> Iterator[Import]:
    """Every import in a module's source, also those inside functions."""
    package = name.split(".") if is_package else name.split(".")[:-1]

    def walk(node: ast.AST, at_once: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from (Import(name, alias.name, child.lineno, at_once) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                above = package[: len(package) - child.level + 1] if child.level else []
                base = ".".join([*above, *([child.module] if child.module else [])])
                yield Import(name, base, child.lineno, at_once)
                yield from (Import(name, f"{base}.{alias.name}", child.lineno, at_once) for alias in child.names)
            elif isinstance(child, ast.Call) and isinstance(child.func, (ast.Name, ast.Attribute)):
                called = child.func.id if isinstance(child.func, ast.Name) else child.func.attr
                if called in ("import_module", "__import__") and child.args and isinstance(child.args[0], ast.Constant):
                    yield Import(name, str(child.args[0].value), child.lineno, at_once)
                yield from walk(child, at_once)
            else:
                inside = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
                only_for_types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
                yield from walk(child, at_once and not inside and not only_for_types)

    yield from walk(ast.parse(source), True)


@pytest.fixture(scope="module")
def imports() -> list[Import]:
    """Every import of the house."""
    files = [file for package in OURS for file in sorted((ROOT / package).rglob("*.py"))]
    return [
        found
        for file in files
        for found in imports_of(file.read_text(encoding="utf-8"), module_name(file, ROOT), file.name == "__init__.py")
    ]


def within(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def violations(imports: list[Import]) -> dict[str, list[str]]:
    """Each rule of the house, and who breaks it."""
    sympy_modules = {i.by for i in imports if within(i.module, "sympy") and i.at_once}
    outside = {
        i for i in imports if not within(i.module, *OURS) and i.module.split(".")[0] not in sys.stdlib_module_names
    }
    broken = {
        "optim_core imports nothing of ours but itself": [
            i
            for i in imports
            if within(i.by, "optim_core") and within(i.module, "app", "lessons", "tests", "benchmarks")
        ],
        "optim_core imports NumPy and SymPy and no other package": [
            i for i in outside if within(i.by, "optim_core") and not within(i.module, "numpy", "sympy")
        ],
        "only formulas and rules import SymPy": [
            i
            for i in imports
            if within(i.module, "sympy") and not within(i.by, "optim_core.formula", "optim_core.rules.reading")
        ],
        "a module that needs SymPy is loaded by others only when they need it": [
            i for i in imports if i.at_once and i.module in sympy_modules and i.by not in sympy_modules
        ],
        "lessons imports optim_core and nothing else of ours": [
            i for i in imports if within(i.by, "lessons") and within(i.module, "app", "tests", "benchmarks")
        ],
        "app imports no tests and no benchmarks": [
            i for i in imports if within(i.by, "app") and within(i.module, "tests", "benchmarks")
        ],
        "figures are pure: they never import Streamlit": [
            i for i in imports if within(i.by, "app.figures") and within(i.module, "streamlit")
        ],
        "nobody imports app.main": [i for i in imports if within(i.module, "app.main")],
    }
    return {rule: sorted(map(str, found)) for rule, found in broken.items()}


def test_the_rules_are_kept(imports: list[Import]) -> None:
    """Each import rule of docs/architecture.md holds in every file."""
    assert {rule: found for rule, found in violations(imports).items() if found} == {}


def test_there_is_something_to_read(imports: list[Import]) -> None:
    """The files are found: the core has modules, and someone imports NumPy, SymPy and Streamlit."""
    assert {i.by for i in imports} >= {"optim_core.simulation.simulate", "optim_core.surfaces.surface", "app.main"}
    assert {i.module.split(".")[0] for i in imports} >= {"numpy", "sympy", "streamlit", "optim_core"}


@pytest.mark.parametrize(
    ("rule", "by", "source"),
    [
        (
            "optim_core imports nothing of ours but itself",
            "optim_core.a",
            "def f():\n    from app.figures.theme import COLOURS",
        ),
        ("optim_core imports nothing of ours but itself", "optim_core.a", "from lessons import loader"),
        (
            "optim_core imports NumPy and SymPy and no other package",
            "optim_core.a",
            "import plotly.graph_objects as go",
        ),
        ("optim_core imports NumPy and SymPy and no other package", "optim_core.a", "if x:\n    import streamlit"),
        ("optim_core imports NumPy and SymPy and no other package", "optim_core.a", "import_module('streamlit')"),
        ("only formulas and rules import SymPy", "app.words.words", "def f():\n    import sympy"),
        ("only formulas and rules import SymPy", "optim_core.formulary", "from sympy import diff"),
        (
            "a module that needs SymPy is loaded by others only when they need it",
            "optim_core.formula.b",
            "from optim_core.formula import a",
        ),
        ("lessons imports optim_core and nothing else of ours", "lessons.loader", "import app.stage.answers.controls"),
        ("app imports no tests and no benchmarks", "app.pages.navigation", "from tests import browser"),
        ("figures are pure: they never import Streamlit", "app.figures.map", "def f():\n    import streamlit as st"),
        ("nobody imports app.main", "app.pages.navigation", "from app import main"),
        ("nobody imports app.main", "app.figures.map", "from ..main import app"),
        ("nobody imports app.main", "app.words", "from . import main"),
    ],
)
def test_a_breach_would_be_seen(rule: str, by: str, source: str) -> None:
    """A file that broke the rule would be reported by this rule."""
    needs_sympy = Import("optim_core.formula.a", "sympy", 1, True)
    found = [needs_sympy, *imports_of(source, by, is_package=False)]
    assert violations([needs_sympy])[rule] == []
    assert violations(found)[rule] != []


def test_imports_inside_functions_are_later() -> None:
    """What a function imports, or only a type checker, is not loaded with the module."""
    source = "import a\nif TYPE_CHECKING:\n    import b\ndef f():\n    import c\nclass D:\n    import d\n"
    source += "try:\n    import e\nfinally:\n    pass"
    assert {i.module: i.at_once for i in imports_of(source, "m", False)} == {
        "a": True,
        "b": False,
        "c": False,
        "d": True,
        "e": True,
    }


def room_of(module: str) -> str:
    """The room a module stands in: the longest name of ROOMS that it begins with."""
    return max((room for room in ROOMS if within(module, room)), key=len)


def arrows(imports: list[Import]) -> dict[str, set[str]]:
    """Which of our modules each of them imports, also inside functions and through a package's `__init__`.

    A module that takes a neighbour from its own package, `from package import neighbour`, has no arrow to `__init__`.
    """
    ours = {module_name(file, ROOT) for package in OURS for file in (ROOT / package).rglob("*.py")}
    statements: dict[tuple[str, int], set[str]] = {}
    for one in imports:
        statements.setdefault((one.by, one.line), set()).add(one.module)
    found: dict[str, set[str]] = {}
    for (by, _), modules in statements.items():
        named = modules & ours
        package = {module for module in named if by.startswith(module + ".") and len(named) > 1}
        found.setdefault(by, set()).update(named - package - {by})
    return found


def circles(graph: dict[str, set[str]]) -> list[str]:
    """Every circle of arrows, as one line each: what comes first after a walk back to itself."""
    done: set[str] = set()
    found: list[str] = []

    def walk(node: str, way: tuple[str, ...]) -> None:
        if node in way:
            found.append(" -> ".join((*way[way.index(node) :], node)))
        elif node not in done:
            for following in sorted(graph.get(node, ())):
                walk(following, (*way, node))
            done.add(node)

    for node in sorted(graph):
        walk(node, ())
    return found


def climbs(graph: dict[str, set[str]]) -> list[str]:
    """Every arrow from a room to one that stands after it."""
    return [
        f"{by} imports {module}, which stands above it"
        for by, modules in sorted(graph.items())
        for module in sorted(modules)
        if ROOMS.index(room_of(module)) > ROOMS.index(room_of(by))
    ]


def test_no_circles(imports: list[Import]) -> None:
    """No module imports, by whatever way, one that imports it."""
    assert circles(arrows(imports)) == []


def test_nothing_imports_what_stands_above_it(imports: list[Import]) -> None:
    """Each room imports only rooms that stand before it in ROOMS."""
    assert climbs(arrows(imports)) == []


def test_every_room_is_there_and_listed() -> None:
    """ROOMS names what there is: every package and every module at the top of a package, and nothing else."""
    there = {
        module_name(path, ROOT) if path.suffix else f"{package}.{path.name}"
        for package in OURS
        for path in (ROOT / package).iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert set(ROOMS) == there


def test_a_circle_and_a_climb_would_be_seen() -> None:
    """Two modules that import each other are named, and so is a lower room that imports a higher one."""
    graph = {"optim_core.formula.a": {"optim_core.rules.b"}, "optim_core.rules.b": {"optim_core.formula.a"}}
    assert circles(graph) == ["optim_core.formula.a -> optim_core.rules.b -> optim_core.formula.a"]
    assert climbs(graph) == ["optim_core.formula.a imports optim_core.rules.b, which stands above it"]


def script_arrows() -> dict[str, set[str]]:
    """Which of our scripts each of them imports, at once or later, by path under app/."""
    app = ROOT / "app"
    found: dict[str, set[str]] = {}
    for file in app.rglob("*.js"):
        text = file.read_text(encoding="utf-8")
        named = re.findall(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)"(\.[^"]+)\"""", text)
        found[file.relative_to(app).as_posix()] = {
            Path(os.path.normpath(file.parent / name)).relative_to(app).as_posix() for name in named
        }
    return found


def test_scripts_have_no_circles() -> None:
    """No script imports, by whatever way, one that imports it; and each finds what it imports."""
    graph = script_arrows()
    assert sum(map(len, graph.values())) > 100
    assert {name for names in graph.values() for name in names} <= graph.keys()
    assert circles(graph) == []


def test_scripts_keep_to_their_rooms() -> None:
    """The stage in the browser knows no page, a panel no other panel's folder and no page, a page no panel.

    Only `panels/panels.js`, the list, knows the panels; only the stage's middle, `stage/browser/*.js`, knows the list.
    """
    wrong = []
    for by, names in script_arrows().items():
        for name in names:
            same = by.rpartition("/")[0] == name.rpartition("/")[0]
            panel = name.startswith("panels/") and not same and by != "panels/panels.js"
            listed = name == "panels/panels.js" and Path(by).parent.as_posix() == "stage/browser"
            page = name.startswith("pages/") and not same
            if page or (panel and not listed):
                wrong.append(f"{by} imports {name}")
    assert wrong == []


@pytest.mark.parametrize(
    "module",
    ["optim_core", "optim_core.experiment.query", "optim_core.rules.reading", "optim_core.insights.what_happened"],
)
def test_the_core_starts_without_sympy(module: str) -> None:
    """Importing the core loads neither SymPy, which takes a second, nor Streamlit or Plotly."""
    program = f"import sys, {module}; print(*sorted({{'sympy', 'streamlit', 'plotly'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_no_file_of_the_app_is_named_after_a_package() -> None:
    """`streamlit run` puts app/ first on the path: a file named like a package would be imported in its place."""
    taken = set(sys.stdlib_module_names) | set(packages_distributions()) | set(OURS)
    assert {path.stem for path in (ROOT / "app").iterdir()} & taken - {"__init__", "__main__", "__pycache__"} == set()
