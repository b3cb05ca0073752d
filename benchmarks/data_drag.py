"""How live a drag of a data point is: the surface, the fit and the path follow it. `python -m benchmarks.data_drag`

As in benchmarks/live.py, the pointer moves at 60 Hz for three seconds in a real Chromium. A frame counts when its paths
came with their surface and are painted. Absolute times depend on the machine.
"""

import asyncio
import statistics
from typing import Any

from playwright.async_api import Page

from benchmarks.live import LISTEN, RESULT, drag, opened
from benchmarks.served import chromium, p95

GOAL = 20  # frames a second
LINE = "surface=line&data=outliers&steps=100&run1=gd&run1.lr=0.05"
WHAT = {
    "line, a point": LINE,
    "line, a point, 3 runs": f"{LINE}&run2=adam&run2.lr=0.1&run3=momentum&run3.lr=0.01",
    "polynomial, a point": "surface=polynomial&steps=200&run1=adam&run1.lr=0.05",
    "border, a point": "surface=logistic&steps=100&run1=gd&run1.lr=0.5",
    "network 1-8-1, a point": "surface=net_curve&width=8&steps=300&run1=adam&run1.lr=0.02",
}
POINT = """() => {
  const dots = [...document.querySelector(".stage-scatter-points, .stage-classes-points").children];
  const box = dots.filter((dot) => dot.getAttribute("fill") !== "none").at(-1).getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""
COUNT = """() => {
  seen.surfaces = 0;
  const paint = CanvasRenderingContext2D.prototype.stroke;
  CanvasRenderingContext2D.prototype.stroke = function (...path) {
    seen.surfaces += this.canvas.classList?.contains("stage-living") ? 1 : 0;
    return paint.apply(this, path);
  };
}"""


async def measure(page: Page) -> tuple[dict[str, Any], float]:
    """Drags the last example up and down, and returns what was seen."""
    await page.evaluate(LISTEN)
    await page.evaluate(COUNT)
    x, y = await page.evaluate(POINT)
    took = await drag(page, x, y, (-40, 120))
    await page.wait_for_timeout(300)
    seen: dict[str, Any] = await page.evaluate(RESULT)
    return seen | {"surfaces": await page.evaluate("() => seen.surfaces")}, took


async def main() -> None:
    async with chromium() as browser:
        print("                              paths/s  surfaces/s  input to paint, ms   bytes")
        print("                              painted  painted     median     p95     update")
        for name, query in WHAT.items():
            page = await opened(browser, query)
            seen, took = await measure(page)
            delays = seen["delays"]
            print(
                f"{name:30s}{seen['paths'] / took:7.1f}{seen['surfaces'] / took:11.1f}"
                f"{statistics.median(delays):10.1f}{p95(delays):9.1f}{statistics.median(seen['bytes']):11.0f}"
                f"   (goal: {GOAL} a second)"
            )
            await page.close()


if __name__ == "__main__":
    asyncio.run(main())
