"""Light and dark: the stage follows the page, with the palette made for that ground."""

from __future__ import annotations

import pytest

from app.figures.theme import BACKGROUND, PALETTE, Scheme
from app.stage.gallery.presets import PRESETS
from optim_core import OPTIMIZERS
from tests.e2e.conftest import Visit

ORDER = list(OPTIMIZERS)


@pytest.mark.parametrize("scheme", ["dark", pytest.param("light", marks=pytest.mark.deep)])
def test_the_stage_has_the_colours_of_its_scheme(visit: Visit, scheme: Scheme) -> None:
    """Plots, swatches and overlay take the palette of the scheme the reader's system asks for."""
    lab = visit(color_scheme=scheme).open(PRESETS["race"].to_query())
    colors = [PALETTE[scheme][ORDER.index(run.optimizer)] for run in PRESETS["race"].runs]
    assert [trace["line"]["color"] for trace in lab.traces("map", "path")] == colors
    assert [trace["line"]["color"] for trace in lab.traces("charts", "loss")] == colors
    for plot in (".stage-map", ".stage-charts"):
        assert lab.page.locator(plot).evaluate("(gd) => gd._fullLayout.paper_bgcolor").upper() == BACKGROUND[scheme]
    family = lab.page.locator(".stage").evaluate("(stage) => getComputedStyle(stage).fontFamily").partition(",")[0]
    for plot in (".stage-map", ".stage-charts"):
        drawn = lab.page.locator(plot).evaluate("(gd) => gd._fullLayout.font.family")
        assert drawn.partition(",")[0] == family, "the page's typeface"
    swatches = lab.page.locator(".stage-swatch path:first-of-type").evaluate_all(
        "(all) => all.map((p) => p.getAttribute('stroke'))"
    )
    assert [color for color in swatches if color in colors] == colors


def test_the_stage_follows_a_change_of_scheme(visit: Visit) -> None:
    """When evening comes and the system turns dark, the open page turns too, and the experiment stays."""
    lab = visit(color_scheme="light").open(PRESETS["zigzag"].to_query())
    before = lab.query
    lab.page.emulate_media(color_scheme="dark")
    color = PALETTE["dark"][ORDER.index("gd")]
    lab.page.wait_for_function(
        "(color) => document.querySelector('.stage-map')?._fullData?.find((t) => t.meta?.role === 'path')?.line?.color === color",
        arg=color,
    )
    lab.at_rest()
    assert lab.query == before
    lab.shows(PRESETS["zigzag"])
