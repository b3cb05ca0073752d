"""What one can take away: the steps as a table and as a CSV file, the picture as PNG."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from app.stage.gallery.presets import PRESETS
from app.words.words import text
from optim_core import Experiment
from tests.e2e.lab import Lab
from tests.e2e.page import share


def test_csv_has_the_numbers_of_the_core(lab: Lab, tmp_path: Path) -> None:
    """The downloaded table holds every step of every run in full precision, as the core computes them."""
    lab.open(PRESETS["race"].to_query())
    with lab.change(**{"run1.lr": "0.0011"}):  # what is downloaded is what is on the stage now
        lab.type(lab.box(text("optimizer.gd.lr.name"), 0), 0.0011)
    with lab.page.expect_download() as download:
        share(lab).get_by_role("link", name=text("stage.csv"), exact=True).click()
    file = tmp_path / "steps.csv"
    download.value.save_as(file)
    assert download.value.suggested_filename.endswith(".csv")
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    experiment = lab.experiment
    assert len(rows) == sum(len(t.loss) for t in experiment.trajectories())
    labels = ["Gradient descent", "Momentum", "RMSProp", "Adam"]
    for label, trajectory in zip(labels, experiment.trajectories(), strict=True):
        mine = [row for row in rows if row["run"] == label]
        columns = {name: np.array([float(row[name] or "nan") for row in mine]) for name in mine[0] if name != "run"}
        np.testing.assert_array_equal(columns["step"], np.arange(len(trajectory.loss)))
        np.testing.assert_array_equal(columns["x"], trajectory.points[:, 0, 0])
        np.testing.assert_array_equal(columns["y"], trajectory.points[:, 0, 1])
        np.testing.assert_array_equal(columns["gradient_x"], trajectory.gradients[:, 0, 0])
        np.testing.assert_array_equal(columns["loss"], trajectory.loss[:, 0])
        np.testing.assert_array_equal(columns["step_y"][:-1], trajectory.updates[:, 0, 1])
        np.testing.assert_array_equal(columns["step_size"][:-1], trajectory.step_sizes[:, 0])
        np.testing.assert_array_equal(columns["learning_rate"][:-1], trajectory.learning_rate[:, 0])


def test_png_contains_the_paths(lab: Lab, tmp_path: Path) -> None:
    """The downloaded picture is a PNG in double resolution, with each run's colour in it as often as a line has it."""
    lab.open(PRESETS["zigzag"].to_query())
    with lab.page.expect_download() as download:
        share(lab).get_by_role("button", name=text("stage.png"), exact=True).click()
    file = tmp_path / "picture.png"
    download.value.save_as(file)
    assert download.value.suggested_filename.endswith(".png")
    with Image.open(file) as image:
        assert image.format == "PNG"
        shown = lab.map.bounding_box()
        assert shown is not None
        assert image.width == pytest.approx(2 * (shown["width"] + 72), abs=4), "with the scales around the map"
        assert image.height > 2 * shown["height"]
        pixels = np.asarray(image.convert("RGB")).astype(int)
    map_part = pixels[60 : int(2 * shown["height"])]
    for trace in lab.traces("map", "path"):
        color = [int(trace["line"]["color"][i : i + 2], 16) for i in (1, 3, 5)]
        assert (np.abs(map_part - color).max(axis=2) < 12).sum() > 500, f"hardly any {trace['line']['color']}"
    assert (np.abs(pixels - 255).max(axis=2) < 3).mean() < 0.8, "not an empty sheet"


def test_table_of_the_steps(lab: Lab) -> None:
    """The table shows each step's numbers for the chosen run, a page at a time."""
    lab.open(PRESETS["zigzag"].to_query())
    summary = lab.page.locator("summary", has_text=text("stage.table"))
    table = lab.open_panel(lab.page.locator("#closer-step > details").filter(has=summary).last).locator(".stage-table")
    trajectory = lab.experiment.trajectories()[1]
    lab.page.get_by_role("combobox", name=text("stage.table_run"), exact=True).select_option(label="Momentum")
    heads = table.locator("thead th").all_text_contents()
    assert heads[0] == text("stage.col_step")
    assert heads[-1] == text("stage.col_loss")
    row = table.locator("tbody tr").nth(3)
    cells = [float(cell.replace("−", "-")) for cell in row.locator("th, td").all_text_contents()]
    expected = [
        3,
        *trajectory.points[3, 0],
        *trajectory.gradients[3, 0],
        trajectory.learning_rate[3, 0],
        *trajectory.updates[3, 0],
        trajectory.step_sizes[3, 0],
        trajectory.loss[3, 0],
    ]
    assert cells == pytest.approx(expected, rel=6e-5)
    lab.button("stage.table_later").click()
    first = int(table.locator("tbody th").first.text_content() or "-1")
    assert first == 25
    expect(lab.button("stage.table_earlier")).to_be_enabled()
    for _ in range(2):
        lab.button("stage.table_later").click()
    expect(lab.button("stage.table_later")).to_be_disabled()
    assert table.locator("tbody th").last.text_content() == "80"


@pytest.mark.deep
def test_table_follows_the_experiment(lab: Lab) -> None:
    """With the table open, a change of the rate changes its numbers too."""
    lab.open("surface=bowl&run1=gd&run1.lr=0.1&steps=10")
    lab.look_closer("step").get_by_text(text("stage.table"), exact=True).click()
    loss = lab.page.locator(".stage-table tbody tr").nth(10).locator("td").last
    before = Experiment.from_query(lab.query).trajectories()[0].loss[10, 0]
    assert float(loss.text_content() or "nan") == pytest.approx(before, rel=6e-5)
    with lab.change(**{"run1.lr": "0.2"}):
        lab.type(lab.box(text("optimizer.gd.lr.name"), 0), 0.2)
    after = lab.experiment.trajectories()[0].loss[10, 0]
    assert float(loss.text_content() or "nan") == pytest.approx(after, rel=6e-5)
