"""How well strip and ruler keep up with a dragged start, in a real Chromium. `python -m benchmarks.strip`

The start is dragged for three seconds at 60 Hz, first with the answers of the insights held back and then with them, in
turns. Printed are the distinct paths and the distinct strips painted in a second, and what the strip costs the paths.
"""

import asyncio
import statistics
from typing import Any

import numpy as np
from playwright.async_api import Browser

from benchmarks.live import LISTEN, WATCH, drag
from benchmarks.served import ADDRESS, ROSENBROCK, VIEW, chromium

TURNS = 3
GOAL = 15  # strips a second, one run
RUNS = {
    "gradient descent": "run1=gd&run1.lr=0.001",
    "Adam": "run1=adam&run1.lr=0.1",
    "four runs": "run1=adam&run1.lr=0.1&run2=gd&run2.lr=0.001&run3=momentum&run3.lr=0.0003&run4=rmsprop&run4.lr=0.01",
}
WITHOUT = """
const asked = window.fetch;
window.fetch = (...request) => (String(request[0]).includes("/insight/") ? new Promise(() => {}) : asked(...request));
"""
COUNT = """
() => {
  window.strips = new Set();
  document.querySelector(".stage").addEventListener("strip-painted", (e) => strips.add(e.detail.query));
}
"""


async def turn(browser: Browser, runs: str, without: bool) -> tuple[float, float, float]:
    """Paths and strips a second while the start is dragged, and the median time from input to paint in ms."""
    page = await browser.new_page(viewport=VIEW)
    await page.add_init_script(WATCH + (WITHOUT if without else ""))
    await page.goto(f"{ADDRESS}?{ROSENBROCK}&{runs}")
    await page.wait_for_selector(".stage[data-rested]", timeout=60_000)
    await page.wait_for_timeout(1500)
    await page.evaluate(LISTEN)
    await page.evaluate(COUNT)
    box = await page.locator(".stage-handle").bounding_box()
    assert box
    took = await drag(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, (260, 40))
    seen: dict[str, Any] = await page.evaluate(
        "() => ({ paths: new Set(seen.paints.map(([q]) => q)).size, strips: strips.size,"
        " delays: seen.paints.filter(([q]) => seen.edits.has(q)).map(([q, t]) => t - seen.edits.get(q)) })"
    )
    await page.close()
    return seen["paths"] / took, seen["strips"] / took, statistics.median(seen["delays"])


async def main() -> None:
    async with chromium() as browser:
        print("                    without strip        with strip, a second       paths with")
        print("                    paths/s  delay, ms   paths/s  delay  strips/s    / without")
        for name, runs in RUNS.items():
            turns = [[await turn(browser, runs, without) for without in (True, False)] for _ in range(TURNS)]
            plain, both = np.median(np.array(turns), axis=0).tolist()
            print(
                f"{name:18s}{plain[0]:9.1f}{plain[2]:10.1f}{both[0]:11.1f}{both[2]:8.1f}{both[1]:9.1f}"
                f"{both[0] / plain[0]:11.2f}" + (f"   (goal: {GOAL} strips/s)" if name != "four runs" else "")
            )


if __name__ == "__main__":
    asyncio.run(main())
