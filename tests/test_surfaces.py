"""The built-in surfaces: derivatives, minima, boxes and texts, over the registry; and what `at` and a formula give."""

from __future__ import annotations

from math import cos, radians, sin
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core import OPTIMIZERS, SURFACES, ExperimentError, FormulaError, Optimizer, Surface, simulate
from optim_core import surface_from_formula as formula

RAVINE = SURFACES["ravine"]
SEEKS_FLAT = ("newton",)  # jumps to where the slope is zero, which may be a saddle or a top; see its conventions
GRID = 90_000  # points at which a surface is looked at, in any number of dimensions
UNBOUNDED = ("slope", "saddle", "monkey")  # their loss falls for ever, so they have no minimum to reach


def sample(surface: Surface, count: int = 25) -> np.ndarray:
    """Points all over the box, and the start."""
    low, high = np.array(surface.domain).T
    drawn = np.random.default_rng(1).uniform(low, high, (count, surface.dim))
    return np.concatenate([drawn, surface.start[None]])


def smooth_minima(surface: Surface) -> np.ndarray:
    """The known minima where there is a gradient: all but Ackley's, whose minimum is the tip of a cone."""
    minima = np.array(surface.minima).reshape(-1, surface.dim)
    return minima[surface.defined(minima)] if len(minima) else minima


def exact(surface: Surface) -> Any:
    """The formula's text, read by Python and worked out by mpmath with 40 digits: it shares nothing with our parser."""
    names = {name: getattr(mpmath, name) for name in ("sin", "cos", "exp", "log", "sqrt", "pi", "e")}
    code = compile(surface.formula.replace("^", "**"), surface.slug, "eval")
    return lambda *point: eval(code, names, dict(zip(surface.variables, point, strict=True)))


def curves_down(surface: Surface, points: np.ndarray) -> bool:
    """Whether a second derivative is negative in some direction at one of the points."""
    return bool(np.linalg.eigvalsh(surface.hessian(points)).min() < 0)


class TestDerivatives:
    def test_value_and_gradient_are_those_of_the_formula(self, written: Surface) -> None:
        """Loss and gradient equal what 40-digit arithmetic makes of the formula's text, to 12 digits."""
        surface, function, points = written, exact(written), sample(written)
        with mpmath.workdps(40):
            loss = [float(function(*map(mpmath.mpf, point))) for point in points]
            slopes = [
                [
                    float(mpmath.diff(function, tuple(map(mpmath.mpf, point)), tuple(order)))
                    for order in np.eye(surface.dim, dtype=int)
                ]
                if surface.dim > 1
                else [float(mpmath.diff(function, mpmath.mpf(point[0])))]
                for point in points
            ]
        np.testing.assert_allclose(surface.value(points), loss, rtol=1e-12, atol=1e-13 * np.abs(loss).max())
        np.testing.assert_allclose(surface.gradient(points), slopes, rtol=1e-12, atol=1e-13 * np.abs(slopes).max())

    def test_hessian_is_the_slope_of_the_gradient(self, surface: Surface) -> None:
        """The Hessian is symmetric and equals fourth-order differences of the gradient."""
        points = sample(surface)
        hessian = surface.hessian(points)
        assert hessian.shape == (*points.shape, surface.dim)
        np.testing.assert_array_equal(hessian, np.swapaxes(hessian, -1, -2))
        for axis in range(surface.dim):
            h = 1e-4 * (surface.domain[axis][1] - surface.domain[axis][0]) * np.eye(surface.dim)[axis]
            near = surface.gradient(points + h) - surface.gradient(points - h)
            far = surface.gradient(points + 2 * h) - surface.gradient(points - 2 * h)
            slope = (8 * near - far) / (12 * h[axis])
            np.testing.assert_allclose(hessian[..., axis], slope, rtol=1e-5, atol=1e-8 * np.abs(hessian).max())

    def test_it_is_defined_and_finite_all_over_its_box(self, surface: Surface) -> None:
        """In the box that is drawn there is a value and a gradient everywhere (but at Ackley's tip)."""
        points = sample(surface, 400)
        assert surface.defined(points).all()
        assert np.isfinite(surface.value(points)).all()
        assert np.isfinite(surface.gradient(points)).all()

    def test_any_shape_of_points(self, surface: Surface) -> None:
        """Points (..., dim) give values (...), gradients (..., dim) and Hessians (..., dim, dim), as float64."""
        dim, whole = surface.dim, np.ones((3, 2, 4, surface.dim), dtype=np.int64)
        assert surface.value(whole).shape == (3, 2, 4)
        assert surface.gradient(whole).shape == (3, 2, 4, dim)
        assert surface.hessian(whole).shape == (3, 2, 4, dim, dim)
        assert surface.defined(whole).shape == (3, 2, 4)
        for result in (surface.value(whole), surface.gradient(whole), surface.hessian(whole)):
            assert result.dtype == np.float64
        assert surface.value([1.0] * dim).shape == ()
        assert surface.gradient([1.0] * dim).shape == (dim,)
        assert surface.hessian([1.0] * dim).shape == (dim, dim)
        assert surface.gradient(np.empty((0, dim))).shape == (0, dim)

    def test_large_integers_do_not_overflow(self) -> None:
        """Points given as integers are taken as floats before anything is squared."""
        far = np.array([3_000_000_000, 0], dtype=np.int64)
        assert SURFACES["bowl"].value(far) == 4.5e18

    def test_points_of_another_dimension_are_refused(self, surface: Surface) -> None:
        """The last axis has to be the coordinates."""
        for points in (np.zeros(surface.dim + 1), np.zeros((surface.dim, surface.dim + 2)), 1.0):
            for function in (surface.value, surface.gradient, surface.hessian, surface.defined):
                with pytest.raises(ExperimentError, match=str(surface.dim)):
                    function(points)


class TestMinima:
    def test_the_gradient_vanishes_at_a_minimum(self, surface: Surface) -> None:
        """At each known minimum the gradient is zero to ten digits and no direction curves down."""
        minima = smooth_minima(surface)
        usual = np.abs(surface.gradient(sample(surface))).max()
        assert np.abs(surface.gradient(minima)).max(initial=0.0) <= 1e-10 * usual
        for hessian in surface.hessian(minima):
            eigenvalues = np.linalg.eigvalsh(hessian)
            assert eigenvalues.min() >= -1e-10 * eigenvalues.max()

    def test_nothing_near_a_minimum_is_lower(self, surface: Surface) -> None:
        """On rings around each known minimum, Ackley's tip included, no loss is below its own."""
        low, high = np.array(surface.domain).T
        directions = np.random.default_rng(0).standard_normal((200, surface.dim))
        directions *= (high - low) / np.linalg.norm(directions, axis=1, keepdims=True)
        for minimum in surface.minima:
            bottom = surface.value(minimum)
            for radius in (1e-4, 1e-3, 1e-2):
                assert (surface.value(minimum + radius * directions) >= bottom - 1e-12 * max(1.0, abs(bottom))).all()

    def test_nothing_in_the_box_is_lower_than_the_lowest_minimum(self, surface: Surface) -> None:
        """The list of minima has the lowest one; a surface without a list falls below any number.

        Nobody knows a network's best weights, but its loss is never below zero.
        """
        if surface.draw is not None:
            assert surface.minima == ()
            assert surface.value(sample(surface, 400)).min() >= 0
            return
        axes = [np.linspace(low, high, round(GRID ** (1 / surface.dim)) | 1) for low, high in surface.domain]
        grid = surface.value(np.stack(np.meshgrid(*axes), axis=-1))
        if surface.slug in UNBOUNDED:
            assert surface.minima == ()
            assert surface.value(100.0 * np.array([[0.5, 3.0], [-3.0, 0.5]])[:, : surface.dim]).min() < grid.min()
        else:
            assert grid.min() >= min(surface.value(minimum) for minimum in surface.minima) - 1e-12

    def test_ackleys_tip_is_the_only_minimum_without_a_gradient(self, surface: Surface) -> None:
        """Ackley ends in the tip of a cone; all other minima are smooth, and Ackley's text says so."""
        if surface.slug == "ackley":
            assert not surface.defined(surface.minima[0])
            assert "tip without a gradient" in surface.teaches
        else:
            assert len(smooth_minima(surface)) == len(surface.minima)

    @pytest.mark.parametrize(
        ("slug", "minimum", "loss"),
        [
            ("rosenbrock", (1, 1), 0),
            ("beale", (3, 0.5), 0),
            ("booth", (1, 3), 0),
            ("himmelblau", (3, 2), 0),
            ("himmelblau", (-2.805118, 3.131313), 0),
            ("himmelblau", (-3.779310, -3.283186), 0),
            ("himmelblau", (3.584428, -1.848127), 0),
            ("camel6", (0.0898420, -0.7126564), -1.0316285),
            ("camel6", (-0.0898420, 0.7126564), -1.0316285),
            ("styblinski", (-2.903534, -2.903534), -78.332331),
            ("camel3", (0, 0), 0),
            ("rastrigin", (0, 0), 0),
            ("ackley", (0, 0), 0),
        ],
    )
    def test_published_minima(self, slug: str, minimum: tuple[float, float], loss: float) -> None:
        """The minima of the literature are among ours, with the loss of the literature."""
        distances = np.abs(np.array(SURFACES[slug].minima) - minimum).max(axis=1)
        assert distances.min() < 1e-6
        assert SURFACES[slug].value(SURFACES[slug].minima[distances.argmin()]) == pytest.approx(loss, abs=5e-7)


class TestEntries:
    def test_the_surfaces_the_playground_promises(self) -> None:
        """One-dimensional ones first, simple ones before hard ones; each under its own name."""
        one = {"parabola", "quadratic", "slope", "scaled", "double_well", "dips"}
        two = {
            "bowl",
            "ellipse",
            "ravine",
            "sharpness",
            "saddle",
            "saddle_wells",
            "monkey",
            "plateau",
            "rosenbrock",
            "beale",
            "himmelblau",
        }
        two |= {"ellipse", "sharpness", "booth", "camel3", "camel6", "styblinski", "rastrigin", "ackley"}
        assert {slug: SURFACES[slug].dim for slug in one | two} == dict.fromkeys(one, 1) | dict.fromkeys(two, 2)
        assert (SURFACES["matrix"].dim, SURFACES["matrix"].matrix_rows) == (4, 2)
        dims = [surface.dim for surface in SURFACES.values()]
        assert dims == sorted(dims)

    def test_every_text_is_there(self, surface: Surface) -> None:
        """Name, lesson, source, formula and LaTeX are there, and so is all that a parameter's slider needs."""
        assert SURFACES[surface.slug] is surface
        assert surface.slug.isidentifier()
        for text in (surface.name, surface.teaches, surface.source, surface.latex):
            assert text.strip() == text != ""
        assert surface.formula.strip() == surface.formula
        assert surface.formula or surface.model
        assert surface.teaches.endswith(".")
        assert dict(surface.values).keys() == surface.parameters.keys()
        for name, parameter in surface.parameters.items():
            assert parameter.symbol
            assert parameter.name
            assert parameter.help.endswith(".")
            assert parameter.valid.low <= parameter.low < parameter.high <= parameter.valid.high
            assert parameter.low <= parameter.default <= parameter.high
            assert dict(surface.values)[name] == parameter.default

    def test_names_are_told_apart(self) -> None:
        """No two surfaces have the same name."""
        assert len({surface.name for surface in SURFACES.values()}) == len(SURFACES)

    def test_start_and_minima_lie_in_the_box(self, surface: Surface) -> None:
        """What is drawn includes the start and every known minimum, and the start is on a slope."""
        low, high = np.array(surface.domain).T
        assert surface.start.shape == (surface.dim,)
        for point in (surface.start, *surface.minima):
            assert ((low < point) & (point < high)).all()
        assert np.linalg.norm(surface.gradient(surface.start)) > 1e-3

    def test_the_start_cannot_be_written_to(self, surface: Surface) -> None:
        """A registry entry is shared by everybody, so nobody can move its start."""
        with pytest.raises(ValueError, match="read-only"):
            surface.start[0] = 0.0

    @pytest.mark.sample(6)
    def test_default_learning_rates_show_something(self, surface: Surface, optimizer: Optimizer) -> None:
        """Every optimizer's one default rate makes visible progress on every surface within 200 steps.

        Visible: the loss falls, and the path until it ends is at least 2 % of the box's diagonal long, or of the way
        to the nearest minimum where that is short. Where there is a minimum nothing diverges. What seeks a flat point
        finds one, though not a low one if the surface has curved downwards on its way; on a straight line it has no
        step.
        """
        run = simulate(optimizer.slug, surface, surface.start, 200)
        end = int(run.ended_at[0])
        if not surface.formula:  # a network's box is as wide as weights get in training, which takes thousands of steps
            assert run.loss[end, 0] < run.loss[0, 0] or optimizer.slug in SEEKS_FLAT
            return
        if optimizer.slug in SEEKS_FLAT and curves_down(surface, run.points[: end + 1, 0]):
            slopes = np.linalg.norm(run.gradients[[0, end], 0], axis=1)
            assert slopes[1] < 1e-9 * slopes[0]
            return
        if optimizer.slug in SEEKS_FLAT and not surface.hessian(surface.start).any():
            assert run.outcome[0] == "no_step"
            return
        assert run.loss[end, 0] < run.loss[0, 0]
        diagonal = np.linalg.norm(np.ptp(np.array(surface.domain), axis=1))
        nearest = min((np.linalg.norm(surface.start - minimum) for minimum in surface.minima), default=diagonal)
        assert run.step_sizes[:end].sum() >= min(0.02 * diagonal, 0.9 * nearest)
        if surface.slug not in UNBOUNDED:
            assert run.outcome[0] not in ("diverged", "left_domain")

    def test_default_rates_have_room_on_their_sliders(self, optimizer: Optimizer) -> None:
        """A default lies on its slider, the slider within what is valid; all texts of a hyperparameter are there."""
        for hyper in optimizer.hypers.values():
            assert hyper.valid.low <= hyper.low < hyper.high <= hyper.valid.high
            assert hyper.low <= hyper.default <= hyper.high
            assert hyper.symbol
            assert hyper.name
            assert hyper.help.endswith(".")
            assert not hyper.log or hyper.low > 0


angles = st.floats(-360, 360)
kappas = st.floats(1, 1e5)


def turned(points: np.ndarray, angle: float) -> np.ndarray:
    c, s = cos(radians(angle)), sin(radians(angle))
    return points @ np.array([[c, s], [-s, c]])


class TestParameters:
    @given(kappas, angles)
    def test_a_ravine_has_the_curvatures_it_is_asked_for(self, kappa: float, rotation: float) -> None:
        """Along the ravine the curvature is 1, across it kappa, and the ravine points where it was turned."""
        hessian = RAVINE.at(kappa=kappa, rotation=rotation).hessian([0.3, -0.7])
        np.testing.assert_allclose(np.linalg.eigvalsh(hessian), [1.0, kappa], rtol=1e-9, atol=1e-13 * kappa)
        along, across = turned(np.eye(2), rotation)
        np.testing.assert_allclose(along @ hessian @ along, 1.0, rtol=1e-9, atol=1e-13 * kappa)
        np.testing.assert_allclose(across @ hessian @ across, kappa, rtol=1e-9)

    @given(kappas, angles)
    def test_a_turned_ravine_is_the_same_ravine(self, kappa: float, rotation: float) -> None:
        """The loss at a turned point of the turned surface is the loss at the point; the start is turned with it."""
        straight, other = RAVINE.at(kappa=kappa, rotation=0), RAVINE.at(kappa=kappa, rotation=rotation)
        points = np.random.default_rng(0).uniform(-2, 2, (20, 2))
        loss = straight.value(points)
        np.testing.assert_allclose(other.value(turned(points, rotation)), loss, rtol=1e-9, atol=1e-13 * loss.max())
        np.testing.assert_allclose(other.start, turned(straight.start, rotation), rtol=1e-12, atol=1e-12 * kappa)
        np.testing.assert_allclose(straight.start, [kappa, 1.0])

    @given(kappas, angles)
    def test_the_box_follows(self, kappa: float, rotation: float) -> None:
        """The box holds the whole contour line through the start, with a margin, and is not much larger than it."""
        ravine = RAVINE.at(kappa=kappa, rotation=rotation)
        t = np.linspace(0, 2 * np.pi, 2000)
        radius = np.sqrt(2 * RAVINE.at(kappa=kappa).value([kappa, 1.0]))
        contour = turned(radius * np.column_stack([np.cos(t), np.sin(t) / np.sqrt(kappa)]), rotation)
        low, high = np.array(ravine.domain).T
        assert ((1.05 * contour > low) & (1.05 * contour < high)).all()
        assert (contour.max(axis=0) > 0.5 * high).all()
        assert ((low < ravine.start) & (ravine.start < high)).all()

    @given(st.floats(1e-6, 1e6))
    def test_the_parabola_has_the_curvature_it_is_asked_for(self, curvature: float) -> None:
        """The second derivative of (L/2)x^2 is L everywhere."""
        assert SURFACES["quadratic"].at(L=curvature).hessian([0.4]) == pytest.approx(curvature, rel=1e-12)

    def test_what_is_not_named_stays(self) -> None:
        """Parameters are set one by one, and the registry's own entry never changes."""
        assert dict(RAVINE.at(kappa=5).at(rotation=45).values) == {"kappa": 5.0, "rotation": 45.0}
        assert RAVINE.at(kappa=5).at(rotation=45) == RAVINE.at(rotation=45, kappa=5.0)
        assert RAVINE.at() == RAVINE
        assert dict(RAVINE.values) == {"kappa": 25.0, "rotation": 0.0}
        assert SURFACES["bowl"].at() == SURFACES["bowl"]

    def test_every_parameter_takes_the_ends_of_its_range(self, surface: Surface) -> None:
        """A surface can be made at both ends of each slider and of all that is valid."""
        for name, parameter in surface.parameters.items():
            for value in (*parameter.valid, parameter.low, parameter.high):
                made = surface.at(**{name: value})
                assert dict(made.values)[name] == value
                assert np.isfinite(made.gradient(made.start)).all()
                low, high = np.array(made.domain).T
                assert ((low < made.start) & (made.start < high)).all()

    @pytest.mark.parametrize(
        "values",
        [
            {"kappa": 0.5},
            {"kappa": 1e9},
            {"kappa": float("nan")},
            {"kappa": float("inf")},
            {"kappa": "5"},
            {"kappa": None},
            {"steep": 3.0},
        ],
    )
    def test_other_values_are_refused(self, values: dict[str, Any]) -> None:
        """Outside of what is valid, and for a name that is none, `at` raises ExperimentError with the name in it."""
        with pytest.raises(ExperimentError) as error:
            RAVINE.at(**values)
        assert len(error.value.problems) == 1
        assert next(iter(values)) in str(error.value)

    def test_all_wrong_values_are_listed(self) -> None:
        """Three mistakes are three messages."""
        with pytest.raises(ExperimentError) as error:
            RAVINE.at(kappa=0.0, rotation=1e9, depth=1.0)
        assert len(error.value.problems) == 3


class TestOwnFormula:
    def test_what_is_left_out(self) -> None:
        """Without a box and a start a formula gets -3 to 3 and a start in it; it has no slug and no known minima."""
        surface = formula("(1 - x)^2 + 100*(y - x^2)^2")
        assert surface.dim == 2
        assert surface.domain == ((-3.0, 3.0), (-3.0, 3.0))
        assert np.isfinite(surface.value(surface.start))
        assert (np.abs(surface.start) < 3).all()
        assert (surface.slug, surface.minima) == ("", ())
        np.testing.assert_allclose(surface.gradient([-1.2, 1.0]), SURFACES["rosenbrock"].gradient([-1.2, 1.0]))

    def test_a_formula_without_y_is_one_dimensional(self) -> None:
        """If y does not occur there is one coordinate."""
        surface = formula("x^2 + sin(x)")
        assert (surface.dim, surface.variables, surface.domain) == (1, ("x",), ((-3.0, 3.0),))
        assert surface.start.shape == (1,)

    def test_box_and_start_can_be_given(self) -> None:
        """The box is what was given; a start may lie outside of it."""
        surface = formula("x^2 + y", domain=((0, 1), (-5, 5)), start=(9.0, -9.0))
        assert surface.domain == ((0.0, 1.0), (-5.0, 5.0))
        assert surface.start.tolist() == [9.0, -9.0]
        assert formula("x^2", domain=((-1e6, 1e6),)).domain == ((-1e6, 1e6),)

    @pytest.mark.parametrize("text", ["log(x)", "sqrt(x - 2) + y^2", "log(x*y)", "1/x"])
    def test_a_start_is_found_where_the_formula_is_defined(self, text: str) -> None:
        """Where the usual start is outside of the formula's domain another one in the box is taken."""
        surface = formula(text)
        assert surface.defined(surface.start)
        assert np.isfinite(surface.gradient(surface.start)).all()

    def test_a_formula_that_is_defined_nowhere_in_the_box_still_is_a_surface(self) -> None:
        """It has a start in the box; a run from there has left the domain at once."""
        surface = formula("log(x - 10)")
        assert (np.abs(surface.start) <= 3).all()
        assert simulate("gd", surface, surface.start, 3).outcome[0] == "left_domain"

    def test_a_start_is_found_in_the_box_that_was_given(self) -> None:
        """The usual start is moved into a box that does not hold it."""
        surface = formula("x^2 + y^2", domain=((10, 12), (10, 12)))
        assert ((surface.start >= 10) & (surface.start <= 12)).all()

    @pytest.mark.parametrize(
        "box",
        [
            ((0, 0),),
            ((1, 0),),
            ((0, 1), (0, 1)),
            ((0, float("nan")),),
            ((0, 1.1e6),),
            ((0, float("inf")),),
            (),
            ((0, 1, 2),),
            (0, 1),
            "ab",
            5,
        ],
    )
    def test_a_box_that_is_none_is_refused(self, box: Any) -> None:
        """Each axis needs a low and a high end, low before high, within a million."""
        with pytest.raises(ExperimentError):
            formula("x^2", domain=box)

    @pytest.mark.parametrize("start", [(1.0, 2.0), (float("nan"),), (float("inf"),), "here", ((1.0,),)])
    def test_a_start_that_is_none_is_refused(self, start: Any) -> None:
        """A start is one finite number for each coordinate."""
        with pytest.raises(ExperimentError):
            formula("x^2", start=start)

    @pytest.mark.parametrize("text", ["2x", "", "x +", "import os", "x^2 + z", "__import__('os')"])
    def test_a_mistake_in_the_formula_is_a_formula_error(self, text: str) -> None:
        """It is a ValueError that says what is wrong."""
        with pytest.raises(FormulaError) as error:
            formula(text)
        assert isinstance(error.value, ValueError)
        assert str(error.value.message)

    def test_equal_formulas_are_equal_surfaces(self) -> None:
        """A surface is its formula and its box: equal ones are interchangeable, also as a key."""
        one, other = formula("x^2 + y^2"), formula("x^2 + y^2")
        assert one == other
        assert hash(one) == hash(other)
        assert one != formula("x^2 + y^2", domain=((0, 1), (0, 1)))
        assert one != formula("x^2 + 2*y^2")


def test_every_built_in_surface_can_be_typed_too() -> None:
    """Formulas of the registry in x, or in x and y, are formulas a learner may type, and give the same surface."""
    for surface in SURFACES.values():
        if set(surface.variables) <= {"x", "y"}:
            typed = formula(surface.formula, domain=surface.domain, start=surface.start)
            points = sample(surface)
            np.testing.assert_array_equal(typed.gradient(points), surface.gradient(points))


def test_every_optimizer_has_its_texts(optimizer: Optimizer) -> None:
    """Name, idea, convention and source are there, and what each remembered number means."""
    assert OPTIMIZERS[optimizer.slug] is optimizer
    for text in (optimizer.name, optimizer.help, optimizer.conventions, optimizer.source):
        assert text.strip() == text != ""
    assert tuple(optimizer.state_help) == optimizer.state_names
