"""Runs every exported PyTorch, Keras and optax script. `make test-export` does, in an environment with these libraries.

A library that is missing is an error, not a skipped test.
"""

from __future__ import annotations

import importlib.metadata
import json
from collections import defaultdict

import numpy as np
import pytest

from optim_core import OPTIMIZERS, SURFACES, Experiment, Run
from optim_core.export import VERSIONS, export_script, labels
from optim_core.typed_rule import EXAMPLES
from tests.export.cases import CASES, CLOSE, EVERY_FUNCTION, NUMBERS_OR_ARRAYS, distance, edges
from tests.export.exceptions import allowed, listed
from tests.export.make_reference import LIBRARIES, ends, load
from tests.export.running import run, run_alone
from tests.reference import absent

RENEW = 'the committed reference is of another rule: `make reference ANEW="name of the optimizer"` makes it anew'
REFERENCE = load()
largest: dict[tuple[str, str], float] = defaultdict(float)  # (optimizer, library) -> of the library's own optimizer
each_library = pytest.mark.parametrize("library", LIBRARIES)


@each_library
def test_the_pinned_versions_are_installed(library: str) -> None:
    """What the scripts say they were checked with is what they are checked with."""
    for package, version in VERSIONS[library].items():
        assert importlib.metadata.version(package).partition("+")[0] == version


@pytest.mark.filterwarnings("default")  # the libraries' own
@each_library
@pytest.mark.parametrize("name", CASES)
def test_a_script_follows_our_path(name: str, library: str) -> None:
    """Each library's script gives our path to 1e-9, or to what docs/export.md says that the library can do."""
    experiment = CASES[name]
    paths = run(export_script(experiment, library))
    assert list(paths) == labels(experiment)
    for one, path in zip(experiment.runs, paths.values(), strict=True):
        apart = distance(path, experiment.trajectory(one).points[:, 0])
        largest[one.optimizer, library] = max(largest[one.optimizer, library], apart)
        assert apart <= allowed(one, library, CLOSE)
    then_ends = REFERENCE.get(library, {}).get(name) or absent(f"reference.json has no {name} in {library}")
    for now, then in zip(ends(paths), then_ends, strict=True):
        assert (now["run"], now["rows"]) == (then["run"], then["rows"]), RENEW
        slack = max(allowed(one, library, CLOSE) for one in experiment.runs)
        assert distance(now["last"], then["last"]) <= slack, RENEW


@pytest.mark.sample(len(LIBRARIES))
@pytest.mark.filterwarnings("default")
@each_library
@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_a_library_takes_every_setting(slug: str, library: str) -> None:
    """At the ends of every slider, zeros included, the script runs and follows our path.

    Where the library computes in lower precision there is no telling how far that carries; it has to be finite where
    ours is.
    """
    for experiment in edges(OPTIMIZERS[slug], library):
        paths = run(export_script(experiment, library))
        for one, path in zip(experiment.runs, paths.values(), strict=True):
            points = experiment.trajectory(one).points[:, 0]
            loose = allowed(one, library, CLOSE) > CLOSE
            assert distance(path, points) <= (np.finfo(float).max if loose else CLOSE), one


@each_library
def test_the_exceptions_are_as_large_as_listed(library: str) -> None:
    """No exception is excused for more than a tenfold of what it needs. (Runs after the tests above, in this file.)"""
    for excused, measured in listed().items():
        if excused[1] == library:
            assert measured / 10 <= largest[excused] <= measured, f"{excused}: {largest[excused]:.1e} was measured"


@each_library
def test_a_script_runs_alone(library: str) -> None:
    """In a Python of its own a script finds its own way to float64."""
    experiment = CASES["several"]
    lines = run_alone(export_script(experiment, library)).splitlines()
    for line, label, one in zip(lines, labels(experiment), experiment.runs, strict=True):
        head, _, rest = line.partition(": ends at ")
        assert head == label
        end = json.loads(rest.partition("], loss ")[0] + "]")
        assert distance(end, experiment.trajectory(one).points[-1, 0]) <= CLOSE
    assert np.isfinite([float(line.rpartition(" ")[2]) for line in lines]).all()


@pytest.mark.filterwarnings("default")
@each_library
def test_an_own_rule_follows_our_path(library: str) -> None:
    """A rule of one's own is written with each library's arrays and follows our path, also with everything else on."""
    plain = [Run("own", typed=typed) for typed in (*EXAMPLES.values(), EVERY_FUNCTION)]
    full = Run("own", {"lr": 0.1}, typed=EVERY_FUNCTION, schedule="cosine", clip="norm", decay="decoupled")
    broken = [Run("own", typed=f"a = {part}\nstep = -lr*g*a") for part in ("1/(t - 3)", "log(t - 3)", "1/exp(900*t)")]
    numbers = [Run("own", typed=typed) for typed in NUMBERS_OR_ARRAYS]
    for runs in (plain, [full, *broken], numbers):
        experiment = Experiment(SURFACES["bowl"], tuple(runs), steps=40)
        paths = run(export_script(experiment, library))
        for one, path in zip(experiment.runs, paths.values(), strict=True):
            assert distance(path, experiment.trajectory(one).points[:, 0]) <= CLOSE
