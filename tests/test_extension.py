"""Adding an optimizer, a schedule or a surface touches one file and one registry line: here one is added on the fly.

Whatever a registry's entry shows up in is asked for it: controls, list, colour, formula, numbers, link, table, script.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import struct
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.stage.routes import stage_routes
from app.words.words import catalogue
from optim_core import OPTIMIZERS, SCHEDULES, SURFACES, Experiment, Optimizer, Run, simulate
from optim_core.export import export_script
from tests.conftest import force

CLIENT = TestClient(Starlette(routes=stage_routes("/lab")), raise_server_exceptions=True)

# What a person would write: nothing else of the project knows of it.
FILE = Path(__file__).parent / "stranger" / "tree" / "optim_core" / "optimizers" / "adabelief.py"


@pytest.fixture(autouse=True)
def fresh_words() -> Iterator[None]:
    """The catalogue is made of the registries once; a new entry needs it made anew, and so does its end."""
    catalogue.cache_clear()
    yield
    catalogue.cache_clear()


@pytest.fixture
def adabelief(monkeypatch: pytest.MonkeyPatch) -> Optimizer:
    """The new file, imported as one of the package's, and its line in the registry."""
    name = "optim_core.optimizers.adabelief"
    spec = importlib.util.spec_from_file_location(name, FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    record: Optimizer = module.ADABELIEF
    monkeypatch.setitem(OPTIMIZERS, record.slug, record)
    return record


def experiment() -> Experiment:
    run = Run("adabelief", {"lr": 0.1, "beta1": 0.75}, clip="norm", decay="decoupled", schedule="cosine", warmup=3)
    return Experiment(SURFACES["rosenbrock"], (run, Run("adam"), Run("adabelief")), steps=20, noise=0.1, seed=4)


def get(path: str) -> Any:
    answer = CLIENT.get(f"/lab/stage/{path}")
    assert answer.status_code == 200, answer.text
    return answer


def signs(markup: str) -> str:
    """What is written in a formula."""
    return "".join(ElementTree.fromstring(markup).itertext())


class TestANewOptimizer:
    def test_it_runs_in_every_way(self, adabelief: Optimizer, monkeypatch: pytest.MonkeyPatch) -> None:
        """One path by plain numbers and many by arrays give the same bits, and the run is what the file says."""
        paths = []
        for way in ("numbers", "arrays"):
            with monkeypatch.context() as patch:
                force(way, patch)
                paths.append(simulate("adabelief", SURFACES["rosenbrock"], [-1.2, 1.0], 50))
        np.testing.assert_array_equal(paths[0].points, paths[1].points)
        g = paths[0].gradients[0, 0]
        size = np.sqrt((0.9 * g) ** 2 + 1e-8 / 0.001) + 1e-8
        np.testing.assert_allclose(paths[0].updates[0, 0], -0.05 * g / size, rtol=1e-12)
        assert paths[0].loss[-1, 0] < paths[0].loss[0, 0]

    def test_it_is_in_the_link(self, adabelief: Optimizer) -> None:
        """Its hyperparameters and choices go through the URL and back."""
        text = experiment().to_query()
        assert "run1=adabelief" in text
        assert "run1.beta1=0.75" in text
        assert Experiment.from_query(text) == experiment()
        repaired, notes = Experiment.repair("run1=adabelief&run1.beta1=2")
        assert dict(repaired.runs[0].hypers) == {name: hyper.default for name, hyper in adabelief.hypers.items()}
        assert "memory of the gradient" in str(notes[0])

    def test_it_is_in_the_list_with_its_sliders(self, adabelief: Optimizer) -> None:
        """The stage offers it, with a slider for each hyperparameter under its name, and says what it is."""
        scene = get(f"en/light/scene?{experiment().to_query()}").json()
        assert {"slug": "adabelief", "name": "AdaBelief", "help": adabelief.help} in scene["optimizers"]
        mine = scene["runs"][0]
        sliders = {control["key"]: control for control in mine["controls"]}
        assert [sliders[f"run1.{name}"]["label"] for name in adabelief.hypers] == [
            h.name for h in adabelief.hypers.values()
        ]
        memory = sliders["run1.beta1"]
        assert (memory["value"], memory["low"], memory["high"]) == (0.75, 0.0, 0.9999)
        assert memory["help"].startswith(adabelief.hypers["beta1"].help)  # then what the glossary says of it
        for key in ("help", "conventions", "source"):
            assert mine[key] == getattr(adabelief, key)
        assert [choice["value"] for choice in mine["choices"]] == ["cosine", "decoupled", "norm", "pytorch"]

    def test_it_has_a_look_of_its_own(self, adabelief: Optimizer) -> None:
        """Its colour and marker differ from those of all others; its second run has another dash and label."""
        looks = []
        for slug in OPTIMIZERS:
            (run,) = get(f"en/light/scene?run1={slug}").json()["runs"]
            looks.append((run["color"], run["marker"]))
        assert len(set(looks)) == len(OPTIMIZERS)
        first, _, second = get(f"en/dark/scene?{experiment().to_query()}").json()["runs"]
        assert (first["label"], second["label"]) == ("AdaBelief", "AdaBelief 2")
        assert first["color"] == second["color"]
        assert first["dash"] != second["dash"]

    def test_its_path_is_drawn_and_told(self, adabelief: Optimizer) -> None:
        """The endpoint sends the core's numbers, and what happened is a sentence about it."""
        body = get(f"en/paths?{experiment().to_query()}").content
        (length,) = struct.unpack_from("<I", body)
        head = json.loads(body[4 : 4 + length])
        numbers = np.frombuffer(body, dtype="<f8", count=7 * 21, offset=4 + length).reshape(7, 21)
        np.testing.assert_array_equal(numbers[:2].T, experiment().trajectories()[0].points[:, 0])
        assert "AdaBelief" in head["runs"][0]["words"]

    def test_its_formula_is_on_screen_with_numbers(self, adabelief: Optimizer) -> None:
        """The panel shows its own lines, what its letters mean, and ends at the next point of the path."""
        answer = get(f"en/rule?{experiment().to_query()}&run=1&step=5&axis=1").json()
        names = [line["name"] for line in answer["lines"]]
        assert [name for name in names if name in ("m", "v")] == ["m", "v"]
        assert names[-1] == "x"
        assert answer["lines"][-1]["value"] == pytest.approx(experiment().trajectories()[0].points[5, 0, 1], rel=1e-9)
        surprise, second = (next(x for x in answer["lines"] if x["name"] == name) for name in ("surprise", "v"))
        assert "what was expected" in surprise["note"]
        assert "β2" in signs(second["symbolic"])
        meanings = " ".join(letter["meaning"] for letter in answer["letters"])
        assert "memory of the gradient" in meanings
        assert adabelief.state_help["s"] in meanings

    def test_it_is_in_the_table(self, adabelief: Optimizer) -> None:
        """The file of the steps has its rows under its name."""
        rows = list(csv.DictReader(io.StringIO(get(f"en/steps.csv?{experiment().to_query()}").text)))
        mine = [row for row in rows if row["run"] == "AdaBelief"]
        assert [float(row["x"]) for row in mine] == experiment().trajectories()[0].points[:, 0, 0].tolist()

    def test_it_is_in_the_script(self, adabelief: Optimizer) -> None:
        """The NumPy script carries its lines along, and run by itself it gives the same path."""
        script = export_script(experiment(), "numpy")
        assert "what was expected" in script
        space: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(script, "<script>", "exec"), space)
        for path, trajectory in zip(space["paths"].values(), experiment().trajectories(), strict=True):
            np.testing.assert_allclose(path, trajectory.points[:, 0], rtol=1e-9)
        assert list(space["paths"]) == ["AdaBelief", "Adam", "AdaBelief 2"]

    @pytest.mark.parametrize("library", ["pytorch", "keras"])
    def test_a_library_without_it_gets_it_written_out(self, adabelief: Optimizer, library: str) -> None:
        """Its file says that these lack it, so their scripts carry the rule, in code that Python reads."""
        script = export_script(experiment(), library)
        compile(script, "<script>", "exec")
        assert "what was expected" in script


class TestANewSchedule:
    @pytest.fixture
    def fade(self, monkeypatch: pytest.MonkeyPatch) -> str:
        """A copy of the exponential decay under another name and with another default."""
        source = SCHEDULES["exponential"]
        gamma = replace(source.hypers["gamma"], default=0.5, name="fading")
        plan = replace(source, slug="fade", name="Fade", help="It fades.", hypers={"gamma": gamma})
        monkeypatch.setitem(SCHEDULES, "fade", plan)
        return "fade"

    def test_it_runs_and_is_in_the_link(self, fade: str) -> None:
        """Its rates are used, and its settings go through the URL and back."""
        mine = Experiment("bowl", (Run("gd", {"lr": 0.8}, schedule=fade),), steps=3)  # type: ignore[arg-type]
        assert mine.trajectories()[0].learning_rate[:, 0].tolist() == [0.8, 0.4, 0.2]
        changed = mine.with_runs(Run("gd", {"lr": 0.8}, schedule=fade, plan={"gamma": 0.25}))
        assert "run1.schedule.gamma=0.25" in changed.to_query()
        assert Experiment.from_query(changed.to_query()) == changed

    def test_it_can_be_chosen_and_has_its_sliders(self, fade: str) -> None:
        """The list of schedules offers it, its settings are sliders under their names, its sentence is there."""
        (run,) = get("en/light/scene?surface=bowl&run1=gd&run1.schedule=fade").json()["runs"]
        choice = run["choices"][0]
        assert {"value": "fade", "label": "Fade"} in choice["options"]
        setting = choice["controls"][0]
        assert (setting["key"], setting["label"], setting["value"]) == ("run1.schedule.gamma", "fading", 0.5)
        assert choice["notes"][0] == "It fades."

    def test_it_is_in_the_formula_and_the_script(self, fade: str) -> None:
        """The panel shows the rate's own line, and the script runs with its rates."""
        query = "surface=bowl&steps=4&run1=gd&run1.lr=0.8&run1.schedule=fade"
        lines = get(f"en/rule?{query}&run=1&step=3&axis=0").json()["schedule"]
        assert lines[-1]["value"] == pytest.approx(0.2)
        space: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(export_script(Experiment.from_query(query), "numpy"), "<script>", "exec"), space)
        (path,) = space["paths"].values()
        np.testing.assert_allclose(path, Experiment.from_query(query).trajectories()[0].points[:, 0], rtol=1e-9)


def test_a_new_surface_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is in the link, on the map with its sliders and words, in the table and in the script, and it runs."""
    ravine = SURFACES["ravine"]
    monkeypatch.setitem(SURFACES, "gorge", replace(ravine, slug="gorge", name="Gorge", teaches="It is deep."))
    mine = Experiment("gorge", (Run("gd", {"lr": 0.01}),), steps=5).on(SURFACES["gorge"].at(kappa=40))  # type: ignore[arg-type]
    assert Experiment.from_query(mine.to_query()) == mine
    scene = get(f"en/light/scene?{mine.to_query()}").json()
    assert scene["surface"]["slug"] == "gorge"
    assert {control["key"]: control["value"] for control in scene["parameters"]}["kappa"] == 40
    assert catalogue()["surface.gorge.teaches"] == "It is deep."
    rows = list(csv.DictReader(io.StringIO(get(f"en/steps.csv?{mine.to_query()}").text)))
    points = mine.trajectories()[0].points[:, 0]
    assert [float(row["y"]) for row in rows] == points[:, 1].tolist()
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(export_script(mine, "numpy"), "<script>", "exec"), space)
    np.testing.assert_allclose(next(iter(space["paths"].values())), points, rtol=1e-9)
    assert get("surface/dark/gorge.png").headers["content-type"] == "image/png"
