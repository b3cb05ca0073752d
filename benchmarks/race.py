"""How long a fair race of six optimizers x 32 learning rates takes. `python -m benchmarks.race`

Each race is run as the app runs it, by a warm worker process behind the pool, from the order to the last line. Printed
are the median of five, when the first sweep is there, and how many paths were followed. Absolute times depend on the
machine.
"""

import asyncio
import json
import statistics
import time

from app.server.jobs.pool import POOL
from app.server.jobs.stream import order, stream
from optim_core import SURFACES, Experiment
from optim_core.insights.race import RATES, read_race

TIMES = 5
GOAL = 5.0  # seconds, for the first of them
CLASSICS = "with.momentum.nesterov.adagrad.rmsprop.adam"
RACES = {
    "Rosenbrock, 200 evaluations": (Experiment(SURFACES["rosenbrock"]), CLASSICS),
    "Rosenbrock, 1000 evaluations": (Experiment(SURFACES["rosenbrock"]), f"budget.1000~{CLASSICS}"),
    "Rosenbrock with noise, 8 seeds": (Experiment(SURFACES["rosenbrock"], noise=1.0), CLASSICS),
    "256 examples in minibatches of 8, 8 seeds": (Experiment(SURFACES["line256"], batch=8), CLASSICS),
    "Rosenbrock, rules that ask for more": (Experiment(SURFACES["rosenbrock"]), "with.sam.line_search.newton.cg.bfgs"),
    "a network of 25 weights, 8 seeds": (Experiment(SURFACES["net_sine"]), CLASSICS),
}


async def timed(experiment: Experiment, text: str) -> tuple[float, float]:
    """Seconds until the first sweep and until the result."""
    what = order("race", {"query": experiment.to_query(), "race": text}, "en", None)  # a built-in formula is known
    began, first, last = time.perf_counter(), 0.0, 0.0
    async for line in stream(what, "en"):
        piece, now = json.loads(line), time.perf_counter() - began
        if "problems" in piece:
            raise SystemExit(" ".join(piece["problems"]))
        first = first or (now if "sweep" in piece else 0.0)
        last = now if "result" in piece else last
    return first, last


async def main() -> None:
    """Measure and print."""
    await timed(*RACES["Rosenbrock, 200 evaluations"])  # the worker is warm from here on
    print(f"{'race of six':44}{'paths':>8}{'first sweep':>14}{'result':>10}")
    for number, (name, (experiment, text)) in enumerate(RACES.items()):
        race = read_race(experiment, text)
        times = [await timed(experiment, text) for _ in range(TIMES)]
        first, last = (statistics.median(column) for column in zip(*times, strict=True))
        paths = len(race.entries) * race.seeds * (RATES + int(experiment.chance))
        missed = "  goal missed" if number == 0 and last > GOAL else ""
        print(f"{name:44}{paths:8}{first:12.2f} s{last:8.2f} s{missed}")
    POOL.close()


if __name__ == "__main__":
    asyncio.run(main())
