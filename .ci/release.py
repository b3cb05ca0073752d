"""Makes a release, `make release VERSION=0.3.0`: version, changelog, wheel, commit and tag.

It pushes nothing. Where something is missing, it says what and changes nothing.
"""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
import tempfile
from pathlib import Path

VERSION_FILE, CHANGELOG = Path("optim_core/__init__.py"), Path("CHANGELOG.md")
VERSION = re.compile(r'^__version__ = "(\d+\.\d+\.\d+)"$', re.MULTILINE)
UNRELEASED = "## Unreleased"


class Refused(Exception):
    """Why there is no release."""


def release(wanted: str, today: str) -> Path:
    """Make the release in the working directory's repository, and return its wheel."""
    check_tree(wanted)
    module, changelog = VERSION_FILE.read_text(encoding="utf-8"), CHANGELOG.read_text(encoding="utf-8")
    changed = {VERSION_FILE: with_version(module, wanted), CHANGELOG: dated(changelog, wanted, today)}
    try:
        for path, text in changed.items():
            path.write_text(text, encoding="utf-8")
            git("add", str(path))
        wheel = build()
        git("commit", "--quiet", "--allow-empty", "--message", f"Release {wanted}")
    except BaseException:
        git("reset", "--quiet", "--hard")  # the tree was clean
        raise
    git("tag", "--annotate", f"v{wanted}", "--message", f"Descent Lab {wanted}")
    return wheel


def check_tree(wanted: str) -> None:
    """Refuse where the release would not be of what is committed, or is one already."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", wanted):
        raise Refused(f"A version has three numbers, such as 0.3.0, and not “{wanted}”: make release VERSION=0.3.0")
    if changes := git("status", "--porcelain"):
        raise Refused(f"Commit or remove these changes first:\n{changes}")
    if git("tag", "--list", f"v{wanted}"):
        raise Refused(f"There is a tag v{wanted} already. Choose the next version.")


def with_version(module: str, wanted: str) -> str:
    """The module with the version set."""
    found = VERSION.search(module)
    if not found:
        raise Refused(f"{VERSION_FILE} has no line __version__ = “...”.")
    if numbers(wanted) < numbers(found[1]):
        raise Refused(f"{wanted} is older than {found[1]}, which {VERSION_FILE} says. Choose that or a later one.")
    return VERSION.sub(f'__version__ = "{wanted}"', module)


def dated(changelog: str, wanted: str, today: str) -> str:
    """The changelog with its unreleased entries under the version, and an empty place for those to come."""
    before, heading, rest = changelog.partition(f"\n{UNRELEASED}\n")
    entries = rest.partition("\n## ")[0]
    if not heading or not re.search(r"^- \S", entries, re.MULTILINE):
        raise Refused(f"{CHANGELOG} has no entry under “{UNRELEASED}”. Say what is new for those who use the app.")
    return f"{before}{heading}\n## {wanted} — {today}\n{rest}"


def build() -> Path:
    """The wheel of what is staged, from a copy: setuptools would take along what an earlier build left behind."""
    with tempfile.TemporaryDirectory() as copy:
        git("checkout-index", "--all", f"--prefix={copy}/")
        run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", "dist", copy)
    return max(Path("dist").glob("*.whl"), key=lambda path: path.stat().st_mtime)


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def git(*arguments: str) -> str:
    return run("git", *arguments)


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    try:
        made = release(sys.argv[1] if len(sys.argv) > 1 else "", datetime.date.today().isoformat())
    except Refused as problem:
        sys.exit(f"No release. {problem}")
    print(f"{made}\nCommitted and tagged. To publish it: git push --follow-tags")
