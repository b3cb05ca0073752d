"""How live the stage is: drags in a real Chromium and prints what a learner sees. `make bench-live`

For some seconds the pointer moves at 60 Hz, sent without waiting for answers. Printed are the distinct paths painted
in a second, the time from an input event to the end of the frame that shows its path, and the bytes of an update; then
what a rerun of the page's script costs. Absolute times depend on the machine.

    make bench-live LIVE_ARGS="--rtt 100"       as far away as a server in another country
    make bench-live LIVE_ARGS="--slow 4"        as slow as a phone
    make bench-live LIVE_ARGS="--only network"  what has this word in its name
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from typing import Any, NamedTuple

from playwright.async_api import Browser, Page

from benchmarks.served import ADDRESS, ROSENBROCK, VIEW, chromium, p95

SECONDS, HERTZ = 3.0, 60
ADAM = "run1=adam&run1.lr=0.1"
FOUR = f"{ADAM}&run2=gd&run2.lr=0.001&run3=momentum&run3.lr=0.0003&run4=rmsprop&run4.lr=0.01"
RAVINE = f"v=1&surface=ravine&steps=200&{FOUR}"
NETWORK = "v=1&surface=net_curve&width=8&steps=300&run1=adam&run1.lr=0.02"
RATE, SHAPE = ".stage-run .stage-range", "section[aria-label='Shape of the surface'] .stage-range"
START = ".stage-handle"


class Goal(NamedTuple):
    paths: float  # a second, at least
    p95: float  # milliseconds, at most


FOLLOWED = (Goal(55, 45), Goal(30, 120))  # with the processor as it is, and slowed
CASES = {
    "one run, rate": (f"{ROSENBROCK}&{ADAM}", RATE, FOLLOWED),
    "one run, start": (f"{ROSENBROCK}&{ADAM}", START, FOLLOWED),
    "four runs, rate": (f"{ROSENBROCK}&{FOUR}", RATE, FOLLOWED),
    "four runs, start": (f"{ROSENBROCK}&{FOUR}", START, FOLLOWED),
    "shape, map and four paths": (RAVINE, SHAPE, (Goal(30, 80), Goal(30, 120))),
    "network, rate": (NETWORK, RATE, (Goal(25, 80), Goal(25, 120))),  # and the round trip
}

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


async def drag(page: Page, x: float, y: float, reach: tuple[float, float], seconds: float = SECONDS) -> float:
    """Moves the pressed pointer to and fro for some seconds, 60 times a second; returns the seconds it took."""
    session = await page.context.new_cdp_session(page)

    async def send(kind: str, dx: float, dy: float) -> None:
        event: dict[str, Any] = {"type": kind, "x": x + dx, "y": y + dy, "button": "left", "buttons": 1}
        await session.send("Input.dispatchMouseEvent", event | {"clickCount": 0 if kind == "mouseMoved" else 1})

    await send("mousePressed", 0, 0)
    began, sent = time.perf_counter(), []
    for tick in range(1, int(seconds * HERTZ) + 1):
        share = tick / (seconds * HERTZ)
        sent.append(asyncio.create_task(send("mouseMoved", reach[0] * share, reach[1] * share)))
        await asyncio.sleep(max(0.0, began + tick / HERTZ - time.perf_counter()))
    took = time.perf_counter() - began
    await asyncio.gather(*sent)
    await send("mouseReleased", *reach)
    return took


async def measure(page: Page, target: str, seconds: float = SECONDS) -> tuple[dict[str, Any], float]:
    """Drags the first slider that matches, or the start, and returns what was seen and for how long."""
    await page.evaluate(LISTEN)
    held = page.locator(target).first
    if target == SHAPE:
        await page.locator(".stage-setup summary").first.click()
    await held.scroll_into_view_if_needed()
    box = await held.bounding_box()
    assert box
    if target == START:
        took = await drag(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, (260, 40), seconds)
    else:
        thumb = await held.evaluate("e => e.value / e.max")
        place = (box["x"] + 8 + (box["width"] - 16) * thumb, box["y"] + box["height"] / 2)
        way = -0.4 if thumb > 0.5 else 0.4
        took = await drag(page, *place, (way * box["width"], 0), seconds)
    await page.wait_for_timeout(300)
    return await page.evaluate(RESULT), took


async def opened(browser: Browser, query: str) -> Page:
    page = await browser.new_page(viewport=VIEW)
    await page.add_init_script(WATCH)
    await page.goto(f"{ADDRESS}?{query}")
    await page.wait_for_selector(".stage[data-rested]", timeout=60_000)
    await page.wait_for_timeout(1500)
    return page


async def hinder(page: Page, rtt: float, slow: float) -> None:
    """From now on each request takes `rtt` milliseconds longer, and the page's processor is `slow` times as slow."""
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": slow})
    await session.send("Network.enable")
    speed = {"offline": False, "latency": rtt, "downloadThroughput": -1, "uploadThroughput": -1}
    await session.send("Network.emulateNetworkConditions", speed)


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


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How live the stage is.")
    parser.add_argument("--rtt", type=float, default=0, metavar="MS", help="what a round trip takes longer")
    parser.add_argument("--slow", type=float, default=1, metavar="FACTOR", help="how much slower the processor is")
    parser.add_argument("--runs", type=int, default=1, metavar="N", help="how often each drag is measured")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each drag takes")
    parser.add_argument("--only", default="", metavar="WORDS", help="the drags with these words in their names")
    return parser.parse_args()


async def main() -> None:
    asked = arguments()
    async with chromium() as browser:
        print(f"round trip + {asked.rtt:g} ms, processor / {asked.slow:g}, drags of {asked.seconds:g} s")
        print("                              paths/s  input to paint, ms  bytes    requests")
        print("                              painted  median     p95      update   at once")
        for name, (query, target, goals) in CASES.items():
            for _ in range(asked.runs if asked.only in name else 0):
                page = await opened(browser, query)
                await hinder(page, asked.rtt, asked.slow)
                seen, took = await measure(page, target, asked.seconds)
                delays, size = seen["delays"] or [float("nan")], statistics.median(seen["bytes"] or [0])
                goal = goals[asked.slow > 1]
                most = goal.p95 + (asked.rtt if query == NETWORK else 0)
                print(
                    f"{name:30s}{seen['paths'] / took:7.1f}{statistics.median(delays):9.1f}{p95(delays):9.1f}"
                    f"{size:12.0f}{seen['mostFlying']:8d}   (goal: {goal.paths:g}, p95 {most:g})"
                )
                await page.close()
    if not asked.only:
        print(f"\nrerun of the page's script: {rerun_ms():.1f} ms (goal: under 30)")


if __name__ == "__main__":
    asyncio.run(main())
