"""The Chromium that the end-to-end tests drive: finding it, and `python -m tests.browser --install` to install one."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")

# Headless in a container, and silent: a browser under test has nobody to phone.
LAUNCH_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str | None:
    """The path of the Chromium to use: $CHROMIUM_PATH, or the first on PATH. None means Playwright's own."""
    chosen = os.environ.get("CHROMIUM_PATH")
    if chosen and not os.access(chosen, os.X_OK):
        raise FileNotFoundError(f"CHROMIUM_PATH names {chosen}, which cannot be run. Correct it, or unset it.")
    return chosen or next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright: Playwright) -> Browser:
    """Start the browser the tests use."""
    return playwright.chromium.launch(executable_path=executable(), args=LAUNCH_ARGS)


def install() -> str:
    """The path of a Chromium, installed first where there is none."""
    if found := executable() or _playwrights_own():
        return found
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if as_root and shutil.which("apt-get"):
        _run("apt-get", "update", "-q")
        _run("apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium", "fonts-liberation")
    if not executable():  # not Debian, or an Ubuntu, whose chromium package is only a pointer to another store
        _run(sys.executable, "-m", "playwright", "install", *(["--with-deps"] if as_root else []), "chromium")
    if found := executable() or _playwrights_own():
        return found
    raise SystemExit(
        "The end-to-end tests need Chromium, and it could not be installed. Install Chromium or Google Chrome by hand, "
        "set CHROMIUM_PATH to its path if it is not on PATH, and start again."
    )


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright  # late: it takes a second, and mostly a browser is on PATH

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _run(*command: str) -> None:
    """Run a step of an installation. One that fails shows its own error, and the next may still succeed."""
    print("$", *command, flush=True)
    subprocess.run(command, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, check=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.browser", description="Print the Chromium the tests use.")
    parser.add_argument("--install", action="store_true", help="install one where there is none")
    print(install() if parser.parse_args().install else executable() or _playwrights_own() or "none")
