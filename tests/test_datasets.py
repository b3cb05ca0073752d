"""The built-in sets of examples, over the registry: what every set has, and that it is always the same."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core import SURFACES
from optim_core.examples.builtin import DATASETS, datasets
from optim_core.examples.dataset import LARGEST_NUMBER, DataSet, Sample, points_of
from optim_core.examples.samples import LONGEST_LABEL, kind_of

COUNTS = (4, 9, 32, 200)
CHOSEN = {slug: surface for slug, surface in SURFACES.items() if surface.sample is not None}


@pytest.fixture(params=DATASETS.values(), ids=DATASETS.keys())
def data(request: pytest.FixtureRequest) -> DataSet:
    """Each set of the registry."""
    entry: DataSet = request.param
    return entry


def test_a_set_has_words(data: DataSet) -> None:
    """Each has a name and labels for its columns, says what it teaches and where it is from; classes have names."""
    two = data.kind == "classes"
    assert len(data.labels) == 2 + two
    assert all(0 < len(label) <= LONGEST_LABEL for label in (*data.labels, *data.groups))
    assert len(data.groups) == (2 if two else 0)
    assert data.teaches[-1] in ".?"
    assert data.source
    assert kind_of(Sample(data.slug)) == data.kind


def test_names_are_their_own() -> None:
    """No two sets have one name, and the kinds have all of them between them."""
    assert len({data.name for data in DATASETS.values()}) == len(DATASETS)
    assert {*datasets("curve"), *datasets("classes")} == set(DATASETS)
    assert not {*datasets("curve")} & {*datasets("classes")}
    assert "own" not in DATASETS


@pytest.mark.parametrize("count", COUNTS)
def test_there_are_as_many_examples_as_asked_for(data: DataSet, count: int) -> None:
    """Each draw has its count, the inputs of its kind and finite numbers of four decimals, with room to be typed."""
    for held_out in (False, True):
        x, y = data.drawn(count, 1.0, held_out)
        assert x.shape == ((count,) if data.kind == "curve" else (count, 2))
        assert y.shape == (count,)
        for part in (x, y):
            np.testing.assert_array_equal(part, np.round(part, 4))
            assert np.abs(part).max() <= LARGEST_NUMBER


def test_a_set_is_always_the_same(data: DataSet) -> None:
    """Made anew, past what is kept, the examples are the same to the last bit."""
    for held_out in (False, True):
        kept = data.drawn(24, 1.0, held_out)
        made = data.make(24, 1.0, np.random.default_rng([20, int(held_out)]))
        np.testing.assert_array_equal(kept.x, np.round(made.x, 4))
        np.testing.assert_array_equal(kept.y, np.round(made.y, 4))


def test_held_out_examples_are_others(data: DataSet) -> None:
    """No example that a model is tested with is one that it learned from."""
    train, test = data.drawn(100, 1.0, False), data.drawn(100, 1.0, True)
    rows = [{*map(tuple, np.column_stack([part.x, part.y]).tolist())} for part in (train, test)]
    assert len(rows[0]) == len(rows[1]) == 100
    assert not rows[0] & rows[1]


def test_classes_are_balanced(data: DataSet) -> None:
    """Of two classes each has half of the examples; of a curve every target is a number of its own."""
    _, y = data.drawn(60, 1.0, False)
    assert y.sum() == 30 if data.kind == "classes" else len({*y.tolist()}) > 50
    if data.kind == "classes":
        assert {*y.tolist()} == {0.0, 1.0}


def test_without_noise_examples_lie_on_the_truth(data: DataSet) -> None:
    """Noise 0 leaves the function itself, and more noise takes the targets farther from it."""
    if data.truth is None:
        assert data.kind == "classes"
        return
    apart = []
    for noise in (0.0, 1.0, 3.0):
        x, y = data.drawn(100, noise, False)
        apart.append(float(np.abs(y - data.truth(x)).mean()))
    assert apart[0] < 1e-3
    assert apart[0] < apart[1] < apart[2]


def test_noise_moves_the_examples_of_classes_too(data: DataSet) -> None:
    """More noise scatters two classes farther from where they lie without any."""
    if data.kind == "classes":
        calm, usual, wild = (data.drawn(100, noise, False).x for noise in (0.0, 1.0, 3.0))
        spread = np.std(calm, axis=0) + np.ptp(calm, axis=0)
        assert np.abs((usual - calm) / spread).mean() < np.abs((wild - calm) / spread).mean()


@pytest.mark.parametrize("slug", CHOSEN)
def test_a_model_starts_with_a_set_of_its_kind(slug: str) -> None:
    """Each model has examples from the start, takes every set of its kind, and refuses none of them."""
    surface = CHOSEN[slug]
    assert surface.sample is not None
    for name in datasets(kind_of(surface.sample)):
        other = surface.learning(Sample(name))
        assert other.data is not None
        assert other.data.labels == DATASETS[name].labels
        assert np.isfinite(other.value(other.starts(0)))
        assert other.data.test is not None
        assert len(other.data.test.x) == len(other.data)


def test_rows_are_read_as_points() -> None:
    """Two numbers are an input and a target, three are two inputs and a class."""
    one = points_of(((1.0, 2.0), (3.0, 4.0)))
    np.testing.assert_array_equal(one.x, [1.0, 3.0])
    np.testing.assert_array_equal(one.y, [2.0, 4.0])
    two = points_of(((1.0, 2.0, 0.0), (3.0, 4.0, 1.0)))
    np.testing.assert_array_equal(two.x, [[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal(two.y, [0.0, 1.0])
