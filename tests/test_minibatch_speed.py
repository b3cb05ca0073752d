"""What makes minibatches fast changes nothing: losses worked out together, examples fetched ahead, draws kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optim_core import SURFACES, Experiment, Run, simulate
from optim_core.examples.data import Data, Points
from optim_core.simulation.minibatches import MOST_KEPT, minibatches
from optim_core.surfaces.models import MODELS
from optim_core.surfaces.models.perceptron import perceptron_error, perceptron_hessian, perceptron_slopes, weight_names

STEPS = 70  # more than two blocks of steps whose examples are fetched, or whose losses are worked out, together
NETS = [(inputs, hidden, relu) for inputs in (1, 2) for hidden in ((), (3,), (4, 2)) for relu in (False, True)]
every_model = pytest.mark.parametrize("slug", [model.slug for model in MODELS])
every_net = pytest.mark.parametrize(("inputs", "hidden", "relu"), NETS)
both_losses = pytest.mark.parametrize("classes", [False, True])


def drawn(inputs: int, hidden: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights of three networks, and 20 examples."""
    rng = np.random.default_rng(4)
    x = rng.normal(size=(20, 1) if inputs == 1 else (20, 1, inputs))
    return rng.normal(size=(len(weight_names(inputs, hidden)), 3)), x, rng.integers(0, 2, (20, 1)).astype(float)


@every_model
@pytest.mark.parametrize("rule", ["gd", "adam"])
def test_the_losses_are_the_same_alone_and_among_others(slug: str, rule: str) -> None:
    """The losses of a seed's path, worked out many at once, are bit for bit those of that seed alone."""
    together = Experiment(slug, (Run(rule, {"lr": 0.05}),), steps=STEPS, seed=7, seeds=3, batch=5)  # type: ignore[arg-type]
    bundle = together.bundle(together.runs[0])
    for k in range(3):
        alone = replace(together, seed=7 + k, seeds=1).trajectories()[0]
        np.testing.assert_array_equal(alone.loss[:, 0], bundle.loss[:, k])
        np.testing.assert_array_equal(alone.gradients[:, 0], bundle.gradients[:, k])


@every_model
def test_losses_step_by_step_are_those_worked_out_together(slug: str) -> None:
    """A rate that would react to the loss asks for it at each step, and finds the loss that is recorded otherwise."""
    surface, seen = SURFACES[slug], []

    def keep(t: int, rate: Any, loss: Any, memory: Any) -> tuple[Any, Any]:
        seen.append(np.array(loss))
        return rate, None

    given: dict[str, Any] = {"hypers": {"lr": 0.02}, "batch": 4, "seed": 3}
    together = simulate("gd", surface, surface.starts(3), STEPS, **given)
    reacting = simulate("gd", surface, surface.starts(3), STEPS, react=keep, **given)
    np.testing.assert_array_equal(together.points, reacting.points)
    np.testing.assert_array_equal(together.loss, reacting.loss)
    np.testing.assert_array_equal(np.array(seen), together.loss[:-1])


@every_model
def test_an_explosion_ends_in_the_same_row(slug: str) -> None:
    """A path whose rate is far too high ends where the losses say, whenever they are worked out."""
    surface = SURFACES[slug]
    given: dict[str, Any] = {"hypers": {"lr": 1e30}, "batch": 4}
    together = simulate("momentum", surface, surface.starts(0), STEPS, **given)
    reacting = simulate(
        "momentum", surface, surface.starts(0), STEPS, react=lambda t, rate, loss, memory: (rate, None), **given
    )
    assert together.outcome.tolist() == reacting.outcome.tolist()
    assert together.ended_at.tolist() == reacting.ended_at.tolist()
    np.testing.assert_array_equal(together.loss, reacting.loss)


@pytest.mark.parametrize("size", [1, 20])
def test_a_draw_that_is_kept_is_the_documented_one(size: int) -> None:
    """Few rows are kept and many drawn anew, all as docs/models.md says, and nobody can change them."""
    few, many = MOST_KEPT // size - 1, MOST_KEPT // size + 10
    for steps in (few, many):
        rows = minibatches(6, steps, 40, size)
        documented = np.random.default_rng([6, 1]).permuted(np.tile(np.arange(40), (steps + 1, 1)), axis=1)[:, :size]
        np.testing.assert_array_equal(rows, documented)
        assert not rows.flags.writeable
    assert minibatches(6, few, 40, size) is minibatches(6, few, 40, size)


@pytest.mark.parametrize("inputs", [1, 2])
def test_examples_that_are_drawn_are_those_of_the_rows(inputs: int) -> None:
    """Examples fetched for many steps at once are, in shape and value, what the rows pick."""
    rng = np.random.default_rng(1)
    data = Data(Points(rng.normal(size=(9,) if inputs == 1 else (9, inputs)), rng.normal(size=9)))
    rows = rng.integers(0, 9, (6, 4, 3)).astype(np.int16)
    x, y = data.drawn(rows)
    np.testing.assert_array_equal(x, data.train.x[rows])
    np.testing.assert_array_equal(y, data.train.y[rows])


@every_net
@both_losses
def test_the_gradient_alone_is_that_beside_the_loss(
    inputs: int, hidden: tuple[int, ...], relu: bool, classes: bool
) -> None:
    """Bit for bit: a minibatch's step leaves the loss out, a script does not."""
    point, x, y = drawn(inputs, hidden)
    _, beside = perceptron_error(point, x, y, hidden=hidden, relu=relu, classes=classes)
    np.testing.assert_array_equal(perceptron_slopes(point, x, y, hidden=hidden, relu=relu, classes=classes), beside)


@every_net
@both_losses
def test_the_curvature_is_the_slope_of_the_gradient(
    inputs: int, hidden: tuple[int, ...], relu: bool, classes: bool
) -> None:
    """The product rule gives what a step of the gradient in imaginary direction gives."""
    point, x, y = drawn(inputs, hidden)
    found = perceptron_hessian(point, x, y, hidden=hidden, relu=relu, classes=classes)
    for path in range(3):
        moved = point[:, [path]] + 1e-100j * np.eye(len(point))
        slopes = perceptron_slopes(moved, x, y, hidden=hidden, relu=relu, classes=classes).imag / 1e-100
        np.testing.assert_allclose(found[..., path], slopes, rtol=1e-11, atol=1e-14)
