"""Whether one person's maps, races and trainings disturb another one's drag. `python -m benchmarks.others [kind ...]`

By turns nobody else is there, and somebody has the server draw one map, race or sweep after the other, or train one
network after the other, and hand over what came out; with kinds of jobs, only these. Measured is what
the one who drags waits for: the answer to a request for paths; and in Chromium, as in `benchmarks/live.py`, the time
from an input event to the end of the frame that shows its path. There the browser shares the machine with the server,
as it would not elsewhere. Absolute times depend on the machine.
"""

import asyncio
import http.client
import itertools
import statistics
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator

from app.start.jobs.registry import JOBS
from benchmarks.live import START, measure, opened
from benchmarks.served import ADDRESS, PORT, ROSENBROCK, chromium, p95

RUN = "run1=adam&run1.lr=0.1"
HEAVY = f"v=1&surface=ackley&steps=200&{RUN}"
NETWORK = f"v=1&surface=net_classes&steps=3000&run1=gd&run2=adam&run2.lr=0.05&seed={time.time_ns() % 10**6}"
ROUNDS = 6  # of each kind
SECONDS, PAUSE = 3.0, 0.01
GOAL = 50  # ms that others may add


def lines(kind: str, turn: int) -> Iterator[bytes]:
    """The lines of a job as they come. A network begins from another seed at each turn: what was trained is kept."""
    query = f"{NETWORK}{turn}" if kind == "train" else HEAVY
    with urllib.request.urlopen(f"{ADDRESS}insight/en/job/{kind}?{query}", timeout=300) as answer:
        yield from answer
    if kind == "train":
        with urllib.request.urlopen(f"{ADDRESS}stage/en/paths?{query}&train=1", timeout=300) as answer:
            answer.read()


class Others:
    """Somebody else, who has the server work without a pause: one job of each kind after the other."""

    def __init__(self) -> None:
        self.kinds, self.jobs = itertools.cycle(sys.argv[1:] or JOBS), 0

    def __enter__(self) -> None:
        self.end = threading.Event()
        self.thread = threading.Thread(target=self._work)
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.end.set()
        self.thread.join()

    def _work(self) -> None:
        while True:
            for _ in lines(next(self.kinds), self.jobs):
                if self.end.is_set():
                    return
            self.jobs += 1


def requests() -> list[float]:
    """How many ms each answer took while a start was moved for some seconds."""
    server = http.client.HTTPConnection("127.0.0.1", PORT)
    times, began = list[float](), time.perf_counter()
    for tick in itertools.count():
        asked = time.perf_counter()
        if asked - began > SECONDS:
            return times
        server.request("GET", f"/stage/en/paths?v=1&surface=rosenbrock&steps=200&x={tick / 1000}&y=1&{RUN}&draft=1")
        server.getresponse().read()
        times.append(1000 * (time.perf_counter() - asked))
        time.sleep(PAUSE)
    raise AssertionError


def report(what: str, others: Others, alone: list[list[float]], beside: list[list[float]]) -> None:
    """The median over the rounds of each round's p95: a single round may have had bad luck."""
    slow = [statistics.median(map(p95, rounds)) for rounds in (alone, beside)]
    median = [statistics.median(itertools.chain(*rounds)) for rounds in (alone, beside)]
    print(
        f"{what:16s} alone: median {median[0]:6.1f} ms, p95 {slow[0]:6.1f} ms; "
        f"beside others: median {median[1]:6.1f} ms, p95 {slow[1]:6.1f} ms; "
        f"added {slow[1] - slow[0]:+.1f} ms (goal: under {GOAL}), with {others.jobs} jobs done"
    )


async def main() -> None:
    async with chromium() as browser:
        requests()  # the first ones are slower
        others, alone, beside = Others(), [], []
        for _ in range(ROUNDS):
            alone.append(requests())
            with others:
                beside.append(requests())
        report("paths request", others, alone, beside)
        others, alone, beside = Others(), [], []
        for turn in range(2 * ROUNDS):
            page = await opened(browser, f"{ROSENBROCK}&{RUN}")
            if turn % 2:
                with others:
                    beside.append((await measure(page, START))[0]["delays"])
            else:
                alone.append((await measure(page, START))[0]["delays"])
            await page.close()
        report("drag in Chromium", others, alone, beside)


if __name__ == "__main__":
    asyncio.run(main())
