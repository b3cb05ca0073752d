"""The app in a process of its own and a Chromium to look at it with, for as long as something is measured."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

from playwright.async_api import Browser, ViewportSize, async_playwright

from tests.browser import LAUNCH_ARGS, executable

PORT = 8797
ADDRESS = f"http://127.0.0.1:{PORT}/"
VIEW: ViewportSize = {"width": 1280, "height": 1000}
ROSENBROCK = "v=1&surface=rosenbrock&x=-1.2&y=1&steps=200"


@contextmanager
def served() -> Iterator[None]:
    """The app answers at ADDRESS."""
    process = subprocess.Popen([sys.executable, "-m", "app", "--port", str(PORT)], stdout=subprocess.DEVNULL)
    try:
        _wait()
        yield
    finally:
        process.terminate()
        process.wait(10)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The app answers, and this browser can open it."""
    with served():
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=executable(), args=LAUNCH_ARGS)
            yield browser
            await browser.close()


def p95(times: Sequence[float]) -> float:
    """What 19 of 20 stay below."""
    return sorted(times)[int(0.95 * (len(times) - 1))]


def _wait() -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{ADDRESS}_stcore/health", timeout=1).read()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The app did not start.")
