"""A learner at the page, for tests: opening it, waiting until it is drawn, and reading off what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

import numpy as np
from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request, expect

from app.figures.theme import BACKGROUND, Scheme, looks
from app.stage.answers.controls import names_of
from app.stage.gallery.presets import FIRST, PRESETS
from app.words.words import say, text
from optim_core import Experiment
from optim_core.insights.what_happened import what_happened

PATIENCE_MS = 45_000  # for one change to be drawn, on a machine that others use too
expect.set_options(timeout=PATIENCE_MS)
FIRST_SEEN = PRESETS[FIRST].to_query()

AT_REST = """
([fields, before, pause]) => {
  const stage = document.querySelector(".stage");
  if (stage?.querySelector(`[aria-label="${pause}"]`)) return null; // it plays
  if (!stage || stage.classList.contains("stage-live") || !stage.dataset.rested || stage.dataset.rested === before) return null;
  if (stage.dataset.wanted !== stage.dataset.rested) return null; // newer paths are on their way
  const query = new URLSearchParams(stage.dataset.rested);
  return Object.entries(fields).every(([key, value]) => query.get(key) === value) ? stage.dataset.rested : null;
}"""
COMMITTED = """
(before) => {
  const rested = document.querySelector(".stage")?.dataset.rested;
  const pair = rested && [location.search.slice(1).replace(/&?show=[^&]*/, ""), rested];
  return pair && pair.join() !== before ? pair : null;
}"""
TURNED = """
([scheme, background]) => {
  const map = document.querySelector(".stage-map");
  return map ? map._fullLayout?.paper_bgcolor.toLowerCase() === background.toLowerCase()
    : getComputedStyle(document.querySelector(".stApp")).colorScheme === scheme;
}"""
TRACES = """
(selector) => document.querySelector(selector)._fullData.filter((trace) => trace.meta).map((trace) => ({
  role: trace.meta.role, run: trace.meta.run ?? null, x: Array.from(trace.x ?? []), y: Array.from(trace.y ?? []),
  text: trace.text ?? null, customdata: trace.meta.run == null ? null : trace.customdata ?? null, line: trace.line ?? null,
  marker: { symbol: trace.marker?.symbol, color: trace.marker?.color, angle: trace.marker?.angle },
}))"""
# A person opens what a field is in: the row of its run, the card's further settings, the setup.
REACH = """
(node) => {
  const closed = (one, kind) => one.closest(kind)?.closest("[hidden]");
  const item = node.closest(".stage-run"), setup = node.closest(".stage-setup");
  if (item && closed(node, ".stage-card")) item.querySelector(".stage-row").click();
  if (node.closest(".stage-extra")?.hidden) item.querySelector(".stage-card-more").click();
  if (setup && !setup.open) setup.querySelector("summary").click();
}"""
# Of a slider's thumb, in pixels.
HALF = "(slider) => (parseFloat(getComputedStyle(slider).getPropertyValue('--knob')) || 16) / 2"
LIVE = """() => {
  const { overlay } = document.querySelector(".stage-map > canvas.stage-overlay") ?? {};
  return (overlay?.drawn ?? []).map(({ path }) => path.map((place) => place?.map((pixel) => pixel.toFixed(1)) ?? "").join(" "));
}"""


class Lab:
    """One tab with the app in it. It keeps what should not be there: errors, and requests to other hosts."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.errors: list[str] = []
        self.forgiven: list[str] = []
        self.strangers: list[str] = []
        self.requests: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", self._heard)
        page.on("pageerror", self._failed)
        page.on("request", self._asked)

    def leave(self) -> None:
        """What happens in the tab from now on is another's concern."""
        self.page.remove_listener("console", self._heard)
        self.page.remove_listener("pageerror", self._failed)
        self.page.remove_listener("request", self._asked)

    # ---- opening, and waiting

    def open(self, query: str = FIRST_SEEN, *, drawn: bool = True) -> Lab:
        """Go to the page with an experiment, and wait until it is drawn. Without one, "", its first paths are played."""
        self.page.goto(f"{self.url}?{query}" if query else self.url)
        if drawn:
            self.at_rest()
            self.committed()
        return self

    def at_rest(self, before: str | None = None, **fields: str | None) -> str:
        """Wait until everything is in Plotly's traces; its query is not `before`, and has `fields` (None: has not)."""
        wanted = {key.replace("__", "."): value for key, value in fields.items()}
        return str(
            self.page.wait_for_function(AT_REST, arg=[wanted, before, text("stage.pause")], polling=30).json_value()
        )

    @contextmanager
    def change(self, **fields: str | None) -> Iterator[None]:
        """What is done inside changes the experiment; wait until the change is drawn."""
        before = self.query
        yield
        self.at_rest(before, **fields)

    def turn(self, scheme: Scheme) -> None:
        """The reader's system turns light or dark, and the page follows."""
        self.page.emulate_media(color_scheme=scheme)
        self.page.wait_for_function(TURNED, arg=[scheme, BACKGROUND[scheme]], polling=50)
        if self.page.locator(".stage-map").count():
            self.at_rest()

    def committed(self) -> None:
        """Wait until the address bar holds the experiment that is drawn."""
        seen = ""
        while True:
            address, rested = self.page.wait_for_function(COMMITTED, arg=seen, polling=50).json_value()
            # compared as experiments: what is usual may be left unsaid in one of the texts
            if address == rested or Experiment.repair(address) == Experiment.repair(rested):
                return
            seen = f"{address},{rested}"

    # ---- what is there

    @property
    def query(self) -> str:
        """The experiment on the stage, as it was drawn last."""
        return str(self.page.evaluate('() => document.querySelector(".stage")?.dataset.rested ?? ""'))

    @property
    def fields(self) -> dict[str, str]:
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def experiment(self) -> Experiment:
        return Experiment.from_query(self.query)

    @property
    def address(self) -> str:
        return urlsplit(self.page.url).query

    @property
    def map(self) -> Locator:
        return self.page.locator(".stage-map")

    @property
    def ring(self) -> Locator:
        return self.page.locator(".stage-handle")

    @property
    def runs(self) -> Locator:
        return self.page.locator(".stage-run")

    @property
    def words(self) -> list[str]:
        """What happened to each run, in words; of runs at rest."""
        return self.page.locator(".stage-words").all_text_contents()

    @property
    def names(self) -> list[str]:
        """The runs' names."""
        return [name.strip() for name in self.page.locator(".stage-row-name").all_text_contents()]

    @property
    def verdict(self) -> Locator:
        """What became of the chosen run in a few words, or while something moves what its draft shows."""
        return self.page.locator(".stage-card:not([hidden]) .verdict-line")

    def choose_run(self, place: int) -> Locator:
        """Open the card of a run, 0, 1, ..., and wait until what is said in it is about what is drawn."""
        item = self.runs.nth(place)
        row = item.locator(".stage-row")
        if row.get_attribute("aria-expanded") == "false":
            row.click()
        expect(item.locator(".verdict")).to_have_attribute("data-look", re.compile("."))
        return item.locator(".stage-card")

    def more(self, place: int = 0) -> Locator:
        """Open a run's card with all its settings."""
        card = self.choose_run(place)
        button = card.locator(".stage-card-more")
        if button.get_attribute("aria-expanded") == "false":
            button.click()
        return card

    def unfold_part(self, place: int, title: str) -> Locator:
        """Open one of the small menus of a run's card."""
        card = self.more(place)
        button = card.get_by_role("button", name=title, exact=True)
        if button.get_attribute("aria-expanded") == "false":
            button.click()
        return card

    def open_setup(self) -> Locator:
        """Open the row of the start, the surface's numbers, steps, noise, stopping and seeds."""
        setup = self.page.locator(".stage-setup")
        if setup.get_attribute("open") is None:
            setup.locator("summary").first.click()
        return setup

    def add_run(self, slug: str) -> None:
        """Add an optimizer, and wait until it is drawn."""
        self.button("stage.add_run").click()
        with self.change():
            self.page.locator(f'.stage-add-list [data-slug="{slug}"]').click()

    def remove_run(self, place: int) -> None:
        """Take a run away, and wait until it is gone."""
        button = self.more(place).get_by_role("button", name=text("stage.remove", name=self.names[place]), exact=True)
        with self.change():
            button.click()

    def slider(self, name: str, run: int | None = None) -> Locator:
        return self._field("slider", name, run)

    def box(self, name: str, run: int | None = None) -> Locator:
        """The number field beside a slider."""
        return self._field("textbox", name, run)

    def _field(self, role: Literal["slider", "textbox"], name: str, run: int | None) -> Locator:
        within = self.page.locator(".stage") if run is None else self.runs.nth(run)
        for hidden in within.get_by_role(role, name=name, exact=True, include_hidden=True).all()[:1]:
            hidden.evaluate(REACH)
        return within.get_by_role(role, name=name, exact=True)

    def button(self, key: str, **values: Any) -> Locator:
        """The button with a text of the catalogue."""
        return self.page.get_by_role("button", name=text(key, **values), exact=True)

    @property
    def tabs(self) -> list[str]:
        """The drawer's tabs that this surface has something for."""
        names = "(all) => all.map((node) => node.id.replace('closer-tab-', ''))"
        return list(self.page.locator(".closer-tab:not([hidden])").evaluate_all(names))

    def look_closer(self, tab: str) -> Locator:
        """Open a tab of the drawer; within it the first panel is open where none was."""
        handle = self.page.locator(".closer-handle")
        if handle.is_visible():
            handle.click()
        self.page.locator(f"#closer-tab-{tab}").click()
        body = self.page.locator(f"#closer-{tab}")
        expect(body).to_be_visible()
        return body

    def open_panel(self, panel: Locator) -> Locator:
        """A panel of the drawer, open; the others of its tab close."""
        self.look_closer(panel.evaluate("(node) => node.closest('.closer-body').id").removeprefix("closer-"))
        if panel.get_attribute("open") is None:
            panel.locator("> summary").click()
        expect(panel).to_have_attribute("open", "")
        return panel

    def unfold(self, within: str = ".stage") -> None:
        """Open everything on the stage that can be unfolded, or in a part of it, outer folds before those within."""
        part = self.page.locator(within)
        for closed in part.locator(".stage-card-more, .stage-toggle, .verdict-ask").all():
            if closed.is_visible() and closed.get_attribute("aria-expanded") == "false":
                closed.evaluate("(node) => node.click()")
        for summary in part.locator("summary").all():
            if summary.is_visible() and not summary.evaluate("(node) => node.parentElement.open"):
                summary.evaluate("(node) => node.click()")

    def type(self, box: Locator, value: object) -> None:
        """Type into a field, as a person does: replace what is there, and press Enter."""
        box.fill(str(value))
        box.press("Enter")

    def live(self) -> list[str]:
        """The paths on the overlay, a text of pixels for each run: what is drawn while something moves."""
        return list(self.page.evaluate(LIVE))

    def still(self) -> None:
        """Wait until nothing is on the overlay: the page may draw once more, as where a sentence moves the plots."""
        self.page.wait_for_function(f"() => ({LIVE})().length === 0")

    def traces(self, where: str = "map", role: str | None = None) -> list[dict[str, Any]]:
        """The Plotly traces that were made for the stage, on the "map" or in the "charts"."""
        found = self.page.evaluate(TRACES, f".stage-{where}")
        return [trace for trace in found if role is None or trace["role"] == role]

    def view(self) -> list[float]:
        """The box that the map shows: left, right, low, high."""
        ranges = "(gd) => [...gd._fullLayout.xaxis.range, ...gd._fullLayout.yaxis.range].map(Number)"
        return [float(end) for end in self.map.evaluate(ranges)]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the map is in the window, in pixels."""
        pixels = """(gd, [x, y]) => {
          const { xaxis, yaxis } = gd._fullLayout, box = gd.getBoundingClientRect();
          return [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)];
        }"""
        left, top = self.map.evaluate(pixels, [x, y])
        return float(left), float(top)

    def thumb(self, slider: Locator, share: float | None = None) -> tuple[float, float]:
        """Where a slider's thumb is, or where it is at a share of its way."""
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        assert box is not None
        if share is None:
            share = float(slider.evaluate("(s) => (s.value - s.min) / (s.max - s.min)"))
        half = float(slider.evaluate(HALF))
        return box["x"] + half + share * (box["width"] - 2 * half), box["y"] + box["height"] / 2

    # ---- is it right?

    def shows(self, experiment: Experiment) -> None:
        """The traces hold the paths of `experiment`, as the core computes them, and the words say what they did."""
        trajectories = experiment.trajectories()
        labels = [look.label for look in looks(experiment.runs, "light", names_of(experiment.runs, "en"))]
        for run, label, trajectory, words in zip(experiment.runs, labels, trajectories, self.words, strict=True):
            facts = what_happened(experiment, run, trajectory)
            assert words.startswith(" ".join(say(fact, "en", name=label) for fact in facts))
        paths, curves = self.traces("map", "path"), self.traces("charts")
        losses, sizes = ([curve for curve in curves if curve["role"] == role] for role in ("loss", "size"))
        shown = self.page.evaluate("() => document.querySelector('.stage-charts').layout.meta.charts")
        assert len(paths) == len(trajectories)
        assert shown
        assert [len(losses), len(sizes)] == [len(paths) * (name in shown) for name in ("loss", "size")]
        now = [trace["customdata"] for trace in self.traces("map", "now")]
        for place, (trajectory, path, current) in enumerate(zip(trajectories, paths, now, strict=True)):
            last = int(trajectory.ended_at[0])
            every = -(-(len(trajectory.loss) - 1) // 2000)
            rows = np.unique(np.append(np.arange(0, last + 1, every), last))
            lengths = np.append(trajectory.step_sizes[:, 0], np.nan)
            for drawn, values in ((losses, trajectory.loss[:, 0]), (sizes, lengths)):
                if drawn:  # the chart of it is shown
                    assert drawn[place]["x"] == rows.tolist()
                    np.testing.assert_array_equal(_numbers(drawn[place]["y"]), values[rows])
            self._follows(path, trajectory.points[:, 0], trajectory.loss[:, 0], rows, current)

    def _follows(self, path: dict[str, Any], points: Any, loss: Any, rows: Any, current: Any) -> None:
        left, right, low, high = self.view()
        heights = points[:, 1] if points.shape[1] > 1 else loss
        drawn: dict[int, tuple[float, float]] = {}
        for x, y, details in zip(path["x"], path["y"], path["customdata"], strict=True):
            if details:
                drawn[int(details[0])] = (x, y)
        upto = int(current[0][0]) if current else rows[-1]
        for row in rows[rows <= upto]:
            x, y = points[row, 0], heights[row]
            if left <= x <= right and low <= y <= high:
                assert drawn[int(row)] == (_about(x, right - left), _about(y, high - low)), f"row {row}"

    # ---- what should not be there

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(re.search(pattern, message.text) for pattern in self.forgiven):
            self.errors.append(message.text)

    def _failed(self, error: Error) -> None:
        self.errors.append(f"{error}\n{error.stack}")

    def _asked(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        self.requests.append(request.url)
        if request.url.startswith(("http", "ws")) and host != urlsplit(self.url).netloc:
            self.strangers.append(request.url)

    def forgive(self, pattern: str) -> None:
        """The errors that match were meant to happen, also those still to come from a server that is gone."""
        self.forgiven.append(pattern)
        self.errors = [error for error in self.errors if not re.search(pattern, error)]


def _numbers(values: list[Any]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _about(value: float, span: float) -> Any:
    import pytest

    return pytest.approx(value, rel=1e-9, abs=1e-9 * span)
