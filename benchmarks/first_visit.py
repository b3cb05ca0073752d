"""What a first visit costs: how long until it can be dragged, how much travels, how much jumps. `make bench-visit`

Each visit has a browser that keeps nothing from before; the first is also the first after the server's start. "Live"
is the moment when the start can be dragged, "drawn" when Plotly has drawn all. Distances are Chromium's emulation.
"""

import asyncio
import time
from typing import NamedTuple

from playwright.async_api import Browser

from benchmarks.served import ADDRESS, VIEW, chromium

QUIET = 10.0  # seconds after "live" with nothing pressed
LONGEST = 120_000  # milliseconds
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


class Line(NamedTuple):
    """A way to the server."""

    name: str
    mbit: float = 0.0  # a second; 0: as much as there is
    rtt: float = 0.0  # milliseconds


LINES = (
    Line("just started, this machine"),
    Line("this machine"),
    Line("9 Mbit/s, 60 ms", 9, 60),
    Line("1.6 Mbit/s, 150 ms", 1.6, 150),
)


class Visit(NamedTuple):
    live: float  # seconds
    drawn: float
    live_bytes: int  # what had travelled by then
    bytes: int  # what had travelled QUIET seconds later
    requests: int
    shift: float  # Chromium's layout shift, over all of it


async def visit(browser: Browser, line: Line, quiet: float = QUIET) -> Visit:
    """One first visit over `line`."""
    context = await browser.new_context(viewport=VIEW)
    page = await context.new_page()
    wire = await context.new_cdp_session(page)
    arrived, asked = [0], [0]

    def count(event: dict[str, float]) -> None:
        arrived[0] += int(event["encodedDataLength"])

    wire.on("Network.loadingFinished", count)
    wire.on("Network.requestWillBeSent", lambda _: asked.__setitem__(0, asked[0] + 1))
    await wire.send("Network.enable")
    if line.mbit:
        speed = line.mbit * 125_000  # bytes
        await wire.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": line.rtt, "downloadThroughput": speed, "uploadThroughput": speed},
        )
    await page.add_init_script(SHIFTS)
    began = time.perf_counter()
    await page.goto(ADDRESS, timeout=LONGEST, wait_until="commit")
    await page.wait_for_selector(".stage-live .stage-handle", timeout=LONGEST)
    live, live_bytes = time.perf_counter() - began, arrived[0]
    await page.wait_for_selector(".stage[data-rested]", timeout=LONGEST)
    drawn = time.perf_counter() - began
    await page.wait_for_timeout(1000 * quiet)
    shift = float(await page.evaluate("window.shifted"))
    await context.close()
    return Visit(live, drawn, live_bytes, arrived[0], asked[0], shift)


async def main() -> None:
    print("a first visit                 live, s  drawn, s  MB until live  MB in all  requests  layout shift")
    async with chromium() as browser:
        for line in LINES:
            seen = await visit(browser, line)
            print(
                f"{line.name:30s}{seen.live:7.1f}{seen.drawn:10.1f}{seen.live_bytes / 1e6:15.2f}"
                f"{seen.bytes / 1e6:11.2f}{seen.requests:10d}{seen.shift:14.3f}"
            )


if __name__ == "__main__":
    asyncio.run(main())
