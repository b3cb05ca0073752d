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

# What a person would write into optim_core/optimizers/yogi.py: nothing else of the project knows of it.
YOGI = r'''"""Yogi: Adam whose second moment moves by the size of the squared gradient only."""

from __future__ import annotations

from typing import Any, NamedTuple

from numpy import sign, sqrt, zeros_like

from optim_core.rules.hypers import epsilon, learning_rate, memory
from optim_core.types import Array, Optimizer


class YogiState(NamedTuple):
    m: Any  # running mean of the gradient
    v: Any  # second moment, which follows the squared gradient step by step


def init(x: Array) -> YogiState:
    return YogiState(zeros_like(x), zeros_like(x))


def update(g: Any, s: YogiState, t: int, *, lr: Any, keep: Any, beta2: Any, eps: Any) -> Any:
    m = keep * s.m + (1 - keep) * g
    v = s.v - (1 - beta2) * sign(s.v - g * g) * g * g  # never moves farther than the new square allows
    dx = -lr * m / (sqrt(v) + eps)
    return dx, YogiState(m, v)


YOGI = Optimizer(
    slug="yogi",
    name="Yogi",
    init=init,
    update=update,
    hypers={
        "lr": learning_rate(default=0.03, low=1e-5, high=1.0),
        "keep": memory(r"\beta_1", 0.9, "share kept", "How much of the mean gradient is kept."),
        "beta2": memory(r"\beta_2", 0.999, "memory of the squares", "How slowly the second moment moves."),
        "eps": epsilon(1e-3),
    },
    help="Adam whose second moment cannot jump.",
    conventions="Algorithm 2 of the paper without bias correction.",
    source="Zaheer et al. 2018, Algorithm 2",
    state_help={"m": "running mean of the gradient", "v": "the slow second moment"},
)
'''


@pytest.fixture(autouse=True)
def fresh_words() -> Iterator[None]:
    """The catalogue is made of the registries once; a new entry needs it made anew, and so does its end."""
    catalogue.cache_clear()
    yield
    catalogue.cache_clear()


@pytest.fixture
def yogi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Optimizer:
    """The new file, imported as one of the package's, and its line in the registry."""
    file = tmp_path / "yogi.py"
    file.write_text(YOGI, encoding="utf-8")
    name = "optim_core.optimizers.yogi"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    record: Optimizer = module.YOGI
    monkeypatch.setitem(OPTIMIZERS, record.slug, record)
    return record


def experiment() -> Experiment:
    run = Run("yogi", {"lr": 0.1, "keep": 0.75}, clip="norm", decay="decoupled", schedule="cosine", warmup=3)
    return Experiment(SURFACES["rosenbrock"], (run, Run("adam"), Run("yogi")), steps=20, noise=0.1, seed=4)


def get(path: str) -> Any:
    answer = CLIENT.get(f"/lab/stage/{path}")
    assert answer.status_code == 200, answer.text
    return answer


def signs(markup: str) -> str:
    """What is written in a formula."""
    return "".join(ElementTree.fromstring(markup).itertext())


class TestANewOptimizer:
    def test_it_runs_in_every_way(self, yogi: Optimizer, monkeypatch: pytest.MonkeyPatch) -> None:
        """One path by plain numbers and many by arrays give the same bits, and the run is what the file says."""
        paths = []
        for way in ("numbers", "arrays"):
            with monkeypatch.context() as patch:
                force(way, patch)
                paths.append(simulate("yogi", SURFACES["rosenbrock"], [-1.2, 1.0], 50))
        np.testing.assert_array_equal(paths[0].points, paths[1].points)
        g = paths[0].gradients[0, 0]
        v = 0.001 * g**2
        np.testing.assert_allclose(paths[0].updates[0, 0], -0.03 * 0.1 * g / (np.sqrt(v) + 1e-3), rtol=1e-12)
        assert paths[0].loss[-1, 0] < paths[0].loss[0, 0]

    def test_it_is_in_the_link(self, yogi: Optimizer) -> None:
        """Its hyperparameters and choices go through the URL and back."""
        text = experiment().to_query()
        assert "run1=yogi" in text
        assert "run1.keep=0.75" in text
        assert Experiment.from_query(text) == experiment()
        repaired, notes = Experiment.repair("run1=yogi&run1.keep=2")
        assert dict(repaired.runs[0].hypers) == {name: hyper.default for name, hyper in yogi.hypers.items()}
        assert "share kept" in str(notes[0])

    def test_it_is_in_the_list_with_its_sliders(self, yogi: Optimizer) -> None:
        """The stage offers it, with a slider for each hyperparameter under its name, and says what it is."""
        scene = get(f"en/light/scene?{experiment().to_query()}").json()
        assert {"slug": "yogi", "name": "Yogi", "help": yogi.help} in scene["optimizers"]
        mine = scene["runs"][0]
        sliders = {control["key"]: control for control in mine["controls"]}
        assert [sliders[f"run1.{name}"]["label"] for name in yogi.hypers] == [h.name for h in yogi.hypers.values()]
        keep = sliders["run1.keep"]
        assert (keep["value"], keep["low"], keep["high"]) == (0.75, 0.0, 0.9999)
        assert keep["help"] == yogi.hypers["keep"].help
        assert [mine[key] for key in ("help", "conventions", "source")] == [yogi.help, yogi.conventions, yogi.source]
        assert [choice["value"] for choice in mine["choices"]] == ["cosine", "decoupled", "norm", "pytorch"]

    def test_it_has_a_look_of_its_own(self, yogi: Optimizer) -> None:
        """Its colour and marker differ from those of all others; its second run has another dash and label."""
        looks = []
        for slug in OPTIMIZERS:
            (run,) = get(f"en/light/scene?run1={slug}").json()["runs"]
            looks.append((run["color"], run["marker"]))
        assert len(set(looks)) == len(OPTIMIZERS)
        first, _, second = get(f"en/dark/scene?{experiment().to_query()}").json()["runs"]
        assert (first["label"], second["label"]) == ("Yogi", "Yogi 2")
        assert first["color"] == second["color"]
        assert first["dash"] != second["dash"]

    def test_its_path_is_drawn_and_told(self, yogi: Optimizer) -> None:
        """The endpoint sends the core's numbers, and what happened is a sentence about it."""
        body = get(f"en/paths?{experiment().to_query()}").content
        (length,) = struct.unpack_from("<I", body)
        head = json.loads(body[4 : 4 + length])
        numbers = np.frombuffer(body, dtype="<f8", count=7 * 21, offset=4 + length).reshape(7, 21)
        np.testing.assert_array_equal(numbers[:2].T, experiment().trajectories()[0].points[:, 0])
        assert "Yogi" in head["runs"][0]["words"]

    def test_its_formula_is_on_screen_with_numbers(self, yogi: Optimizer) -> None:
        """The panel shows its own lines, what its letters mean, and ends at the next point of the path."""
        answer = get(f"en/rule?{experiment().to_query()}&run=1&step=5&axis=1").json()
        names = [line["name"] for line in answer["lines"]]
        assert [name for name in names if name in ("m", "v")] == ["m", "v"]
        assert names[-1] == "x"
        assert answer["lines"][-1]["value"] == pytest.approx(experiment().trajectories()[0].points[5, 0, 1], rel=1e-9)
        second = next(line for line in answer["lines"] if line["name"] == "v")
        assert "never moves farther" in second["note"]
        assert "β2" in signs(second["symbolic"])
        meanings = " ".join(letter["meaning"] for letter in answer["letters"])
        assert "share kept" in meanings
        assert yogi.state_help["v"] in meanings

    def test_it_is_in_the_table(self, yogi: Optimizer) -> None:
        """The file of the steps has its rows under its name."""
        rows = list(csv.DictReader(io.StringIO(get(f"en/steps.csv?{experiment().to_query()}").text)))
        mine = [row for row in rows if row["run"] == "Yogi"]
        assert [float(row["x"]) for row in mine] == experiment().trajectories()[0].points[:, 0, 0].tolist()

    def test_it_is_in_the_script(self, yogi: Optimizer) -> None:
        """The NumPy script carries its lines along, and run by itself it gives the same path."""
        script = export_script(experiment(), "numpy")
        assert "never moves farther than the new square allows" in script
        space: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(script, "<script>", "exec"), space)
        for path, trajectory in zip(space["paths"].values(), experiment().trajectories(), strict=True):
            np.testing.assert_allclose(path, trajectory.points[:, 0], rtol=1e-9)
        assert list(space["paths"]) == ["Yogi", "Adam", "Yogi 2"]

    @pytest.mark.parametrize("library", ["pytorch", "keras", "optax"])
    def test_a_library_without_it_gets_it_written_out(self, yogi: Optimizer, library: str) -> None:
        """No library is named in its file, so their scripts carry the rule, in code that Python reads."""
        script = export_script(experiment(), library)
        compile(script, "<script>", "exec")
        assert "never moves farther than the new square allows" in script


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
    assert get("surface/gorge.png").headers["content-type"] == "image/png"
