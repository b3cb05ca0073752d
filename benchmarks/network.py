"""What training small networks costs, in three figures: `python -m benchmarks.network`

The processor's time for it, minimum and median of some runs, each with a seed that none had before, so that nothing is
at hand: minibatches are drawn, steps taken, the loss of all examples known at each of them, and everything recorded.
Where torch is installed, the same training with torch.nn and torch.optim stands beside it, as a ratio.

`--playground DIR` compares with TensorFlow Playground, see benchmarks/playground.py.
"""

import argparse
import itertools
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.sides import model_of
from optim_core import SURFACES, Experiment, Run
from optim_core.insights.landscape import landscape, random_plane
from optim_core.simulation.minibatches import minibatches

STEPS, BATCH, SEEDS = 500, 10, 16
NETWORK = SURFACES["net_classes"].at(examples=200, width=8)
MODEL = model_of(NETWORK)
ADAM = Run("adam", {"lr": 0.05})
BOX = ((-1.0, 1.0), (-1.0, 1.0))
ROUNDS = 15
SEED = itertools.count()


def times(*sides: Callable[[], Any], rounds: int = ROUNDS) -> list[list[float]]:
    """Milliseconds of each side, in turn, after a first call that does not count."""
    blocks: list[list[float]] = [[] for _ in sides]
    for turn in range(rounds + 1):
        for side, spent in zip(sides, blocks, strict=True):
            began = time.process_time()
            side()
            if turn:
                spent.append(1000 * (time.process_time() - began))
    return blocks


def report(what: str, spent: list[float], goal: float) -> None:
    reached = "yes" if median(spent) < goal else "NO"
    print(f"  {what:<52}{min(spent):>9.1f}{median(spent):>9.1f}   {f'under {goal:.0f}':<10}{reached}")


def train(seeds: int) -> None:
    """So many networks of 2 inputs, 8 tanh units and 1 answer, with minibatches of 10."""
    experiment = Experiment(NETWORK, (ADAM,), steps=STEPS, batch=BATCH, seed=next(SEED) * SEEDS, seeds=seeds)
    experiment.bundle(ADAM)


def draw() -> None:
    """The losses of 41 x 41 networks over all examples."""
    centre = NETWORK.starts(next(SEED))
    landscape(NETWORK, random_plane(centre, 0, MODEL.filters), BOX)


def torch_loop() -> Callable[[], Any] | None:
    """The same training in torch, which records the points and the loss of all examples at each step as well."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    x, y = (torch.from_numpy(part) for part in MODEL.data.train)
    asked = torch.nn.functional.binary_cross_entropy_with_logits

    def loop() -> Any:
        seed = next(SEED)
        layers = torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1)
        model = torch.nn.Sequential(*layers).double()
        optimizer = torch.optim.Adam(model.parameters(), lr=ADAM.hypers["lr"])
        rows = torch.from_numpy(minibatches(seed, STEPS, len(x), BATCH).astype(np.int64))
        losses, points = [], []
        for drawn in rows[:STEPS]:
            with torch.no_grad():
                losses.append(asked(model(x)[:, 0], y))
                points.append(torch.cat([part.flatten() for part in model.parameters()]))
            optimizer.zero_grad()
            asked(model(x[drawn])[:, 0], y[drawn]).backward()
            optimizer.step()
        return torch.stack(losses), torch.stack(points)

    return loop


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.network")
    asked.add_argument("--playground", type=Path, metavar="DIR", help="a checkout of tensorflow/playground")
    options = asked.parse_args()
    print(f"A network 2-8-1 with tanh units, {len(MODEL.data)} examples, log loss")
    print(f"{'':54}{'min, ms':>9}{'median':>9}   goal")
    one, bundle, grid = times(lambda: train(1), lambda: train(SEEDS), draw)
    report(f"{STEPS} steps of Adam, minibatches of {BATCH}", one, 60)
    report(f"the same with {SEEDS} seeds at once", bundle, 150)
    report("a loss landscape of 41 x 41 places", grid, 60)
    if loop := torch_loop():
        ours, other = (median(spent) for spent in times(lambda: train(1), loop, rounds=5))
        print(f"  the same {STEPS} steps with torch.nn and torch.optim take {other / ours:.1f} times as long as ours")
    else:
        print("  torch.nn and torch.optim: not measured, torch is not installed here")
    if options.playground:
        from benchmarks.playground import compare

        compare(options.playground)


if __name__ == "__main__":
    main()
