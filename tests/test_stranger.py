"""A stranger adds one thing of each kind as CONTRIBUTING says, and the fast tests are green at once.

What is added stands in tests/stranger/. The copy is asked in processes of its own, by the commands that people type.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ADDED = ROOT / "tests" / "stranger"
# Made by tools and tests. What is installed is shared with the copy; what mypy and Ruff know of the files comes along.
NOT_COPIED = shutil.ignore_patterns(
    *(".git", ".venv*", "node_modules", "__pycache__", ".pytest_cache", ".hypothesis"),
    *("build", "dist", "*.egg-info", "test-results"),
)
INSTALLED = (".venv", "node_modules")
WITHOUT_ITSELF = "PYTEST_ARGS=--ignore=tests/test_stranger.py"
THERE = """
from app.panels.answers import ANSWERS
from app.server.assets import ASSETS
from app.words.words import LANGUAGES, text
from lessons.course import course
from optim_core import OPTIMIZERS, SCHEDULES, SURFACES
assert "adabelief" in OPTIMIZERS
assert "inverse_root" in SCHEDULES
assert "matyas" in SURFACES
assert "distance" in ANSWERS
assert {"panels/distance/distance.js", "panels/distance/distance.css"} <= set(ASSETS)
assert "to-start-from" in course()
assert text("page.course", "pt") == "Curso"
assert "pt" in LANGUAGES
print("all there")
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with what a stranger adds."""
    place = tmp_path_factory.mktemp("stranger") / "descent-lab"
    shutil.copytree(ROOT, place, ignore=NOT_COPIED)
    for name in INSTALLED:
        if (ROOT / name).exists():
            (place / name).symlink_to((ROOT / name).resolve())
    shutil.copytree(ADDED / "tree", place, dirs_exist_ok=True)
    for line in tomllib.loads((ADDED / "lines.toml").read_text(encoding="utf-8"))["line"]:
        insert(place / line["file"], **line)
    numbers = [int(lesson.name[:2]) for lesson in (place / "lessons" / "en").glob("[0-9][0-9]-*.md")]
    shutil.copy(place / "lessons" / "template.md", place / f"lessons/en/{max(numbers) + 1:02}-to-start-from.md")
    return place


def insert(path: Path, *, file: str, text: str, before: str) -> None:
    """One line of lines.toml, before one that is there once."""
    old = path.read_text(encoding="utf-8")
    assert old.count(before) == 1, f"{file}: {before!r} stands there {old.count(before)} times"
    path.write_text(old.replace(before, f"{text}\n{before}"), encoding="utf-8")


def told(copy: Path, *command: str) -> str:
    """What a command says in the copy, where nothing tells that this is continuous integration or a test."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    inherited.pop("CI", None)
    for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
        inherited.pop(name, None)
    done = subprocess.run(
        command, cwd=copy, env=inherited, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-20_000:]
    return done.stdout


def test_what_was_added_is_there(copy: Path) -> None:
    """Registries, addresses, texts and the course of the copy know the new things."""
    assert told(copy, sys.executable, "-c", THERE) == "all there\n"


@pytest.mark.ci
@pytest.mark.timeout(1800)
def test_the_fast_tests_are_green_at_once(copy: Path) -> None:
    """`make test FAST=1` passes in the copy: style, types and tests. What is skipped names the command that helps."""
    nothing_to_install = ("-o", ".venv/.test", "-o", "node_modules/.package-lock.json")
    said = told(copy, "make", *nothing_to_install, "test", "FAST=1", "PROCESSES=2", WITHOUT_ITSELF)
    skipped = [line for line in said.splitlines() if line.startswith("SKIPPED") and "reference" in line]
    assert any("adabelief" in line for line in skipped)
    assert any("inverse_root" in line for line in skipped)
    assert all("`make reference` makes it" in line for line in skipped if "adabelief" in line or "inverse_root" in line)
