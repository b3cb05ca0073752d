"""How fast one path is beside PyTorch and optax, where these are installed."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from benchmarks.plain_loops import rosenbrock
from benchmarks.sides import ROSENBROCK, START, STEPS, default_hypers, heading, in_turn, report
from optim_core import OPTIMIZERS, simulate

OPTAX = ["gd", "momentum", "adagrad", "rmsprop", "adam", "amsgrad", "adamw", "adamax", "nadam", "radam", "lion"]


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
        points, losses, gradients, kept = [point.detach().clone()], [], [], dict[str, list[Any]]()
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
        path: np.ndarray = torch.stack(points).numpy()
        _ = [
            np.array(losses),
            np.array(gradients),
            np.diff(path, axis=0),
            *(torch.stack(rows).numpy() for rows in kept.values()),
        ]
        return path

    heading(f"One path of {STEPS} steps on Rosenbrock, against torch.optim {torch.__version__}", "torch, ms")
    for slug in RULES:
        ours, other = in_turn(
            partial(simulate, slug, ROSENBROCK, START, STEPS), partial(loop, slug, default_hypers(slug))
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

    def as_arrays(run: Callable[[Any], Any], start: Any) -> list[np.ndarray]:
        return [np.asarray(part) for part in run(start)]

    def scanned(optimizer: Any) -> Callable[[Any], Any]:
        """A loop over all steps as one compiled function; it records points, losses and gradients."""

        def step(carry: Any, _: Any) -> Any:
            point, state = carry
            value, gradient = jax.value_and_grad(loss)(point)
            updates, state = optimizer.update(gradient, state, point)
            return (optax.apply_updates(point, updates), state), (point, value, gradient)

        loop: Callable[[Any], Any] = jax.jit(
            lambda p: jax.lax.scan(step, (p, optimizer.init(p)), None, length=STEPS)[1]
        )
        return loop

    version = f"optax {optax.__version__}, jitted"
    print(f"\nOne path of {STEPS} steps on Rosenbrock, against {version}: the first call compiles, then it is warm")
    print(f"  {'':<22}{'ours, ms':>9}{'first, ms':>11}{'warm, ms':>11}   ours to the first call and to a warm one")
    for slug in OPTAX:
        hypers = default_hypers(slug)
        call = OPTIMIZERS[slug].libraries["optax"].call
        values = {name: bool(v) if OPTIMIZERS[slug].hypers[name].switch else v for name, v in hypers.items()}
        optimizer = eval(call.format(**values), {"optax": optax})  # our registry's own text
        run = scanned(optimizer)
        begin = time.perf_counter()
        jax.block_until_ready(run(start))
        first = 1000 * (time.perf_counter() - begin)
        ours, warm_call = in_turn(partial(simulate, slug, ROSENBROCK, START, STEPS), partial(as_arrays, run, start))
        ratios = f"1/{first / ours:.0f} and {ours / warm_call:.1f}"
        print(f"  {slug:<22}{ours:>9.3f}{first:>11.1f}{warm_call:>11.3f}   {ratios}")
