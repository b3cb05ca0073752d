"""The known minima of fitted models, worked out once more with exact fractions or 50 digits, and their boxes."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core import SURFACES, Surface
from optim_core.examples.builtin import datasets
from optim_core.examples.data import Points
from optim_core.examples.dataset import Sample
from optim_core.surfaces.models.minimum import best_border, least_squares, nice_box
from optim_core.surfaces.models.polynomial import powers

CURVES, CLASSES = datasets("curve"), datasets("classes")
APART = ("apart",)  # sets that a straight border separates


def solved(table: list[list[float]], y: list[float]) -> list[Fraction]:
    """The least-squares solution of floats by the normal equations, in fractions and so without any rounding."""
    rows = [[Fraction(value) for value in row] for row in table]
    targets = [Fraction(value) for value in y]
    dim = len(rows[0])
    system = [
        [sum((row[i] * row[j] for row in rows), Fraction(0)) for j in range(dim)]
        + [sum((row[i] * target for row, target in zip(rows, targets, strict=True)), Fraction(0))]
        for i in range(dim)
    ]
    for i in range(dim):
        system[i] = [value / system[i][i] for value in system[i]]
        for k in range(dim):
            if k != i:
                system[k] = [a - system[k][i] * b for a, b in zip(system[k], system[i], strict=True)]
    return [row[-1] for row in system]


@pytest.mark.parametrize("data", CURVES)
@pytest.mark.parametrize("standardise", [0, 1])
def test_the_best_line_solves_the_normal_equations(data: str, standardise: int) -> None:
    """The minimum of the bowl is the solution in fractions, shifted or standardised too."""
    for shift in (0.0, 5.0):
        surface = SURFACES["line"].learning(Sample(data)).at(standardise=standardise, shift=shift)
        assert surface.data is not None
        x, y = surface.data.train
        exact = solved([[value, 1.0] for value in x.tolist()], y.tolist())
        np.testing.assert_allclose(surface.minima, [list(map(float, exact))], rtol=1e-9)


@pytest.mark.parametrize("degree", [1, 2, 3, 6, 9])
@pytest.mark.parametrize("standardise", [0, 1])
def test_the_best_polynomial_solves_the_normal_equations(degree: int, standardise: int) -> None:
    """So is that of a polynomial, as far as it is claimed at all."""
    surface = SURFACES["polynomial"].at(degree=degree, standardise=standardise)
    assert surface.data is not None
    x, y = surface.data.train
    if not surface.minima:
        assert degree > 6
        return
    exact = [float(value) for value in solved(powers(x, degree + 1).tolist(), y.tolist())]
    np.testing.assert_allclose(surface.value(surface.minima[0]), surface.value(exact), rtol=1e-9)
    np.testing.assert_allclose(surface.minima[0], exact, rtol=1e-6, atol=1e-9)


def test_many_best_lines_are_no_minimum() -> None:
    """Where all inputs are the same, or there are fewer examples than weights, no single best line is claimed."""
    y = np.array([1.0, 2.0, 4.0])
    for value in (0.0, 0.1, -7.3, 1e6):
        assert least_squares(Points(np.full(3, value), y)) is None
    assert least_squares(Points(powers(np.array([0.0, 1.0]), 3), y[:2])) is None


@pytest.mark.parametrize("data", CLASSES)
@pytest.mark.parametrize("standardise", [0, 1])
def test_the_best_border_has_no_slope(data: str, standardise: int) -> None:
    """The slope of the log loss at the best border is zero in 50 digits; classes that lie apart have no best one."""
    surface = SURFACES["logistic"].learning(Sample(data)).at(standardise=standardise)
    assert surface.data is not None
    if data in APART:
        assert surface.minima == ()
        return
    x, y = surface.data.train
    with mpmath.workdps(50):
        weights = [mpmath.mpf(w) for w in surface.minima[0]]
        slopes, curves = [mpmath.mpf(0)] * 3, [mpmath.mpf(0)] * 3
        for (x1, x2), target in zip(x.tolist(), y.tolist(), strict=True):
            inputs = (x1, x2, 1.0)
            chance = 1 / (1 + mpmath.exp(-mpmath.fdot(weights, inputs)))
            for k, value in enumerate(inputs):
                slopes[k] += (chance - target) * value
                curves[k] += chance * (1 - chance) * value**2
        # how far Newton's step along each weight would still lead, beside the weight
        left = [abs(slope / curve) / max(abs(w), 1e-3) for slope, curve, w in zip(slopes, curves, weights, strict=True)]
    assert max(left) < 1e-7


def test_a_border_that_can_be_surer_is_no_minimum() -> None:
    """Classes that touch, one class alone, constant or equal inputs: nothing is claimed, and nothing is raised."""
    line = np.array([-2.0, -1.0, 0.0, 0.0, 1.0, 2.0])
    y = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    other = np.array([0.3, -0.2, 0.1, 0.1, 0.4, -0.5])
    assert best_border(Points(np.column_stack([line, other]), y)) is None  # two lie on the border, none behind it
    assert best_border(Points(np.column_stack([line, line]), y[::-1].copy())) is None
    assert best_border(Points(np.column_stack([line, np.full(6, 0.1)]), 1 - y % 2)) is None
    assert best_border(Points(np.column_stack([line, other]), np.ones(6))) is None
    mixed = np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0])
    assert best_border(Points(np.column_stack([line, 2 * line]), mixed)) is None  # many borders are the same


@pytest.mark.parametrize("slug", ["line", "polynomial", "logistic", "net_curve", "net_classes"])
@pytest.mark.parametrize("shift", [0.0, 1000.0])
def test_a_constant_input_is_no_error(slug: str, shift: float) -> None:
    """Inputs that are all the same leave a surface with finite losses and no minimum, standardised too."""
    many = SURFACES[slug].sample
    assert many is not None
    two = many.data in CLASSES
    rows = tuple((0.1, 0.1, float(k % 2)) if two else (0.1, 0.5 * k) for k in range(6))
    for standardise in (0.0, 1.0):
        surface = SURFACES[slug].learning(Sample("own", rows)).at(standardise=standardise, shift=shift)
        assert surface.minima == ()
        assert np.isfinite(surface.value(surface.start))
        assert np.isfinite(surface.gradient(surface.start)).all()
        assert all(low < high for low, high in surface.domain)
        if standardise:
            assert surface.data is not None
            np.testing.assert_allclose(surface.data.train.x, 0.0, atol=1e-15)
            assert surface.data.scale == (1.0,) * (1 + two)


@given(st.lists(st.tuples(*[st.floats(-1e6, 1e6, width=32)] * 2), min_size=2, max_size=12))
def test_any_points_have_a_box(rows: list[tuple[float, float]]) -> None:
    """Whatever the points are, there is a box with the start and the minimum in it, and a finite loss."""
    surface: Surface = SURFACES["line"].learning(Sample("own", tuple(rows)))
    for point in (surface.start, *surface.minima):
        for (low, high), value in zip(surface.domain, np.asarray(point).tolist(), strict=True):
            assert low < value < high
    assert np.isfinite(surface.value(surface.start))


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=4))
def test_a_box_has_round_ends(point: list[float]) -> None:
    """The ends have at most two digits on the grid of the box, so that they can be read off an axis."""
    for (low, high), value in zip(nice_box([point]), point, strict=True):
        assert low < min(0.0, value)
        assert high > max(0.0, value)
        size = high - low
        for end in (low, high):
            grid = 10.0 ** np.floor(np.log10(size / 40))
            assert end / grid == pytest.approx(round(end / grid), abs=1e-6)
