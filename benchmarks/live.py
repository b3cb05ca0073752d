"""How live the stage is: drags in a real Chromium and prints what a learner sees. `make bench-live`

For three seconds the pointer moves at 60 Hz, sent without waiting for answers. Printed are the distinct paths painted
in a second, the time from an input event to the end of the frame that shows its path, and the bytes of an update; then
how long a first visit takes and what a rerun of the page's script costs. Absolute times depend on the machine.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from typing import Any

from playwright.async_api import Browser, Page

from benchmarks.served import ADDRESS, ROSENBROCK, VIEW, chromium, p95

SECONDS, HERTZ = 3.0, 60
RUNS = {
    "one Adam run": "run1=adam&run1.lr=0.1",
    "four runs": "run1=adam&run1.lr=0.1&run2=gd&run2.lr=0.001&run3=momentum&run3.lr=0.0003&run4=rmsprop&run4.lr=0.01",
}
GOALS = {"one Adam run": (40, 60), "four runs": (25, 100)}  # at least this many paths a second, p95 below this many ms

WATCH = """
window.seen = { edits: new Map(), paints: [], bytes: [], flying: 0, mostFlying: 0 };
const ask = window.fetch;
window.fetch = async (...request) => {
  const counted = String(request[0]).includes("/paths?");
  if (counted) seen.mostFlying = Math.max(seen.mostFlying, ++seen.flying);
  try { return await ask(...request); } finally { if (counted) seen.flying--; }
};
"""
LISTEN = """
() => {
  const stage = document.querySelector(".stage");
  let latest = null;
  let moved = performance.now(); // when the pointer moved; a slider's own event is dated when the page gets round to it
  window.addEventListener("pointermove", (e) => { moved = e.timeStamp; }, true);
  stage.addEventListener("stage-edited", (e) => seen.edits.set(e.detail.query, moved));
  stage.addEventListener("stage-painted", (e) => {
    seen.bytes.push(e.detail.bytes);
    const waiting = latest !== null;
    latest = e.detail.query;
    if (waiting) return;
    requestAnimationFrame(() => {
      const query = latest;
      latest = null;
      const channel = new MessageChannel();
      channel.port1.onmessage = () => seen.paints.push([query, performance.now()]);
      channel.port2.postMessage(null);
    });
  });
}
"""
RESULT = """
() => ({
  delays: seen.paints.filter(([q]) => seen.edits.has(q)).map(([q, t]) => t - seen.edits.get(q)),
  paths: new Set(seen.paints.map(([q]) => q)).size,
  bytes: seen.bytes, mostFlying: seen.mostFlying, edits: seen.edits.size,
})
"""


async def drag(page: Page, x: float, y: float, reach: tuple[float, float]) -> float:
    """Moves the pressed pointer to and fro for some seconds, 60 times a second; returns the seconds it took."""
    session = await page.context.new_cdp_session(page)

    async def send(kind: str, dx: float, dy: float) -> None:
        event: dict[str, Any] = {"type": kind, "x": x + dx, "y": y + dy, "button": "left", "buttons": 1}
        await session.send("Input.dispatchMouseEvent", event | {"clickCount": 0 if kind == "mouseMoved" else 1})

    await send("mousePressed", 0, 0)
    began, sent = time.perf_counter(), []
    for tick in range(1, int(SECONDS * HERTZ) + 1):
        share = tick / (SECONDS * HERTZ)
        sent.append(asyncio.create_task(send("mouseMoved", reach[0] * share, reach[1] * share)))
        await asyncio.sleep(max(0.0, began + tick / HERTZ - time.perf_counter()))
    took = time.perf_counter() - began
    await asyncio.gather(*sent)
    await send("mouseReleased", *reach)
    return took


async def measure(page: Page, what: str) -> tuple[dict[str, Any], float]:
    await page.evaluate(LISTEN)
    target = page.locator(".stage-run .stage-range").first if what == "learning rate" else page.locator(".stage-handle")
    box = await target.bounding_box()
    assert box
    if what == "learning rate":
        thumb = await target.evaluate("e => e.value / e.max")
        place = (box["x"] + 8 + (box["width"] - 16) * thumb, box["y"] + box["height"] / 2)
        took = await drag(page, *place, (-0.4 * box["width"], 0))
    else:
        took = await drag(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, (260, 40))
    await page.wait_for_timeout(300)
    return await page.evaluate(RESULT), took


async def opened(browser: Browser, query: str) -> Page:
    page = await browser.new_page(viewport=VIEW)
    await page.add_init_script(WATCH)
    await page.goto(f"{ADDRESS}?{query}")
    await page.wait_for_selector(".stage[data-rested]", timeout=60_000)
    await page.wait_for_timeout(1500)
    return page


def rerun_ms() -> float:
    """The median time of a rerun of the page's script, in a process of its own without a browser."""
    script = (
        "import logging; logging.disable(logging.ERROR)\n"
        "import statistics, time\n"
        "from app.server import options\n"
        "from streamlit.testing.v1 import AppTest\n"
        "options.apply()\n"
        "page = AppTest.from_file('app/pages/navigation.py', default_timeout=60).run()\n"
        "times = []\n"
        "for _ in range(30):\n"
        "    began = time.perf_counter()\n"
        "    page.run()\n"
        "    times.append(time.perf_counter() - began)\n"
        "print(1000 * statistics.median(times))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


async def main() -> None:
    async with chromium() as browser:
        page = await browser.new_page(viewport=VIEW)
        began = time.perf_counter()
        await page.goto(ADDRESS)
        await page.wait_for_selector(".stage[data-rested]", timeout=60_000)
        took = time.perf_counter() - began
        print(f"first visit after start, until the stage is drawn: {took:.1f} s (goal: under 5)")
        await page.close()
        print("\n                              paths/s  input to paint, ms  bytes    requests")
        print("                              painted  median     p95      update   at once")
        for name, runs in RUNS.items():
            for what in ("learning rate", "start point"):
                page = await opened(browser, f"{ROSENBROCK}&{runs}")
                seen, took = await measure(page, what)
                delays, goal = seen["delays"], GOALS[name]
                print(
                    f"{name + ', ' + what:30s}{seen['paths'] / took:7.1f}"
                    f"{statistics.median(delays):9.1f}{p95(delays):9.1f}{statistics.median(seen['bytes']):12.0f}{seen['mostFlying']:8d}"
                    f"   (goal: {goal[0]}, p95 {goal[1]})"
                )
                await page.close()
    print(f"\nrerun of the page's script: {rerun_ms():.1f} ms (goal: under 30)")


if __name__ == "__main__":
    asyncio.run(main())
