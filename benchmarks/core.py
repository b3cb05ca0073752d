"""How fast the numerics are, side by side with what they can be compared with: `make bench`.

Both sides of a comparison run in turn in this process, in blocks of at least 20 ms, so that each is measured with its
code and data at hand; medians of 15 blocks are compared. Read the ratios: a busy machine slows both sides.
"""

import platform
import sys
import time
from functools import partial
from statistics import median

import numpy as np

from benchmarks.batched_c import compare_with_c
from benchmarks.libraries import compare_with_optax, compare_with_torch
from benchmarks.plain_loops import PLAIN
from benchmarks.sides import ROSENBROCK, START, STEPS, default_hypers, heading, in_turn, report, same_work
from optim_core import FormulaError, simulate
from optim_core.formula import compile_text, warm

REFUSED = ("2x", "3(x+1)", "|x|", "sin x", "x²", "x^2 +", "__import__('os')", "x.y", "(" * 150, "x^x^x^x^x", "1e999*x")
TYPED = (
    "(1 - x)^2 + {}*(y - x^2)^2",
    "sin({}*x)*exp(-y^2) + x^4",
    "log(x^2 + y^2 + {}) + sqrt(x^2 + 1)",
    "tanh({}*x*y)",
)


def compare_with_plain_python() -> None:
    heading(f"One path of {STEPS} steps on Rosenbrock, against a hand-written Python loop", "loop, ms")
    for slug, loop in PLAIN.items():
        hypers = default_hypers(slug)
        same_work(simulate(slug, ROSENBROCK, START, STEPS).points[:, 0], loop(START, STEPS, **hypers)["points"])
        ours, other = in_turn(partial(simulate, slug, ROSENBROCK, START, STEPS), partial(loop, START, STEPS, **hypers))
        report(slug, ours, other, "at most 3", ours <= 3 * other, f"{ours / other:.2f}")


def time_formulas() -> None:
    warm()
    compile_text("x^2 + y^2 + 0.5")  # waits for the worker

    def refuse(text: str) -> None:
        try:
            compile_text(text)
        except FormulaError:
            return
        raise SystemExit(f"{text} should have been refused")

    refused = [in_turn(partial(refuse, text))[0] for text in REFUSED]
    typed = []
    for text in TYPED:
        for number in range(3, 10):  # never the same formula twice: answers are kept
            begin = time.perf_counter()
            compile_text(text.format(number))
            typed.append(1000 * (time.perf_counter() - begin))
    print(f"\nFormulas\n  {'':<34}{'median, ms':>11}{'worst, ms':>11}   {'goal':<16}reached")
    for what, times, goal in (("refused by the whitelist", refused, 5), ("compiled in the warm worker", typed, 2000)):
        worst, reached = max(times), "yes" if max(times) < goal else "NO"
        print(f"  {what:<34}{median(times):>11.2f}{worst:>11.2f}   {f'under {goal} ms':<16}{reached}")


def main() -> None:
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}, {sys.platform}")
    compare_with_plain_python()
    compare_with_torch()
    compare_with_optax()
    compare_with_c()
    time_formulas()


if __name__ == "__main__":
    main()
