"""A release in one command: what it changes, and what keeps it from changing anything."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / ".ci" / "release.py"
CHANGELOG = """# What is new

## Unreleased

### Something to live in

- A lamp.

## 0.1.0 — 2026-01-01

- A chair.
"""
PROJECT = """
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "descent-lab"
dynamic = ["version"]
[tool.setuptools]
packages = ["optim_core"]
dynamic.version = { attr = "optim_core.__version__" }
"""
# a commit hook that runs this test names its own repository there
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}


class Project:
    """A small repository with what a release needs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("pyproject.toml", PROJECT)
        self.write("CHANGELOG.md", CHANGELOG)
        self.write("optim_core/__init__.py", '"""A core."""\n\n__version__ = "0.2.0"\n')
        self.write(".gitignore", "dist/\n")
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "A Tester")
        self.git("config", "user.email", "tester@example.org")
        self.commit()

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def git(self, *arguments: str) -> str:
        command = ["git", *arguments]
        return subprocess.run(command, cwd=self.folder, env=CLEAN, check=True, capture_output=True, text=True).stdout

    def commit(self) -> None:
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "Change")

    def release(self, *version: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(SCRIPT), *version]
        return subprocess.run(command, cwd=self.folder, env=CLEAN, check=False, capture_output=True, text=True)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.mark.slow
def test_a_release_is_one_command(project):
    """The version is set, the entries are dated, the wheel has it, and all of it is committed and tagged."""
    done = project.release("0.3.0")
    assert (done.returncode, done.stderr) == (0, "")
    assert '__version__ = "0.3.0"' in project.read("optim_core/__init__.py")
    today = datetime.date.today().isoformat()
    released = CHANGELOG.replace("## Unreleased\n", f"## Unreleased\n\n## 0.3.0 — {today}\n")
    assert project.read("CHANGELOG.md") == released
    assert project.git("status", "--porcelain") == ""
    assert project.git("log", "--format=%s", "v0.3.0").splitlines() == ["Release 0.3.0", "Change"]
    wheel = zipfile.ZipFile(project.folder / "dist" / "descent_lab-0.3.0-py3-none-any.whl")
    assert b'"0.3.0"' in wheel.read("optim_core/__init__.py")
    again = project.release("0.4.0")
    assert "has no entry" in again.stderr


def spoil(project: Project, how: str) -> None:
    if how == "changed":
        project.write("optim_core/new.py", "")
    elif how == "released":
        project.git("tag", "v0.3.0")
    elif how == "unbuildable":
        project.write("pyproject.toml", "[project]\nname = 3\n")
        project.commit()
    elif how == "silent":
        project.write("CHANGELOG.md", CHANGELOG.replace("- A lamp.\n", ""))
        project.commit()


@pytest.mark.parametrize(
    ("how", "version", "said"),
    [
        ("changed", "0.3.0", "Commit or remove"),
        ("released", "0.3.0", "a tag v0.3.0 already"),
        ("silent", "0.3.0", "has no entry"),
        pytest.param("unbuildable", "0.3.0", "pip wheel", marks=pytest.mark.slow),
        ("older", "0.1.9", "older than 0.2.0"),
        ("no version", "", "three numbers"),
        ("no version", "3", "three numbers"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_changed(project, how, version, said):
    """Neither version nor changelog nor history is another after a refusal."""
    spoil(project, how)
    before = [project.git(*question) for question in (("status", "--porcelain"), ("log",), ("tag",))]
    done = project.release(version)
    assert done.returncode == 1
    assert done.stderr.startswith("No release.")
    assert said in done.stderr
    assert [project.git(*question) for question in (("status", "--porcelain"), ("log",), ("tag",))] == before
