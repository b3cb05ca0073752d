"""Every optimizer under every library's conventions takes the very steps which that library took.

Where the data comes from says tests/oracle/make_library_reference.py, what an error is tests/oracle/library_errors.py.
The learning rate is another one at every step, and under each library all its settings are ours.
"""

from __future__ import annotations

import string

import numpy as np
import pytest

from optim_core import OPTIMIZERS
from optim_core.rules.choices import LIBRARIES, OURS, effective
from optim_core.surfaces.surface import Surface
from tests.oracle.library_errors import cases, distance, error, walked
from tests.oracle.make_library_reference import FILE, QUADRATICS, RATES, SETTINGS, STEPS, Quadratic, made_with
from tests.reference import Reference

EXACT = 1e-13
# Where a library is less exact than that or rounds another way: what it is held to, and what was measured.
LESS_EXACT = {
    ("pytorch", "muon"): 2e-2,  # 7.8e-3: Newton-Schulz in bfloat16
    ("keras", "adafactor"): 1e-6,  # 2.3e-7: keras.ops.mean is float32 without TensorFlow
    ("keras", "muon"): 1e-7,  # 1.0e-8: keras.ops.norm is float32 without TensorFlow
    ("optax", "adafactor"): 1e-6,  # 2.8e-7: its weights t^-0.8 are float32
    ("optax", "radam"): 1e-10,  # 1.1e-11: rho loses the last digits of beta2^t, which optax rounds another way
    ("optax", "lbfgs"): 1e-11,  # 7.6e-13: replayed gradients give pairs of steps that nearly cancel
}
REALLY_ANOTHER = 1e-3

with_call = pytest.mark.parametrize(
    ("library", "slug"), [(n, slug) for slug, o in OPTIMIZERS.items() for n, its in o.libraries.items() if its.call]
)
with_own_rule = pytest.mark.parametrize(
    ("library", "slug"), [(n, slug) for slug, o in OPTIMIZERS.items() for n, its in o.libraries.items() if its.update]
)


@pytest.fixture(scope="module")
def data() -> Reference:
    """The committed reference."""
    return Reference(FILE)


def errors(library: str, slug: str, data: Reference, plain: bool = False) -> list[float]:
    assert str(data[f"call/{library}/{slug}"])  # there is a reference
    return [error(key, data, plain) for key in cases(data) if key.split("/")[1:3] == [library, slug]]


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_every_library_is_spoken_of(slug: str) -> None:
    """Each optimizer says of each library how to call it there, or that the library has no such optimizer."""
    libraries = OPTIMIZERS[slug].libraries
    assert set(libraries) == set(LIBRARIES)
    for its in libraries.values():
        assert its.call or (its.difference and its.update is None)
        assert its.difference.endswith(".") or not its.difference
        assert its.difference or its.update is None


@with_call
def test_a_call_is_filled_from_our_hyperparameters(library: str, slug: str) -> None:
    """The names in the braces of a call are hyperparameters of the optimizer, the learning rate among them."""
    names = {name for _, name, _, _ in string.Formatter().parse(OPTIMIZERS[slug].libraries[library].call) if name}
    assert "lr" in names
    assert names <= set(OPTIMIZERS[slug].hypers)


@with_call
def test_the_reference_was_made_by_the_call_of_the_registry(library: str, slug: str, data: Reference) -> None:
    """The text that was evaluated in each library is the text we show; a changed call needs new data."""
    for key, made in made_with(library, slug).items():
        assert str(data[key]) == str(made), "`make reference` makes it anew"


@with_call
def test_the_reference_has_every_setting(library: str, slug: str, data: Reference) -> None:
    """Each setting names all hyperparameters, and each was run in the library."""
    assert all(set(hypers) == set(OPTIMIZERS[slug].hypers) for hypers in SETTINGS[slug])
    assert str(data[f"call/{library}/{slug}"])  # there is a reference
    ran = {key.split("/")[3] for key in cases(data) if key.split("/")[1:3] == [library, slug]}
    assert ran == {str(number) for number in range(len(SETTINGS[slug]))}


def test_the_reference_has_nothing_else(data: Reference) -> None:
    """What the registry does not name is not kept."""
    kept = {tuple(key.split("/")[1:]) for key in data if key.startswith("call/")}
    assert kept <= {(n, slug) for slug, o in OPTIMIZERS.items() for n, its in o.libraries.items() if its.call}


@with_call
def test_each_library_takes_our_steps(library: str, slug: str, data: Reference) -> None:
    """Our version of a library's rule, which is PyTorch's where it has none of its own, does what the library did."""
    assert max(errors(library, slug, data)) <= LESS_EXACT.get((library, slug), EXACT)


@pytest.mark.parametrize(("library", "slug"), LESS_EXACT)
def test_an_exception_is_one(library: str, slug: str, data: Reference) -> None:
    """What is said to be less exact really is, and not by much less than it is given room for."""
    limit = LESS_EXACT[library, slug]
    assert max(EXACT, limit / 100) < max(errors(library, slug, data)) <= limit


@with_own_rule
def test_a_difference_is_real(library: str, slug: str, data: Reference) -> None:
    """Where a library is said to have another rule, PyTorch's rule does not do what that library did."""
    assert library != OURS
    assert max(errors(library, slug, data, plain=True)) > REALLY_ANOTHER


@pytest.mark.parametrize("slug", ["momentum", "nesterov", "sgd"])
def test_the_rate_inside_the_velocity_shows_only_when_it_changes(slug: str) -> None:
    """At a constant learning rate the momentum of Keras and that of PyTorch go the same way."""
    hypers = SETTINGS[slug][1]
    for formula in QUADRATICS:
        for rates, same in ((np.ones(STEPS), True), (RATES, False)):
            paths = [
                walked(effective(OPTIMIZERS[slug], library=name), hypers, rates, formula) for name in ("keras", OURS)
            ]
            assert (distance(*paths) < 1e-12) == same


def test_optax_asks_a_schedule_for_the_next_rate(data: Reference) -> None:
    """Given a schedule, optax's Schedule-Free steps with this step's rate and weighs the average by the next one's."""
    hypers = SETTINGS["schedule_free_sgd"][0]
    curvature, _, start = next(iter(QUADRATICS.values()))
    rates = hypers["lr"] * RATES
    y, z, average, total, largest = start, start, start, 0.0, 0.0
    points = [y]
    for k in range(STEPS):
        z = z - rates[k] * curvature @ y
        largest = max(largest, rates[min(k + 1, STEPS - 1)])
        total += largest**2
        average = average + largest**2 / total * (z - average)
        y = hypers["beta"] * average + (1 - hypers["beta"]) * z
        points.append(y)
    asked = data["asked/optax/schedule_free_sgd/0"]
    assert distance(np.stack(points), asked) <= EXACT
    assert distance(data["closed/optax/schedule_free_sgd/0/0"], asked) > REALLY_ANOTHER


@pytest.mark.parametrize("formula", QUADRATICS)
def test_the_libraries_walked_on_our_surface(formula: str) -> None:
    """The quadratics written out as matrices are those of the formulas, loss, gradient and curvature."""
    curvature, minimum, start = QUADRATICS[formula]
    surface, quadratic = Surface(formula, ((-5.0, 5.0), (-5.0, 5.0)), start), Quadratic(curvature, minimum)
    for point in (start, start[::-1], minimum):
        assert surface.value(point) == pytest.approx(quadratic.loss(point), rel=1e-14, abs=1e-14)
        assert surface.gradient(point) == pytest.approx(quadratic.gradient(point), rel=1e-14, abs=1e-14)
        assert surface.hessian(point) == pytest.approx(curvature)
