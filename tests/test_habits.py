"""What keeps the project in order outside of Python: GitHub's forms, the commit hook, the commands docs name."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GITHUB = ROOT / ".github"
FORMS = {
    "github-workflows": [*GITHUB.glob("workflows/*.yml")],
    "github-issue-forms": [path for path in GITHUB.glob("ISSUE_TEMPLATE/*.yml") if path.stem != "config"],
    "github-issue-config": [GITHUB / "ISSUE_TEMPLATE" / "config.yml"],
    "citation-file-format": [ROOT / "CITATION.cff"],
}
TARGETS = set(re.findall(r"^([a-z][\w-]*):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
NAMING = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/*.md"),
    *GITHUB.rglob("*.yml"),
    ROOT / ".pre-commit-config.yaml",
    ROOT / ".ci" / "run",
]
# In running text only what stands in backquotes is a command: "to make test runs short" is none.
COMMAND = re.compile(r"(?:`|^\s*|run: |entry: )make ([a-z][\w-]*)", re.MULTILINE)


@pytest.mark.parametrize("schema", FORMS)
def test_the_forms_are_as_their_readers_want_them(schema):
    """GitHub ignores a workflow or a template that it does not understand, and says so to nobody who looks here."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *FORMS[schema]]
    assert FORMS[schema]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_command_that_is_named_exists():
    """Docs, hook and workflows name targets that the Makefile has."""
    named = {target: path for path in NAMING for target in COMMAND.findall(path.read_text(encoding="utf-8"))}
    assert {target: path.name for target, path in named.items() if target not in TARGETS} == {}
    assert {"test", "run", "test-deep", "release"} <= named.keys()


def test_nothing_is_committed_that_tools_leave_behind():
    """What .gitignore names is in no commit."""
    if not (ROOT / ".git").exists():
        pytest.skip("this copy of the project is no git checkout")
    command = ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == ""


def test_no_file_is_long():
    """A file has at most 250 lines, one of the tests 500, but where it is a registry or declares types."""
    data = {"optim_core/surfaces/formulas.py", "app/stage/browser/types/stage.d.ts"}
    most = {"app": 250, "lessons": 250, "optim_core": 250, "benchmarks": 250, "tests": 500}
    files = [path for room in most for end in ("py", "js", "ts", "css") for path in (ROOT / room).rglob(f"*.{end}")]
    lines = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8").count("\n") for path in files}
    assert {name.partition("/")[0] for name in lines} == most.keys()
    assert {name for name, count in lines.items() if count > most[name.partition("/")[0]]} <= data


def test_the_commit_hook_needs_no_other_repository():
    """It runs what a checkout has, so nothing is fetched and no version can differ from the lock's."""
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"repo: (\S+)", hooks) == ["local"]
