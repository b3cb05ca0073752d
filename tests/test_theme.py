"""The colours can be told apart, also without full colour vision, and are never the only difference between runs."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from app.theme import BACKGROUND, DASHES, MARKERS, PALETTE, looks
from optim_core import MAX_RUNS, OPTIMIZERS, Run

# Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB
VISION = {
    "full": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
SCHEMES = ("light", "dark")


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


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_colour_stands_out_from_the_page(scheme):
    """Each line colour has a contrast of at least 3 : 1 on its background, as WCAG asks of graphics."""
    assert min(contrast(color, BACKGROUND[scheme]) for color in PALETTE[scheme]) >= 3.0


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("vision", VISION)
def test_colours_differ_for_every_eye(scheme, vision):
    """Any two colours are at least 15 apart in CIE Lab, with full vision and with red-green deficiencies."""
    seen = [lab(VISION[vision] @ linear(color)) for color in PALETTE[scheme]]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= 15.0


def test_the_first_optimizers_have_colours_of_their_own():
    """One run of each optimizer: as many colours and markers as there are in the palette."""
    runs = [Run(slug) for slug in OPTIMIZERS][:MAX_RUNS]
    found = looks(runs, "light", [run.rule.name for run in runs])
    assert len({look.color for look in found}) == len({look.marker for look in found}) == len(runs)


def test_a_second_run_differs_in_more_than_colour():
    """Six runs of one optimizer share the colour and differ in dash and label; neighbours differ in marker."""
    found = looks([Run("adam")] * MAX_RUNS, "dark", ["Adam"] * MAX_RUNS)
    assert len({look.color for look in found}) == 1
    assert len({look.dash for look in found}) == len({look.label for look in found}) == MAX_RUNS
    assert all(a.marker != b.marker for a, b in pairwise(found))


def test_a_look_does_not_depend_on_the_other_runs():
    """Adam has the same colour whatever runs beside it, in either scheme its own."""
    alone, beside = looks([Run("adam")], "light", ["Adam"]), looks([Run("gd"), Run("adam")], "light", ["GD", "Adam"])
    assert alone[0] == beside[1]
    assert len(MARKERS) >= MAX_RUNS
    assert len(DASHES) >= MAX_RUNS
