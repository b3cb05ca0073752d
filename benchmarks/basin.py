"""How long a basin map takes to its first picture and to its last. `python -m benchmarks.basin`

Each map is asked for as the browser does, from an app of its own, over HTTP: 201 x 201 starts, 200 steps each. Printed
are the median of five and the slowest. Absolute times depend on the machine.
"""

import json
import statistics
import time
import urllib.request

from benchmarks.served import ADDRESS, served

TIMES = 5
FIRST_GOAL, ALL_GOAL = 0.3, 3.0  # seconds, for rules that ask for the gradient only
ADAM = "run1=adam&run1.lr=0.1"
MAPS = {
    "Himmelblau, gradient descent": "surface=himmelblau&run1=gd&run1.lr=0.01",
    "Himmelblau, Adam": f"surface=himmelblau&{ADAM}",
    "Rosenbrock, Adam": f"surface=rosenbrock&{ADAM}",
    "Ackley, Adam": f"surface=ackley&{ADAM}",
    "Rastrigin, momentum": "surface=rastrigin&run1=momentum",
    "Himmelblau with noise, Adam": f"surface=himmelblau&noise=1&{ADAM}",
    "a formula of one's own, Adam": f"formula=sin(x)*cos(y)%2B0.05*(x^2%2By^2)&{ADAM}",
}
OTHERS = {
    "Himmelblau, Newton": "surface=himmelblau&run1=newton",
    "minibatches of 8, Adam": f"surface=line256&batch=8&{ADAM}",
}


def timed(query: str) -> tuple[float, float]:
    """Seconds to the first picture and to the last."""
    began, pictures = time.perf_counter(), []
    with urllib.request.urlopen(f"{ADDRESS}insight/en/job/basin?v=1&steps=200&{query}", timeout=300) as answer:
        for line in answer:
            piece = json.loads(line)
            if "problems" in piece:
                raise SystemExit(" ".join(piece["problems"]))
            if "picture" in piece:
                pictures.append(time.perf_counter() - began)
    return pictures[0], pictures[-1]


def report(name: str, query: str, goals: str) -> None:
    firsts, lasts = zip(*(timed(query) for _ in range(TIMES)), strict=True)
    columns = "".join(f"{statistics.median(column):10.2f} s{max(column):7.2f} s" for column in (firsts, lasts))
    print(f"{name:32}{columns}{goals}")


def main() -> None:
    """Measure and print."""
    with served():
        timed(ADAM)  # the worker is warm from here on
        print(f"{'basin map':32}{'first':>12}{'slowest':>9}{'all':>12}{'slowest':>9}")
        for name, query in MAPS.items():
            report(name, query, f"   goals {FIRST_GOAL} s, {ALL_GOAL} s")
        for name, query in OTHERS.items():
            report(name, query, "")


if __name__ == "__main__":
    main()
