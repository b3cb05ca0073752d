"""How fast the numerics are, side by side with what they can be compared with: `make bench`.

Both sides of a comparison run in turn in this process, in blocks of at least 20 ms, so that each is measured with its
code and data at hand; medians of 15 blocks are compared. Read the ratios: a busy machine slows both sides.
"""

from __future__ import annotations

import ctypes
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.plain_loops import PLAIN, rosenbrock
from optim_core import OPTIMIZERS, SURFACES, FormulaError, simulate
from optim_core.formula import compile_text, warm
from optim_core.rules.choices import ready

STEPS, START = 200, (-1.2, 1.0)
ROSENBROCK = SURFACES["rosenbrock"]
PATHS = 1024
C_SOURCE = Path(__file__).with_name("batched_adam.c")
REFUSED = ("2x", "3(x+1)", "|x|", "sin x", "x²", "x^2 +", "__import__('os')", "x.y", "(" * 150, "x^x^x^x^x", "1e999*x")
TYPED = (
    "(1 - x)^2 + {}*(y - x^2)^2",
    "sin({}*x)*exp(-y^2) + x^4",
    "log(x^2 + y^2 + {}) + sqrt(x^2 + 1)",
    "tanh({}*x*y)",
)


BLOCK, ROUNDS = 0.02, 15  # seconds, blocks


def in_turn(*sides: Callable[[], Any]) -> list[float]:
    """The median milliseconds of one call of each side."""
    times: list[list[float]] = [[] for _ in sides]
    for _ in range(ROUNDS):
        for side, taken in zip(sides, times, strict=True):
            calls, begin = 0, time.perf_counter()
            while (passed := time.perf_counter() - begin) < BLOCK:
                side()
                calls += 1
            taken.append(1000 * passed / calls)
    return [median(taken) for taken in times]


def report(what: str, ours: float, other: float, goal: str, reached: bool, ratio: str) -> None:
    print(f"  {what:<22}{ours:>9.3f}{other:>11.3f}   {ratio:<14}{goal:<16}{'yes' if reached else 'NO'}")


def heading(text: str, other: str) -> None:
    print(f"\n{text}\n  {'':<22}{'ours, ms':>9}{other:>11}   {'ratio':<14}{'goal':<16}reached")


def default_hypers(slug: str) -> dict[str, float]:
    return {name: hyper.default for name, hyper in ready(OPTIMIZERS[slug]).hypers.items()}


def compare_with_plain_python() -> None:
    heading(f"One path of {STEPS} steps on Rosenbrock, against a hand-written Python loop", "loop, ms")
    for slug, loop in PLAIN.items():
        hypers = default_hypers(slug)
        _same(simulate(slug, ROSENBROCK, START, STEPS).points[:, 0], loop(START, STEPS, **hypers)["points"])
        ours, other = in_turn(
            lambda slug=slug: simulate(slug, ROSENBROCK, START, STEPS),
            lambda loop=loop, hypers=hypers: loop(START, STEPS, **hypers),
        )
        report(slug, ours, other, "at most 3", ours <= 3 * other, f"{ours / other:.2f}")


def compare_with_torch() -> None:
    try:
        import torch
    except ImportError:
        print("\nOne path against torch.optim: not measured, torch is not installed here (pip install torch==2.13.0)")
        return
    from tests.oracle.make_torch_reference import RULES, make_optimizer

    torch.set_num_threads(1)

    def loop(slug: str, hypers: dict[str, float]) -> np.ndarray:
        """torch.optim with the gradient given; it records what simulate records, and makes arrays at the end."""
        point = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        optimizer = make_optimizer(slug, point, hypers)
        states = RULES[slug][2].values()
        points, losses, gradients, kept = [point.detach().clone()], [], [], {}
        for t in range(1, STEPS + 2):
            loss, *slopes = rosenbrock(*point.tolist())
            losses.append(loss)
            gradients.append(slopes)
            if t > STEPS:
                break
            point.grad = torch.tensor(slopes, dtype=torch.float64)
            optimizer.step()
            if t == 1:  # what torch keeps depends on the settings
                kept = {name: [] for name in states if name in optimizer.state[point]}
            points.append(point.detach().clone())
            for name in kept:
                kept[name].append(optimizer.state[point][name].clone())
        path = torch.stack(points).numpy()
        _ = [
            np.array(losses),
            np.array(gradients),
            np.diff(path, axis=0),
            *(torch.stack(rows).numpy() for rows in kept.values()),
        ]
        return path

    heading(f"One path of {STEPS} steps on Rosenbrock, against torch.optim {torch.__version__}", "torch, ms")
    for slug in RULES:
        hypers = default_hypers(slug)
        ours, other = in_turn(
            lambda slug=slug: simulate(slug, ROSENBROCK, START, STEPS),
            lambda slug=slug, hypers=hypers: loop(slug, hypers),
        )
        report(slug, ours, other, "at least 20", other >= 20 * ours, f"1/{other / ours:.1f}")


def compare_with_optax() -> None:
    try:
        import jax
        import optax
    except ImportError:
        print("\nOne path against optax: not measured, optax is not installed here (pip install optax==0.2.8)")
        return
    jax.config.update("jax_enable_x64", True)
    start = jax.numpy.array(START)

    def loss(p: Any) -> Any:
        return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] * p[0]) ** 2

    def scanned(optimizer: Any) -> Callable[[Any], Any]:
        """A loop over all steps as one compiled function; it records points, losses and gradients."""

        def step(carry: Any, _: Any) -> Any:
            point, state = carry
            value, gradient = jax.value_and_grad(loss)(point)
            updates, state = optimizer.update(gradient, state, point)
            return (optax.apply_updates(point, updates), state), (point, value, gradient)

        return jax.jit(lambda p: jax.lax.scan(step, (p, optimizer.init(p)), None, length=STEPS)[1])

    version = f"optax {optax.__version__}, jitted"
    print(f"\nOne path of {STEPS} steps on Rosenbrock, against {version}: the first call compiles, then it is warm")
    print(f"  {'':<22}{'ours, ms':>9}{'first, ms':>11}{'warm, ms':>11}   ours to the first call and to a warm one")
    for slug in (
        "gd",
        "momentum",
        "adagrad",
        "rmsprop",
        "adam",
        "amsgrad",
        "adamw",
        "adamax",
        "nadam",
        "radam",
        "lion",
    ):
        hypers = default_hypers(slug)
        call = OPTIMIZERS[slug].libraries["optax"].call
        values = {name: bool(v) if OPTIMIZERS[slug].hypers[name].switch else v for name, v in hypers.items()}
        optimizer = eval(call.format(**values), {"optax": optax})  # our registry's own text
        run = scanned(optimizer)
        begin = time.perf_counter()
        jax.block_until_ready(run(start))
        first = 1000 * (time.perf_counter() - begin)
        ours, warm_call = in_turn(
            lambda slug=slug: simulate(slug, ROSENBROCK, START, STEPS),
            lambda run=run: [np.asarray(part) for part in run(start)],
        )
        ratios = f"1/{first / ours:.0f} and {ours / warm_call:.1f}"
        print(f"  {slug:<22}{ours:>9.3f}{first:>11.1f}{warm_call:>11.3f}   {ratios}")


def compare_with_c() -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        print(f"\n{PATHS} Adam paths against C: not measured, there is no C compiler (cc) here")
        return
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "batched_adam.so"
        subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, C_SOURCE, "-lm"], check=True)
        adam = ctypes.CDLL(str(library)).adam
    array = np.ctypeslib.ndpointer(np.float64, flags="C_CONTIGUOUS")
    adam.argtypes = [ctypes.c_int, ctypes.c_int, array, array, array, *[ctypes.c_double] * 4]
    adam.restype = None
    starts = np.random.default_rng(0).uniform(-2, 2, (PATHS, 2))
    hypers = default_hypers("adam")

    def in_c() -> np.ndarray:
        points = np.empty((STEPS + 1, 2, PATHS))
        points[0] = starts.T
        m, v = np.empty((2, PATHS)), np.empty((2, PATHS))
        adam(STEPS, PATHS, points, m, v, hypers["lr"], hypers["beta1"], hypers["beta2"], hypers["eps"])
        return points.transpose(0, 2, 1)

    _same(simulate("adam", ROSENBROCK, starts, STEPS).points, in_c())
    ours, last, other = in_turn(
        lambda: simulate("adam", ROSENBROCK, starts, STEPS),
        lambda: simulate("adam", ROSENBROCK, starts, STEPS, keep="last"),
        in_c,
    )
    heading(f"{PATHS} Adam paths of {STEPS} steps on Rosenbrock, against a batched C loop (cc -O2)", "C, ms")
    report("all rows kept", ours, other, "at most 5", ours <= 5 * other, f"{ours / other:.2f}")
    report("only the end kept", last, other, "at most 5", last <= 5 * other, f"{last / other:.2f}")


def time_formulas() -> None:
    warm()
    compile_text("x^2 + y^2 + 0.5")  # waits for the worker

    def refuse(text: str) -> None:
        try:
            compile_text(text)
        except FormulaError:
            return
        raise SystemExit(f"{text} should have been refused")

    refused = [in_turn(lambda text=text: refuse(text))[0] for text in REFUSED]
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


def _same(ours: np.ndarray, other: np.ndarray) -> None:
    np.testing.assert_allclose(ours, other, rtol=1e-6, atol=1e-6, err_msg="both sides must do the same work")


def main() -> None:
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}, {sys.platform}")
    compare_with_plain_python()
    compare_with_torch()
    compare_with_optax()
    compare_with_c()
    time_formulas()


if __name__ == "__main__":
    main()
