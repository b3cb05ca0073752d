"""Exported scripts: the NumPy ones are run here; what the others gave is compared with our own paths."""

from __future__ import annotations

import ast
import inspect
import json
import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from app.stage.answers.steps import steps_csv, steps_json
from optim_core import OPTIMIZERS, SURFACES, Experiment, FormulaError, Run, surface_from_formula
from optim_core.examples.dataset import OWN_DATA, Sample
from optim_core.export import EXPORTS, VERSIONS, export_script, labels
from optim_core.export.job import library_call
from optim_core.rules.choices import CLIPS, DECAYS
from optim_core.schedules import SCHEDULES
from tests.export.cases import CASES, CLOSE, distance, edges
from tests.export.exceptions import allowed, listed
from tests.export.make_reference import LIBRARIES, load
from tests.export.running import run, run_alone
from tests.reference import absent

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = load()


@pytest.mark.parametrize("name", CASES)
def test_a_numpy_script_follows_our_path(name: str) -> None:
    """The NumPy script of each experiment gives the paths that we draw, to rounding, and ends them where they end."""
    experiment = CASES[name]
    paths = run(export_script(experiment, "numpy"))
    assert list(paths) == labels(experiment)
    for one, path in zip(experiment.runs, paths.values(), strict=True):
        assert distance(path, experiment.trajectory(one).points[:, 0]) <= 1e-12


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_a_numpy_script_takes_every_setting(slug: str) -> None:
    """At the ends of every slider, zeros included, the NumPy script follows our path, also where that ends early."""
    for experiment in edges(OPTIMIZERS[slug], "pytorch"):
        for one, path in zip(experiment.runs, run(export_script(experiment, "numpy")).values(), strict=True):
            assert distance(path, experiment.trajectory(one).points[:, 0]) <= 1e-12, one


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", CASES)
def test_what_the_libraries_gave_is_our_path(name: str, library: str) -> None:
    """Where each library's script ended when `make reference` wrote it down is where our own path ends."""
    experiment = CASES[name]
    ends = REFERENCE.get(library, {}).get(name) or absent(f"reference.json has no {name} in {library}")
    for one, label, end in zip(experiment.runs, labels(experiment), ends, strict=True):
        points = experiment.trajectory(one).points[:, 0]
        finite = points[np.isfinite(points).all(axis=1)]
        assert end["run"] == label
        assert end["rows"] == len(finite)
        assert distance(end["last"], finite[-1]) <= allowed(one, library, CLOSE)


def test_the_reference_is_of_these_experiments_and_versions() -> None:
    """The committed reference has no other experiments, and was made with the versions that the scripts name."""
    if not REFERENCE:
        absent("there is no reference.json")
    assert REFERENCE["versions"] == {library: dict(VERSIONS[library]) for library in LIBRARIES}
    for library in LIBRARIES:
        assert set(REFERENCE[library]) <= set(CASES), "`make reference` removes what is no longer there"


def test_the_versions_in_the_scripts_are_the_pinned_ones() -> None:
    """What a script says it was checked with is what requirements-export.txt installs."""
    text = (ROOT / "requirements-export.txt").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([\w-]+)==(\S+)$", text, re.MULTILINE))
    for versions in VERSIONS.values():
        assert dict(versions).items() <= pins.items()


def test_every_optimizer_is_exported_alone_and_with_everything_on() -> None:
    """The experiments that are run have each optimizer of the registry in them."""
    assert {f"{slug}{kind}" for slug in OPTIMIZERS for kind in ("", "-full")} <= set(CASES)
    runs = [one for experiment in CASES.values() for one in experiment.runs]
    assert {one.schedule for one in runs} == set(SCHEDULES)
    assert {(one.decay, one.clip) for one in runs} >= set(product(DECAYS, CLIPS))
    assert {one.library for one in runs} == {"pytorch", "keras", "optax"}


@pytest.mark.sample(4)
@pytest.mark.parametrize("library", EXPORTS)
@pytest.mark.parametrize("name", CASES)
def test_a_script_stands_on_its_own(name: str, library: str) -> None:
    """Each script is valid Python and imports the library, NumPy and the standard library, nothing of ours."""
    experiment = CASES[name]
    script = export_script(experiment, library)
    tree = ast.parse(script)
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    packages = {name.split(".")[0] for name in modules}
    assert packages <= {
        "math",
        "os",
        "functools",
        "itertools",
        "typing",
        "numpy",
        *VERSIONS[library],
        "optax",
        "keras",
        "torch",
        "jax",
    }
    assert "optim_core" not in script
    assert f"?{experiment.to_query()}\n" in script
    defined = [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    assert len(defined) == len(set(defined)), "two definitions have one name"


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_librarys_own_optimizer_is_used_where_it_has_one(library: str) -> None:
    """A run under a library's conventions calls the library's optimizer by name; a rule it lacks is written out."""
    for optimizer in OPTIMIZERS.values():
        theirs = optimizer.libraries.get(library)
        one = Run(optimizer.slug, library=library)
        script = export_script(Experiment(runs=(one,)), library)
        call, _ = library_call(one, library)
        if theirs is not None and theirs.call and call is not None:
            assert theirs.call.partition("(")[0] in script
            assert f"def {optimizer.slug}_" not in script
        else:
            assert f"def {optimizer.slug}_update" in script


def test_a_rule_is_taken_along_word_for_word() -> None:
    """The lines of a rule in a NumPy script are the lines of its source, comments included."""
    from optim_core.optimizers import adam

    script = export_script(Experiment(runs=(Run("adam"),)), "numpy")
    body = inspect.getsource(adam.update).splitlines()[1:]
    for line in body:
        assert line.replace("sqrt", "np.sqrt") in script.splitlines()


HOSTILE = (
    '"""\nimport os\nos.system("true")\n"""',
    "__import__('os').getcwd()",
    "x + y'''",
    "x\\",
    "x # comment",
    "x + exec(y)",
    "{x}",
    "x\ny",
    "loss(x)",
    "x if y else x",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_never_gets_as_far_as_a_script(text: str) -> None:
    """What is no formula is refused before there is a surface that could be exported."""
    with pytest.raises(FormulaError):
        surface_from_formula(text)


def test_a_script_has_nothing_of_the_typed_text_but_the_formula_it_means() -> None:
    """Spaces and spelling of a formula are gone: the script is made from what was understood."""
    typed = "  x^2   +    ln( y^2+1 )*0.50000000000000000000001 "
    script = export_script(Experiment(surface_from_formula(typed)), "pytorch")
    assert typed.strip() not in script
    assert "return x ** 2 + torch.log(y ** 2 + 1) * 0.5" in script


def test_a_library_that_there_is_not_is_refused() -> None:
    """Asking for a script in an unknown library is an error with words, not an empty script."""
    with pytest.raises(ValueError, match="numpy, pytorch, keras, optax"):
        export_script(Experiment(), "tensorflow")


@pytest.mark.parametrize("name", ["several", "diverges", "no-step"])
def test_a_script_runs_alone_and_says_where_it_ends(name: str) -> None:
    """In a Python of its own, with warnings as errors, a script prints one line for each run: its last finite point."""
    experiment = CASES[name]
    lines = run_alone(export_script(experiment, "numpy")).splitlines()
    assert len(lines) == len(experiment.runs)
    for line, label, one in zip(lines, labels(experiment), experiment.runs, strict=True):
        last = int(experiment.trajectory(one).ended_at[0])
        assert line.startswith(f"{label}: ends at {experiment.trajectory(one).points[last, 0].tolist()}")


def test_runs_of_one_optimizer_have_labels_of_their_own() -> None:
    """No run's path is lost under another run's label."""
    runs = (Run("adam"), Run("adam", {"lr": 0.1}), Run("adam", library="keras"), Run("momentum"))
    assert labels(Experiment(runs=runs)) == ["Adam", "Adam 2", "Adam (Keras)", "Momentum"]


def test_listed_exceptions_are_of_library_optimizers_and_are_few() -> None:
    """docs/export.md excuses only optimizers that a library has, each with a difference above the usual bound."""
    assert listed()
    for (slug, library), measured in listed().items():
        assert OPTIMIZERS[slug].libraries[library].call
        assert CLOSE < measured < 0.1


@pytest.mark.parametrize("name", ["several", "diverges", "stop-loss", "one-dimension"])
def test_json_has_the_numbers_of_the_csv(name: str) -> None:
    """Both files of the steps have the same rows, and JSON reads back as the very same floats."""
    experiment = CASES[name]
    whole = json.loads("".join(steps_json(experiment, "en")))
    lines = "".join(steps_csv(experiment, "en")).splitlines()
    assert lines[0] == ",".join(["run", *whole["columns"]])
    rows = [[one["run"], *row] for one in whole["runs"] for row in one["rows"]]
    assert lines[1:] == [",".join("" if value is None else str(value) for value in row) for row in rows]
    assert Experiment.from_query(whole["query"]) == experiment
    assert [one["outcome"] for one in whole["runs"]] == [str(t.outcome[0]) for t in experiment.trajectories()]


def test_a_script_tests_its_models() -> None:
    """Behind each path's end stands what we say of it: the loss, that on held-out examples, and how many are right."""
    experiment = CASES["logistic-minibatch"]
    model = experiment.surface.model
    assert model is not None
    assert model.data.test is not None
    lines = run_alone(export_script(experiment, "numpy")).splitlines()
    for line, label, one in zip(lines, labels(experiment), experiment.runs, strict=True):
        end = experiment.trajectory(one).points[-1, 0]
        found = re.fullmatch(
            r"(.+): ends at \[.+\], loss (\S+), (\S+) on held-out examples, (\S+)% of them right", line
        )
        assert found is not None, line
        assert found[1] == label
        assert float(found[2]) == pytest.approx(float(experiment.surface.value(end)), rel=1e-9)
        assert float(found[3]) == pytest.approx(float(model.error(end, model.data.test)), rel=1e-9)
        assert float(found[4]) == pytest.approx(100 * float(model.accuracy(end, model.data.test)), abs=0.051)


def test_a_script_without_held_out_examples_tests_nothing() -> None:
    """Examples of one's own need none that are held out; then the script has none either."""
    sample = Sample(OWN_DATA, ((0.0, 1.0), (1.0, 2.0), (2.0, 2.5)))
    script = export_script(Experiment(SURFACES["line"].learning(sample)), "numpy")
    assert "TEST" not in script
    assert "held" not in run_alone(script)


@pytest.mark.parametrize(
    ("slug", "at", "layers"),
    [
        ("logistic", {}, "Linear(2, 1)"),
        ("net_classes", {"width": 3}, "Linear(2, 3), Tanh(), Linear(3, 1)"),
        ("net_curve", {"width": 2, "depth": 2, "relu": 1}, "Linear(1, 2), ReLU(), Linear(2, 2), ReLU(), Linear(2, 1)"),
    ],
)
def test_a_network_is_made_of_torchs_layers(slug: str, at: dict[str, float], layers: str) -> None:
    """The PyTorch script has the network as an engineer writes it, with the loss of torch.nn.functional."""
    experiment = Experiment(SURFACES[slug].at(**at))
    script = export_script(experiment, "pytorch")
    written = " ".join(script.split()).replace("( ", "(").replace(" )", ")").replace("torch.nn.", "")
    assert f"MODEL = Sequential({layers})" in written
    loss = "binary_cross_entropy_with_logits" if slug != "net_curve" else "mse_loss"
    assert f"torch.nn.functional.{loss}(z, y)" in script


@pytest.mark.parametrize("library", EXPORTS)
def test_standardised_inputs_say_how(library: str) -> None:
    """A script with inputs that were moved or scaled has the numbers that undo it; one with raw inputs has none."""
    raw = SURFACES["line"].learning(Sample("unscaled"))
    assert "OFFSET" not in export_script(Experiment(raw), library)
    script = export_script(Experiment(raw.at(standardise=1)), library)
    data = raw.at(standardise=1).data
    assert data is not None
    assert f"OFFSET, SCALE = np.array({list(data.offset)!r}), np.array({list(data.scale)!r})" in script


@pytest.mark.parametrize("library", EXPORTS)
def test_names_of_columns_never_get_into_a_script(library: str) -> None:
    """What a person called the columns stands only in the link, where nothing can be code."""
    hostile = ('"""', "import os", "'''\\", "{x}", "# %s")
    rows = ((0.0, 1.0, 0.0), (1.0, 2.0, 1.0), (2.0, 2.5, 0.0))
    experiment = Experiment(SURFACES["net_classes"].learning(Sample(OWN_DATA, rows, None, hostile)))
    script = export_script(experiment, library)
    ast.parse(script)
    rest = script.replace(experiment.to_query(), "")
    assert "import os\n" not in rest.replace("import os\n", "", 1 if library == "keras" else 0)
    assert "%s" not in rest
    assert max(map(len, rest.splitlines())) <= 121, "no line is too long to be read"
