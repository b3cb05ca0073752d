"""The colours can be told apart, also without full colour vision, and are never the only difference between runs."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from plotly.validator_cache import ValidatorCache

import app.stage
from app.figures import grid, map_figure, picture_of, thumbnail
from app.figures.bands import LINE, colors
from app.figures.heights import BANDS
from app.figures.theme import BACKGROUND, DASHES, MAP, MARKERS, PALETTE, SPARE_MARKERS, STYLES, Look, looks
from app.stage.answers.scene import stage_texts
from optim_core import MAX_RUNS, OPTIMIZERS, SURFACES, Run

# Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB
VISION = {
    "full": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
SCHEMES = ("light", "dark")
ALIKE = 35.0  # a distance in CIE Lab below which two colours never go with one marker
FIRST = 6  # the optimizers that the first lessons are about
EXTRA = 40

schemes = pytest.mark.parametrize("scheme", SCHEMES)
visions = pytest.mark.parametrize("vision", VISION)


def linear(color: str) -> np.ndarray:
    """sRGB text to linear RGB."""
    c = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(a: str, b: str) -> float:
    """The WCAG contrast ratio."""
    low, high = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (a, b))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE Lab of linear RGB, D65."""
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / [0.95047, 1.0, 1.08883]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(a: str, b: str, vision: str) -> float:
    """How far apart two colours are in CIE Lab, as seen with a kind of colour vision."""
    return float(np.linalg.norm(lab(VISION[vision] @ linear(a)) - lab(VISION[vision] @ linear(b))))


def nearest(colors: tuple[str, ...] | list[str], vision: str) -> float:
    """The smallest distance between any two of the colours."""
    return min(distance(a, b, vision) for a, b in combinations(colors, 2))


def alike(a: Look, b: Look) -> bool:
    """Whether two looks may be taken for each other by somebody if only their colours differ."""
    return min(distance(a.color, b.color, vision) for vision in VISION) < ALIKE


def one_of_each(scheme: str) -> list[Look]:
    """The look of every optimizer there is, each alone on the page."""
    return [looks([Run(slug)], scheme, [slug])[0] for slug in OPTIMIZERS]


@pytest.fixture
def more_optimizers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry with more optimizers at its end than there are styles."""
    for number in range(len(STYLES) + EXTRA - len(OPTIMIZERS)):
        monkeypatch.setitem(OPTIMIZERS, f"extra{number}", replace(OPTIMIZERS["adam"], slug=f"extra{number}"))
    assert len(OPTIMIZERS) == len(STYLES) + EXTRA


# --- colours


@schemes
def test_every_colour_stands_out_from_the_page(scheme):
    """Each line colour has a contrast of at least 3 : 1 on its background, as WCAG asks of graphics."""
    assert min(contrast(color, BACKGROUND[scheme]) for color in PALETTE[scheme]) >= 3.0


@schemes
def test_every_colour_stands_out_from_the_map(scheme):
    """Each line colour has that contrast on both ends of the map too, and so on every tone between them."""
    for color in PALETTE[scheme]:
        assert min(contrast(color, end) for end in MAP[scheme]) >= 3.0, color
        assert len({linear(color).sum() > linear(end).sum() for end in MAP[scheme]}) == 1, "it lies beyond both ends"


@schemes
@pytest.mark.parametrize("vision", ["full", "protan", "deutan"])
def test_the_first_colours_differ_for_every_eye(scheme, vision):
    """Any two of the first six colours are at least 15 apart, with full vision and with red-green deficiencies."""
    assert nearest(PALETTE[scheme][:FIRST], vision) >= 15.0


@schemes
@visions
def test_all_colours_differ(scheme, vision):
    """Any two colours are at least 24 apart with full vision, and at least 10.5 with a deficiency: visible beside."""
    assert nearest(PALETTE[scheme], vision) >= (24.0 if vision == "full" else 10.5)


@schemes
@visions
def test_neighbours_differ_more(scheme, vision):
    """Of any six optimizers that follow each other, and so are compared most, no two are closer than 13.5."""
    colors = PALETTE[scheme]
    assert min(nearest(colors[first : first + FIRST], vision) for first in range(len(colors) - FIRST + 1)) >= 13.5


def test_a_colour_is_one_hue_on_either_ground():
    """An optimizer whose colour is no grey has nearly one hue, by day and by night: at most 40 degrees apart in Lab."""
    checked = 0
    for light, dark in zip(PALETTE["light"], PALETTE["dark"], strict=True):
        (a, b), (c, d) = lab(linear(light))[1:], lab(linear(dark))[1:]
        if min(np.hypot(a, b), np.hypot(c, d)) > 15:
            turn = np.degrees(np.arctan2(a * d - b * c, a * c + b * d))
            assert abs(turn) <= 40, (light, dark)
            checked += 1
    assert checked > len(STYLES) / 2


# --- the map


@schemes
def test_the_map_becomes_lighter_evenly(scheme):
    """From band to band the map's lightness rises by the same step, so that no height stands out; dark is low."""
    light = [lab(linear(f"#{bytes(color.tolist()).hex()}"))[0] for color in colors(scheme)[:LINE]]
    assert light == pytest.approx(np.linspace(light[0], light[-1], BANDS).tolist(), abs=0.7)
    assert light[-1] - light[0] > BANDS


@schemes
def test_all_maps_have_one_scale_of_colours(scheme):
    """The map, whose colours the view in space has too, and small pictures run from one colour to the other."""
    low, high = MAP[scheme]
    surface, words = SURFACES["booth"], stage_texts("en")
    assert map_figure(surface, grid(surface), (), scheme, words)["data"][0]["colorscale"] == [[0, low], [1, high]]
    known = {tuple(color) for color in colors(scheme).tolist()}
    drawn = re.search(r"base64,([^\"]+)", picture_of("surface=booth&steps=1", scheme))
    assert drawn
    for small in (thumbnail("booth", scheme), b64decode(drawn[1])):
        assert {color for _, color in Image.open(BytesIO(small)).convert("RGB").getcolors(1 << 20)} == known


# --- markers


@schemes
def test_where_colours_are_alike_markers_differ(scheme):
    """No two optimizers whose colours may look alike to anybody share a marker."""
    found = [Look("", color, "solid", marker) for color, marker in zip(PALETTE[scheme], MARKERS, strict=True)]
    shared = [(a, b) for a, b in combinations(found, 2) if a.marker == b.marker]
    assert shared
    assert not [pair for pair in shared if alike(*pair)]


def test_neighbours_have_different_markers():
    """Any six optimizers that follow each other have six markers."""
    for first in range(len(MARKERS) - FIRST + 1):
        assert len(set(MARKERS[first : first + FIRST])) == FIRST


def test_plotly_and_the_overlay_know_every_marker():
    """Each marker, filled and open, is a symbol of Plotly's, and the stage's overlay has a shape of its own for it."""
    symbols = ValidatorCache.get_validator("scatter.marker", "symbol").values
    source = (Path(app.stage.__file__).parent / "browser" / "plots" / "looks.js").read_text(encoding="utf-8")
    shapes = dict(re.findall(r'^  "?([a-z-]+)"?: "(M[^"]+Z)",$', source, flags=re.MULTILINE))
    used = {*MARKERS, *SPARE_MARKERS}
    assert used <= set(shapes)
    assert used <= set(symbols)
    assert {f"{marker}-open" for marker in used} <= set(symbols)
    assert len({shapes[marker] for marker in used}) == len(used)
    assert used.isdisjoint({"star", "circle-open", "arrow"})  # the minimum, the start, the direction
    dashes = re.search(r"DASHES = \{(.*?)\}", source, flags=re.DOTALL)
    assert dashes
    assert re.findall(r"(\w+): ", dashes[1]) == list(DASHES)


# --- the registry


@schemes
def test_every_optimizer_has_a_look_of_its_own(scheme):
    """There are styles enough for all optimizers, so each has a colour that no other has."""
    found = one_of_each(scheme)
    assert len({look.color for look in found}) == len(OPTIMIZERS)
    assert [look.color for look in found] == list(PALETTE[scheme][: len(found)])


@schemes
@pytest.mark.usefixtures("more_optimizers")
def test_optimizers_beyond_the_styles_look_sensible(scheme):
    """Where there are more optimizers than styles, colours come again with other markers; for the first few of them
    too, no two that look alike share a marker."""
    found = one_of_each(scheme)
    assert len({(look.color, look.marker) for look in found}) == len(found)
    for a, b in combinations(found[: len(STYLES) + len(SPARE_MARKERS)], 2):
        assert a.marker != b.marker or not alike(a, b), (a, b)


@pytest.mark.usefixtures("more_optimizers")
def test_new_optimizers_change_no_other_look():
    """An optimizer at the end of the registry leaves the others as they are."""
    grown = one_of_each("light")
    for slug in [slug for slug in OPTIMIZERS if slug.startswith("extra")]:
        del OPTIMIZERS[slug]
    assert one_of_each("light") == grown[: len(OPTIMIZERS)]


# --- runs


def test_the_first_optimizers_have_colours_of_their_own():
    """One run of each of the first optimizers: as many colours and markers as there are runs."""
    runs = [Run(slug) for slug in OPTIMIZERS][:MAX_RUNS]
    found = looks(runs, "light", [run.rule.name for run in runs])
    assert len({look.color for look in found}) == len({look.marker for look in found}) == len(runs)


def test_a_second_run_differs_in_more_than_colour():
    """Six runs of one optimizer share the colour and differ in dash and label; neighbours differ in marker."""
    found = looks([Run("adam")] * MAX_RUNS, "dark", ["Adam"] * MAX_RUNS)
    assert len({look.color for look in found}) == 1
    assert len({look.dash for look in found}) == len({look.label for look in found}) == MAX_RUNS
    assert all(a.marker != b.marker for a, b in pairwise(found))


def test_a_run_under_another_convention_is_a_second_run_with_its_own_name():
    """Adam, Adam as in Keras, Adam again: one colour, three dashes, and a number only where a name comes twice."""
    found = looks([Run("adam")] * 3, "light", ["Adam", "Adam (Keras)", "Adam"])
    assert [look.label for look in found] == ["Adam", "Adam (Keras)", "Adam 2"]
    assert [look.dash for look in found] == ["solid", "dash", "dot"]
    assert len({look.color for look in found}) == 1
    assert found[0].marker != found[1].marker


def test_a_look_does_not_depend_on_the_other_runs():
    """Adam has the same colour whatever runs beside it, in either scheme its own."""
    for scheme in SCHEMES:
        alone, beside = looks([Run("adam")], scheme, ["Adam"]), looks([Run("gd"), Run("adam")], scheme, ["GD", "Adam"])
        assert alone[0] == beside[1]
    assert len(DASHES) >= MAX_RUNS
