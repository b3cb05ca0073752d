"""The fully connected network: against torch, against steps in imaginary direction, and where numbers get huge."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core import SURFACES, Experiment, Run, simulate
from optim_core.examples.data import Data, Model, Points
from optim_core.examples.losses import LOG_LOSS, SQUARED, chance
from optim_core.simulation.minibatches import minibatches
from optim_core.surfaces.models.perceptron import (
    filters,
    last_units,
    layers,
    perceptron,
    perceptron_error,
    perceptron_hessian,
    start,
    weight_names,
)
from tests.oracle import make_model_reference as torch_reference
from tests.oracle.make_model_reference import Net
from tests.reference import Reference

every_net = pytest.mark.parametrize("net", torch_reference.NETS, ids=lambda net: net.key)
TINY = 1e-100


@pytest.fixture(scope="module")
def reference() -> Reference:
    """The committed answers of torch."""
    return Reference(torch_reference.FILE)


def inputs_of(x: np.ndarray) -> np.ndarray:
    """Inputs (n, inputs) as the core has them: (n,) where there is one."""
    return x[:, 0] if x.shape[1] == 1 else x


def model(net: Net, data: Data) -> Model:
    """The network as a model of some data."""
    given = {"hidden": net.hidden, "relu": net.relu}
    return Model(
        data,
        partial(perceptron, **given),
        partial(perceptron_error, **given, classes=net.classes),
        partial(perceptron_hessian, **given, classes=net.classes),
        (),
        (),
        loss=LOG_LOSS if net.classes else SQUARED,
    )


def case(net: Net) -> tuple[np.ndarray, Model]:
    """The weights and the model of a case of the reference."""
    weights, x, y = torch_reference.net_case(net)
    return weights, model(net, Data(Points(inputs_of(x), y)))


# --- against torch


@every_net
def test_loss_gradient_and_curvature_are_torchs(net: Net, reference: dict[str, np.ndarray]) -> None:
    """Answers, loss, gradient and Hessian equal what torch.nn.Sequential and torch.autograd find."""
    weights, one = case(net)
    loss, gradient = one.whole(weights[:, None])
    np.testing.assert_allclose(one.predictions(weights, one.data.train.x), reference[f"answers/{net.key}"], rtol=1e-11)
    np.testing.assert_allclose(loss[0], reference[f"loss/{net.key}"], rtol=1e-13)
    np.testing.assert_allclose(one.error(weights, one.data.train), reference[f"loss/{net.key}"], rtol=1e-13)
    np.testing.assert_allclose(gradient[:, 0], reference[f"gradient/{net.key}"], rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(one.curvatures(weights), reference[f"hessian/{net.key}"], rtol=1e-10, atol=1e-12)


@every_net
@pytest.mark.parametrize("batch", [0, torch_reference.BATCH], ids=["all", "minibatch"])
def test_training_goes_as_in_torch(net: Net, batch: int, reference: dict[str, np.ndarray]) -> None:
    """200 steps of Adam have torch's losses, also where each step looks at the examples that the seed draws."""
    weights, one = case(net)
    base = SURFACES["net_curve"]
    names = tuple(weight_names(net.inputs, net.hidden))
    surface = replace(base, variables=names, domain=((-5.0, 5.0),) * len(names), start=weights, model=one)
    path = simulate(
        "adam",
        surface,
        weights,
        torch_reference.STEPS,
        hypers={"lr": torch_reference.LR},
        seed=torch_reference.SEED,
        batch=batch or None,
    )
    wanted = reference[f"{'minibatch' if batch else 'train'}/{net.key}"]
    np.testing.assert_allclose(path.loss[:, 0], wanted, rtol=1e-8)


def test_the_minibatches_are_those_of_the_reference() -> None:
    """The rows that docs/models.md describes, and that torch was trained with, are those that runs draw."""
    drawn = minibatches(torch_reference.SEED, torch_reference.STEPS, torch_reference.EXAMPLES, torch_reference.BATCH)
    np.testing.assert_array_equal(drawn, torch_reference.drawn_rows())


# --- against itself


@every_net
def test_slopes_are_exact(net: Net) -> None:
    """The gradient is the slope of the loss, by a step in imaginary direction, where nothing is subtracted."""
    weights, one = case(net)
    x, y = one.data.train.x[:, None], one.data.train.y[:, None]
    moved = weights[:, None] + TINY * 1j * np.eye(len(weights))
    slopes = one.loss_and_gradient(moved, x, y)[0].imag / TINY
    np.testing.assert_allclose(one.whole(weights[:, None])[1][:, 0], slopes, rtol=1e-11, atol=1e-14)


@every_net
def test_a_path_is_the_same_alone_and_among_others(net: Net) -> None:
    """Loss and gradient of a point among others are, bit for bit, those of the point alone, on rows of its own too."""
    _, one = case(net)
    rng = np.random.default_rng(1)
    weights = rng.standard_normal((len(weight_names(net.inputs, net.hidden)), 7))
    rows = np.stack([rng.permutation(20)[:6] for _ in range(7)], axis=1).astype(np.int16)
    together, gradients, few = *one.whole(weights), one.gradients(weights, rows)
    values = one.value(weights)
    for k in range(7):
        loss, gradient = one.whole(weights[:, k : k + 1])
        np.testing.assert_array_equal(loss[0], together[k])
        np.testing.assert_array_equal(gradient[:, 0], gradients[:, k])
        np.testing.assert_array_equal(one.gradients(weights[:, k : k + 1], rows[:, k : k + 1])[:, 0], few[:, k])
        np.testing.assert_array_equal(one.value(weights[:, k : k + 1])[0], values[k])
    np.testing.assert_allclose(values, together, rtol=1e-12)


@every_net
def test_the_gradient_is_the_mean_of_the_examples_own(net: Net) -> None:
    """A minibatch of one example each has gradients whose mean is the full one."""
    weights, one = case(net)
    each = one.gradients(np.repeat(weights[:, None], 20, axis=1), np.arange(20, dtype=np.int16)[None])
    np.testing.assert_allclose(each.mean(axis=1), one.whole(weights[:, None])[1][:, 0], rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("net", [net for net in torch_reference.NETS if net.hidden], ids=lambda net: net.key)
def test_the_last_units_add_up_to_the_answer(net: Net) -> None:
    """What the units of the last hidden layer add and the last bias are together the answer."""
    weights, one = case(net)
    added = last_units(weights, one.data.train.x, hidden=net.hidden, relu=net.relu)
    assert added.shape == (net.hidden[-1], 20)
    np.testing.assert_allclose(
        added.sum(axis=0) + weights[-1], one.predictions(weights, one.data.train.x), rtol=1e-12, atol=1e-13
    )


# --- the order of the weights


@every_net
def test_every_weight_has_a_name_and_a_place(net: Net) -> None:
    """Names, layers and filters agree on which weight is where."""
    names = weight_names(net.inputs, net.hidden)
    assert len(set(names)) == len(names)
    found = [name for layer in layers(np.array([names]), net.inputs, net.hidden) for name in _listed(*layer)]
    assert found == names
    covered = [k for part, _ in filters(net.inputs, net.hidden) for k in range(len(names))[part]]
    assert covered == list(range(len(names)))
    for part, biases in filters(net.inputs, net.hidden):
        into = {name.removeprefix("b").removeprefix("w").rsplit("_", 0 if biases else 1)[0] for name in names[part]}
        assert {name[0] for name in names[part]} == {"b" if biases else "w"}
        assert biases or len(into) == 1, "the weights of a filter go into one unit"


def _listed(matrix: np.ndarray, bias: np.ndarray) -> list[str]:
    return [*matrix[0].ravel().tolist(), *bias[0].ravel().tolist()]


@every_net
def test_starts_are_drawn_as_torch_draws_them(net: Net) -> None:
    """Each weight of a start is uniform within one over the root of the inputs of its unit, as in torch.nn.Linear."""
    sizes = (net.inputs, *net.hidden, 1)
    bounds = np.concatenate([np.full((before + 1) * units, before**-0.5) for before, units in pairwise(sizes)])
    drawn = np.array([start(net.inputs, net.hidden, seed, 2) for seed in range(400)]) / bounds
    assert np.abs(drawn).max() < 1
    assert np.abs(drawn).max(axis=0).min() > 0.98
    np.testing.assert_allclose(drawn.mean(), 0, atol=4 / np.sqrt(3 * drawn.size))
    np.testing.assert_allclose(drawn.std(), 3**-0.5, rtol=0.03)
    np.testing.assert_array_equal(start(net.inputs, net.hidden, 3, 2), start(net.inputs, net.hidden, 3, 2))


# --- huge numbers


@given(st.floats(-1e300, 1e300), st.sampled_from([0.0, 1.0]))
def test_a_log_loss_is_finite_for_every_answer(z: float, y: float) -> None:
    """However sure an answer is, its log loss is the distance by which it is wrong, and its slope from -1 to 1."""
    answer, target = np.array([z]), np.array([y])
    loss, slope = LOG_LOSS.value(answer, target), LOG_LOSS.slope(answer, target)
    wrong = z * (1 - 2 * y)
    assert loss[0] == pytest.approx(max(wrong, 0.0), rel=1e-12, abs=0.7)
    assert loss[0] >= 0
    assert -1 <= slope[0] <= 1
    assert 0 <= chance(answer)[0] <= 1


@given(st.floats(-690, 690))
def test_the_classes_are_mirror_images(z: float) -> None:
    """An answer z to class 1 has the loss, the slope and the digits of an answer -z to class 0, however sure it is."""
    one, zero = (np.array([z]), np.array([1.0])), (np.array([-z]), np.array([0.0]))
    assert LOG_LOSS.slope(*one) == -LOG_LOSS.slope(*zero)
    np.testing.assert_allclose(LOG_LOSS.value(*one), LOG_LOSS.value(*zero), rtol=1e-15)
    if z > 1:
        np.testing.assert_allclose(LOG_LOSS.slope(*one), -np.exp(-z) / (1 + np.exp(-z)), rtol=1e-15)


@given(st.floats(-50, 50), st.sampled_from([0.0, 1.0]))
def test_a_log_loss_is_that_of_the_definition(z: float, y: float) -> None:
    """It is minus the logarithm of the chance of the class, and its slope that of the loss."""
    shown = 1 / (1 + np.exp(-z if y else z))
    np.testing.assert_allclose(LOG_LOSS.value(np.array(z), np.array(y)), -np.log(shown), rtol=1e-9, atol=1e-15)
    moved = np.array([z + TINY * 1j])
    np.testing.assert_allclose(
        LOG_LOSS.value(moved, np.array([y])).imag / TINY,
        LOG_LOSS.slope(np.array([z]), np.array([y])),
        rtol=1e-12,
        atol=1e-15,
    )


@pytest.mark.parametrize("relu", [0.0, 1.0])
def test_huge_weights_have_a_loss(relu: float) -> None:
    """Whatever size the weights have exploded to, as long as their products are numbers the log loss is one."""
    surface = SURFACES["net_classes"].at(relu=relu, depth=2)
    drawn = np.random.default_rng(0).standard_normal((50, surface.dim))
    for size in (1e3, 1e8, 1e90):
        assert np.isfinite(surface.value(size * drawn)).all()
        assert np.isfinite(surface.gradient(size * drawn)).all()


@pytest.mark.parametrize("relu", [0.0, 1.0])
def test_an_explosion_ends_the_path(relu: float) -> None:
    """With a rate far too high a network's path is numbers up to its end, and after it nothing."""
    surface = SURFACES["net_classes"].at(relu=relu, depth=2)
    path = Experiment(surface, (Run("gd", {"lr": 1e4}),), steps=30).trajectories()[0]
    last = int(path.ended_at[0])
    assert np.isfinite(path.loss[: last + 1]).all()
    assert np.isnan(path.loss[last + 1 :]).all()
