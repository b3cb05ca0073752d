"""What the tests of the core share: the registries as parameters, and the two ways `simulate` can run."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest

from optim_core import OPTIMIZERS, SURFACES, Optimizer, Surface

pytest_plugins = ["tests.selection"]

simulate_module: Any = importlib.import_module("optim_core.simulation.simulate")  # the module, not the function


@pytest.fixture(params=OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
def optimizer(request: pytest.FixtureRequest) -> Optimizer:
    """Each optimizer of the registry."""
    rule: Optimizer = request.param
    return rule


ELEMENTWISE = {slug: rule for slug, rule in OPTIMIZERS.items() if rule.elementwise}


@pytest.fixture(params=ELEMENTWISE.values(), ids=ELEMENTWISE.keys())
def elementwise(request: pytest.FixtureRequest) -> Optimizer:
    """Each optimizer that treats every coordinate alone, and so can be followed by plain numbers."""
    rule: Optimizer = request.param
    return rule


@pytest.fixture(params=SURFACES.values(), ids=SURFACES.keys())
def surface(request: pytest.FixtureRequest) -> Surface:
    """Each built-in surface."""
    entry: Surface = request.param
    return entry


WRITTEN = {slug: surface for slug, surface in SURFACES.items() if surface.formula}


@pytest.fixture(params=WRITTEN.values(), ids=WRITTEN.keys())
def written(request: pytest.FixtureRequest) -> Surface:
    """Each built-in surface that has a formula, so that plain numbers can follow a path on it."""
    entry: Surface = request.param
    return entry


WAYS = [(rule, "arrays") for rule in OPTIMIZERS.values()] + [(rule, "numbers") for rule in ELEMENTWISE.values()]


@pytest.fixture(params=WAYS, ids=[f"{rule.slug}-{way}" for rule, way in WAYS])
def followed(request: pytest.FixtureRequest) -> Iterator[Optimizer]:
    """Each optimizer in each way that it can be followed: all by arrays, elementwise ones by plain numbers too."""
    rule, way = request.param
    with pytest.MonkeyPatch.context() as patch:
        force(way, patch)
        yield rule


def _not_this_way(*_: Any, **__: Any) -> None:
    raise AssertionError("simulate took the other way")


def force(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make `simulate` use plain numbers or arrays, whatever the number of paths, and fail if it uses the other."""
    monkeypatch.setattr(simulate_module, "FEW_PATHS", 10**9 if way == "numbers" else 0)
    monkeypatch.setattr(simulate_module, "_follow_many" if way == "numbers" else "_follow_one", _not_this_way)


@pytest.fixture(params=["numbers", "arrays"])
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both ways to run: path by path with plain numbers, and all paths at once with arrays."""
    with pytest.MonkeyPatch.context() as patch:
        force(request.param, patch)
        yield request.param
