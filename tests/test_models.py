"""Losses from data: their slopes against torch and against imaginary steps, minibatches, starts by seed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.stage.answers.rule import rule as panel
from optim_core import SURFACES, Experiment, ExperimentError, Optimizer, Run, Stop, Surface, simulate
from optim_core.examples.data import Data, Model, Points
from optim_core.simulation.minibatches import minibatches
from optim_core.surfaces.measures import example_gradients, excess, gradient_noise, lowest_loss
from optim_core.surfaces.measures import test_loss as held_out_loss
from optim_core.surfaces.models.line import line, line_error, line_hessian
from optim_core.surfaces.models.network import network_error, network_hessian
from optim_core.surfaces.models.points import TWELVE
from tests.oracle import make_model_reference as torch_reference
from tests.reference import Reference

MODELS = {slug: surface for slug, surface in SURFACES.items() if surface.model is not None}
NETWORKS = {slug: surface for slug, surface in MODELS.items() if surface.draw is not None}
CURVED = {slug: surface for slug, surface in MODELS.items() if not surface.formula}  # they know their own curvature
SIZES = [
    (slug, at)
    for slug, surface in CURVED.items()
    for at in ([{"width": width} for width in (1, 2, 5, 16)] if "width" in surface.parameters else [{}])
]
every_model = pytest.mark.parametrize("slug", MODELS)
every_network = pytest.mark.parametrize("slug", NETWORKS)


def model_of(surface: Surface) -> Model:
    assert surface.model is not None
    return surface.model


def data_of(surface: Surface) -> Data:
    assert surface.data is not None
    return surface.data


@pytest.fixture(scope="module")
def reference() -> Reference:
    """The committed answers of torch."""
    return Reference(torch_reference.FILE)


# --- the loss and its derivatives


@pytest.mark.parametrize("width", torch_reference.WIDTHS)
def test_loss_gradient_and_curvature_are_torchs(width: int, reference: dict[str, np.ndarray]) -> None:
    """For a line and for networks of several widths all three equal what torch.autograd finds."""
    weights, x, y = torch_reference.case(width)
    error = network_error if width else line_error
    loss, gradient = error(weights[:, None], x[:, None], y[:, None])
    np.testing.assert_allclose(loss[0], reference[f"loss/{width}"], rtol=1e-13)
    np.testing.assert_allclose(gradient[:, 0], reference[f"gradient/{width}"], rtol=1e-11, atol=1e-13)
    if width:
        curvature = network_hessian(weights[:, None], x[:, None], y[:, None])[:, :, 0]
        np.testing.assert_allclose(curvature, reference[f"hessian/{width}"], rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("width", torch_reference.WIDTHS)
def test_training_goes_as_in_torch(width: int, reference: dict[str, np.ndarray]) -> None:
    """200 steps of Adam from the same weights have the same losses as torch.nn and torch.optim."""
    weights, x, y = torch_reference.case(width)
    slug = "net_sine" if width else "line12"
    base = SURFACES[slug].at(width=width) if width else SURFACES[slug]
    model = replace(model_of(base), data=Data(Points(x, y)))
    surface = replace(base, formula="", model=model_with_curvature(model))
    path = simulate("adam", surface, weights, torch_reference.STEPS, hypers={"lr": torch_reference.LR})
    np.testing.assert_allclose(path.loss[:, 0], reference[f"train/{width}"], rtol=1e-8)


def model_with_curvature(model: Model) -> Model:
    """A line has its curvature from its formula, and here it has none."""
    return model if model.hessian is not None else replace(model, hessian=line_hessian)


def test_torch_itself_still_gives_the_reference(reference: dict[str, np.ndarray]) -> None:
    """Where torch is installed, it gives the committed answers again."""
    torch: Any = pytest.importorskip("torch", reason="compares with torch where it is installed")
    if not torch.__version__.startswith(torch_reference.TORCH):
        pytest.skip(f"the reference is torch {torch_reference.TORCH}, this is {torch.__version__}")
    live = torch_reference.reference()
    assert set(live) == set(reference)
    for key, found in live.items():
        np.testing.assert_allclose(found, reference[key], rtol=1e-9, err_msg=key)


@pytest.mark.parametrize(("slug", "at"), SIZES)
def test_a_models_slopes_are_exact(slug: str, at: dict[str, float]) -> None:
    """The gradient is the slope of the loss and the Hessian that of the gradient, by a step in imaginary direction."""
    surface = SURFACES[slug].at(**at)
    train, point = data_of(surface).train, surface.starts(5) + 0.1
    x, y = train.x[:, None], train.y[:, None]
    tiny, slopes, curvatures = 1e-100, [], []
    for j in range(surface.dim):
        moved = point.astype(np.complex128)[:, None]
        moved[j] += tiny * 1j
        loss, gradient = model_of(surface).loss_and_gradient(moved, x, y)
        slopes.append(loss[0].imag / tiny)
        curvatures.append(gradient[:, 0].imag / tiny)
    np.testing.assert_allclose(surface.gradient(point), slopes, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(surface.hessian(point), curvatures, rtol=1e-12, atol=1e-13)


@every_model
def test_the_loss_is_the_mean_over_the_examples(slug: str) -> None:
    """Whatever way it is computed, the loss is the mean of the examples' own, and its gradient the mean of theirs."""
    surface = SURFACES[slug]
    points, data = surface.start + np.random.default_rng(0).normal(0, 0.5, (7, surface.dim)), data_of(surface)
    answers, y = model_of(surface).predictions(points, data.train.x), data.train.y
    each_loss = np.logaddexp(0.0, answers) - y * answers if data.groups else (answers - y) ** 2
    np.testing.assert_allclose(surface.value(points), each_loss.mean(axis=1), rtol=1e-11)
    for point in points:
        each = example_gradients(surface, point)
        assert each is not None
        np.testing.assert_allclose(surface.gradient(point), each.mean(axis=0), rtol=1e-9, atol=1e-12)


@every_network
def test_what_the_units_add_is_the_answer(slug: str) -> None:
    """What the units of the last layer add and the last constant are together the network's answer."""
    surface = SURFACES[slug]
    model, inputs, point = model_of(surface), data_of(surface).train.x[:9], surface.starts(1) + 0.3
    assert model.units is not None
    added = model.units(point, inputs)
    assert added.shape == (8, 9)
    np.testing.assert_allclose(added.sum(axis=0) + point[-1], model.predictions(point, inputs), rtol=1e-12)


@every_model
def test_a_path_is_the_same_alone_and_among_others(slug: str) -> None:
    """Each seed's path in a bundle is, bit for bit, the path of that seed alone, with minibatches and noise too."""
    for batch, noise in ((None, 0.0), (5, 0.0), (3, 0.2)):
        together = Experiment(slug, (Run("adam", {"lr": 0.05}),), steps=40, seed=7, seeds=4, batch=batch, noise=noise)  # type: ignore[arg-type]
        bundle = together.bundle(together.runs[0])
        for k in range(4):
            alone = replace(together, seed=7 + k, seeds=1)
            np.testing.assert_array_equal(alone.trajectories()[0].points[:, 0], bundle.points[:, k])


# --- minibatches


class TestMinibatches:
    @every_model
    def test_no_example_comes_twice_within_a_step(self, slug: str) -> None:
        """A step's rows are different ones of the data, and each step draws anew."""
        population = len(data_of(SURFACES[slug]))
        rows = minibatches(3, 50, population, 5)
        assert rows.shape == (51, 5)
        assert all(len({*row.tolist()}) == 5 for row in rows)
        assert rows.min() >= 0
        assert rows.max() < population
        assert len({tuple(row) for row in rows.tolist()}) > 40

    def test_a_shorter_run_draws_the_same(self) -> None:
        """What a step looks at does not depend on how many steps follow it."""
        np.testing.assert_array_equal(minibatches(9, 500, 256, 16)[:21], minibatches(9, 20, 256, 16))

    @every_model
    def test_the_gradient_of_a_step_is_that_of_its_rows(self, slug: str) -> None:
        """Row t of the gradients is the mean over the examples drawn for step t + 1; the loss is that of all."""
        e = Experiment(slug, (Run("gd", {"lr": 0.05}),), steps=6, seed=2, batch=4)  # type: ignore[arg-type]
        path, rows = e.trajectories()[0], minibatches(2, 6, len(data_of(e.surface)), 4)
        for t in range(7):
            each = example_gradients(e.surface, path.points[t, 0])
            assert each is not None
            np.testing.assert_allclose(path.gradients[t, 0], each[rows[t]].mean(axis=0), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(path.loss[:, 0], e.surface.value(path.points[:, 0]), rtol=1e-12)

    def test_what_a_rule_asks_for_besides_has_the_same_rows(self) -> None:
        """SAM's second gradient of a step is over the examples of its first: with one example its answer is known."""
        e = Experiment("line256", (Run("sam", {"lr": 0.1, "rho": 0.5}),), steps=1, batch=1, seed=4)  # type: ignore[arg-type]
        path = e.trajectories()[0]
        row = int(minibatches(4, 1, 256, 1)[0, 0])
        g = path.gradients[0, 0]
        up = path.points[0, 0] + 0.5 * g / np.linalg.norm(g)
        each = example_gradients(e.surface, up)
        assert each is not None
        np.testing.assert_allclose(path.updates[0, 0], -0.1 * each[row], rtol=1e-9)

    @pytest.mark.parametrize("slug", ["line256", "net_sine"])
    def test_every_optimizer_takes_them(self, slug: str, optimizer: Optimizer) -> None:
        """Each rule runs on minibatches, and another seed is another path."""
        e = Experiment(slug, (Run(optimizer.slug),), steps=12, batch=8, start=tuple(SURFACES[slug].start + 0.01))  # type: ignore[arg-type]
        one, other = e.trajectories()[0], replace(e, seed=1).trajectories()[0]
        assert np.isfinite(one.points[1]).all()
        assert not np.array_equal(one.gradients[0], other.gradients[0])

    @every_model
    def test_all_examples_is_no_minibatch(self, slug: str) -> None:
        """A batch of all examples is the full gradient, for every seed the same."""
        usual = Experiment(slug, (Run("gd"),), steps=5)  # type: ignore[arg-type]
        assert usual.batch == len(data_of(usual.surface))
        assert not usual.sampled
        np.testing.assert_allclose(
            usual.trajectories()[0].gradients[0, 0], usual.surface.gradient(usual.point), rtol=1e-9
        )

    @pytest.mark.parametrize("batch", [0, 13, -1, True, 2.5])
    def test_other_sizes_are_refused(self, batch: Any) -> None:
        """A step looks at one example at least and at all of them at most."""
        with pytest.raises(ExperimentError, match="12"):
            Experiment("line12", batch=batch)  # type: ignore[arg-type]

    def test_the_noise_of_a_minibatch_is_exact(self) -> None:
        """gradient_noise is the spread of the gradient over very many draws, for every size of batch."""
        surface, point = SURFACES["line256"], np.array([0.5, 1.0])
        each = example_gradients(surface, point)
        assert each is not None
        for batch in (1, 4, 16, 64):
            drawn = each[minibatches(0, 20_000, 256, batch)].mean(axis=1)
            told = gradient_noise(surface, point, batch)
            assert told is not None
            np.testing.assert_allclose(drawn.std(axis=0), told, rtol=0.03)
        np.testing.assert_array_equal(gradient_noise(surface, point, 256), [0.0, 0.0])


# --- starts, links, bounds


@every_network
def test_a_seed_has_its_own_start(slug: str) -> None:
    """A network's start is drawn by the seed, is not written into the link, and comes back from it."""
    e = Experiment(slug, seed=3, steps=10)  # type: ignore[arg-type]
    assert e.start is None
    assert e.chance
    np.testing.assert_array_equal(e.point, e.surface.starts(3))
    assert f"{e.surface.variables[0]}=" not in e.to_query()
    assert Experiment.from_query(e.to_query()) == e
    assert replace(e, seed=4).point != e.point
    given = replace(e, start=e.point)
    assert given == e
    moved = replace(e, start=(1.5, *e.point[1:]))
    assert Experiment.from_query(moved.to_query()) == moved
    assert moved.start is not None


@every_model
def test_a_link_has_the_minibatch(slug: str) -> None:
    """The batch is written where it is not everything, and read back."""
    e = Experiment(slug, (Run("adam"),), steps=20, batch=3, seeds=2, stop=Stop("loss", 0.1))  # type: ignore[arg-type]
    assert "batch=3" in e.to_query()
    assert Experiment.from_query(e.to_query()) == e
    assert "batch" not in replace(e, batch=None).to_query()


def test_broken_links_are_mended() -> None:
    """Too large a batch, half a hidden unit and too many steps become the nearest that there is, and it is said."""
    e, notes = Experiment.repair("surface=net_sine&width=2.5&batch=9999&steps=40000&run1=adam")
    assert (dict(e.surface.values)["width"], e.batch, e.steps) == (8.0, 64, 10_000)
    assert len(notes) == 3


def test_another_surface_has_all_of_its_own_data() -> None:
    """Runs that move to another surface do not take a batch along that means something else there."""
    e = Experiment("line256", steps=30_000, batch=16).on(SURFACES["net_sine"])  # type: ignore[arg-type]
    assert (e.batch, e.steps, e.start) == (64, 10_000, None)
    assert Experiment("line256", batch=16).on(SURFACES["bowl"]).batch == 1  # type: ignore[arg-type]


@every_network
@pytest.mark.parametrize("width", [1, 7, 16])
def test_the_width_decides_the_weights(slug: str, width: int) -> None:
    """With i inputs a network of m units has (i + 2) m + 1 weights, each with a name and a place in the box."""
    surface = SURFACES[slug].at(width=width)
    count = (data_of(surface).inputs + 2) * width + 1
    assert surface.dim == count == len({*surface.variables}) == len(surface.start) == len(surface.domain)
    assert {*(surface.usual_plane or ())} <= {*surface.variables}
    for wrong in (0, 17, 2.5):
        with pytest.raises(ExperimentError, match="width"):
            surface.at(width=wrong)


# --- what the lessons count on


def test_a_line_has_the_least_squares_minimum() -> None:
    """The minimum of each line's bowl is what numpy's least squares finds; its loss and excess are told."""
    for slug in ("line12", "line256", "line_shift"):
        surface = SURFACES[slug]
        train = data_of(surface).train
        best, *_ = np.linalg.lstsq(np.column_stack([train.x, np.ones_like(train.x)]), train.y, rcond=None)
        np.testing.assert_allclose(surface.minima[0], best, rtol=1e-10)
        lowest = lowest_loss(surface)
        assert lowest == pytest.approx(((line(best[:, None], train.x[:, None])[:, 0] - train.y) ** 2).mean())
        above = excess(surface, best + 0.1)
        assert above is not None
        assert above > 0
    assert data_of(SURFACES["line12"]).train is TWELVE
    assert lowest_loss(SURFACES["net_sine"]) is None


@pytest.mark.parametrize(("shift", "kappa"), [(0, 2.766), (1, 15.34), (5, 1999.7), (20, 443_899)])
def test_shifted_data_make_a_ravine(shift: float, kappa: float) -> None:
    """The farther the points are from zero the worse the bowl; standardised it is round, and one step is enough."""
    shifted = SURFACES["line_shift"].at(shift=shift)
    low, high = np.linalg.eigvalsh(shifted.hessian(shifted.start))
    assert high / low == pytest.approx(kappa, rel=1e-3)
    round_one = shifted.at(standardise=1)
    np.testing.assert_allclose(round_one.hessian(round_one.start), 2 * np.eye(2), atol=1e-12)
    path = simulate("gd", round_one, round_one.start, 1, hypers={"lr": 0.5})
    above = excess(round_one, path.points[-1, 0])
    assert above == pytest.approx(0, abs=1e-12)
    assert held_out_loss(round_one, round_one.minima[0]) == pytest.approx(0.0665748, rel=1e-5)


def test_a_network_finds_a_wave_if_it_is_wide_enough() -> None:
    """On two waves width 2 never comes below 0.01 within these seeds, width 3 always does."""
    for width, found in ((2, 0), (3, 5)):
        e = Experiment(SURFACES["net_sine2"].at(width=width), (Run("adam", {"lr": 0.02}),), steps=3000, seeds=5)
        assert (e.bundle(e.runs[0]).loss[-1] < 0.01).sum() == found


def test_a_wide_network_learns_noise_by_heart() -> None:
    """From ten noisy examples width 8 has no training loss left, and does worse on new ones than width 3."""
    held_out = {}
    for width in (3, 8):
        surface = SURFACES["net_sine"].at(width=width, data_noise=0.3, examples=10)
        e = Experiment(surface, (Run("adam", {"lr": 0.02}),), steps=3000, seeds=5)
        end = e.bundle(e.runs[0])
        tested = held_out_loss(surface, end.points[-1])
        assert tested is not None
        held_out[width] = float(np.median(tested))
        assert (np.median(end.loss[-1]) < 1e-3) == (width == 8)
    assert held_out[8] > 1.3 * held_out[3]


def test_only_surfaces_from_data_have_data() -> None:
    """A formula alone has no examples, no held-out loss and no minibatch."""
    bowl = SURFACES["bowl"]
    assert bowl.data is None
    assert held_out_loss(bowl, bowl.start) is None
    assert gradient_noise(bowl, bowl.start, 1) is None
    with pytest.raises(ExperimentError, match="examples"):
        simulate("gd", bowl, bowl.start, 3, batch=1)
    assert not Experiment(bowl).chance


@pytest.mark.parametrize("rule", ["gd", "sam", "line_search", "adam"])
def test_the_rule_panel_has_the_numbers_of_the_minibatch(rule: str) -> None:
    """The last line of a step's rule in numbers is the next point, also where the rule asks for a second gradient."""
    e = Experiment("line256", (Run(rule),), steps=8, batch=4, seed=6, noise=0.1)  # type: ignore[arg-type]
    query, path = e.to_query(), e.trajectories()[0]
    for step in (1, 5, 8):
        for axis in (0, 1):
            last = panel(query, 1, step, axis, "en")["lines"][-1]
            assert last["value"] == pytest.approx(path.points[step, 0, axis], rel=1e-12)
