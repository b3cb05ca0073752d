"""How maps and runs look: a quiet ground, and one colour and marker for each optimizer on every page.

A second run of an optimizer changes dash and label. The colours of runs were found by computation: contrast of at
least 3 : 1 on the page and on both ends of the map, and the largest distance between any two, with full vision and
with the common colour-vision deficiencies. Where two colours may look alike, the markers differ.
tests/test_theme.py computes all of it again.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from optim_core import OPTIMIZERS, Run

Scheme = Literal["light", "dark"]

BACKGROUND: dict[Scheme, str] = {"light": "#FFFFFF", "dark": "#11151C"}
INK: dict[Scheme, str] = {"light": "#1B2330", "dark": "#E8ECF2"}
SOFT: dict[Scheme, str] = {"light": "#4A5565", "dark": "#B4BECB"}  # 4.5:1 on both ends of the map
GRID: dict[Scheme, str] = {"light": "#D9DEE6", "dark": "#2C3542"}
MAP: dict[Scheme, tuple[str, str]] = {"light": ("#C4D5E4", "#FBFCFE"), "dark": ("#090F16", "#2C3948")}  # low, high
CONTOUR: dict[Scheme, str] = {"light": "rgba(70,105,140,0.28)", "dark": "rgba(150,180,210,0.22)"}
FONT = {"family": '"Source Sans", sans-serif', "size": 12}  # the page's; Plotly makes titles of axes a fifth larger
TITLE = 14  # pixels, of a chart's title
CURVE = "#7A8698"  # of a surface of one coordinate
RATES = "Cividis"  # maps of learning rates have no paths on them: dark is low there too
CLASSES: dict[Scheme, tuple[str, str]] = {"light": ("#0072B2", "#C04E00"), "dark": ("#56B4E9", "#F2A340")}  # 0 and 1


def scheme_of(name: str | None) -> Scheme:
    """The scheme of that name; light where there is none."""
    return "dark" if name == "dark" else "light"


class Style(NamedTuple):
    """The look of an optimizer: much the same hue on light and on dark ground, and a symbol of Plotly's."""

    light: str
    dark: str
    marker: str


# In the order of the optimizers. The star and the ring are left out: they are the minimum and the start.
STYLES = (
    Style("#1B2330", "#FFFFFF", "circle"),
    Style("#2277CE", "#55BDEB", "square"),
    Style("#008669", "#4CE3B3", "diamond"),
    Style("#B75192", "#D77FAD", "triangle-up"),
    Style("#A10016", "#FF7855", "cross"),
    Style("#C05300", "#E69F00", "triangle-down"),
    Style("#111F86", "#5975FF", "x"),
    Style("#DA00B0", "#EC22B1", "triangle-left"),
    Style("#1257CB", "#C2DBFF", "triangle-right"),
    Style("#E90D45", "#C26950", "hourglass"),
    Style("#753F4B", "#FF1F76", "square"),
    Style("#356C77", "#8BE9DA", "bowtie"),
    Style("#5D6D2A", "#C9F942", "pentagon"),
    Style("#5D1967", "#F368FF", "diamond-tall"),
    Style("#8865B3", "#A37ED0", "circle"),
    Style("#5600A8", "#C6A7CE", "triangle-down"),
    Style("#B501FE", "#D321FE", "diamond-wide"),
    Style("#284029", "#B6FFB9", "triangle-up"),
    Style("#4F3D03", "#F8D88B", "bowtie"),
    Style("#7E004E", "#DD498D", "triangle-right"),
    Style("#956E4D", "#AA7C38", "triangle-left"),
    Style("#941191", "#FF8EF0", "pentagon"),
    Style("#4A8406", "#829200", "diamond-wide"),
    Style("#A642EA", "#AE60D6", "hourglass"),
    Style("#035D25", "#96B096", "diamond-tall"),
    Style("#1604E1", "#7280AF", "diamond"),
    Style("#B54D60", "#9E7971", "x"),
    Style("#475073", "#609EFF", "cross"),
)
PALETTE: dict[Scheme, tuple[str, ...]] = {
    "light": tuple(style.light for style in STYLES),
    "dark": tuple(style.dark for style in STYLES),
}
MARKERS = tuple(style.marker for style in STYLES)
SPARE_MARKERS = ("triangle-ne", "triangle-sw", "hexagon", "triangle-nw", "triangle-se")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


@dataclass(frozen=True)
class Look:
    """What tells a run apart, so that colour is never the only difference."""

    label: str
    color: str
    dash: str
    marker: str


def looks(runs: Sequence[Run], scheme: Scheme, names: Sequence[str]) -> tuple[Look, ...]:
    """The look of each run. `names` are the optimizers' names in the reader's language, such as "Adam (Keras)"."""
    order = {slug: place for place, slug in enumerate(OPTIMIZERS)}
    runs_of, called = Counter[str](), Counter[str]()
    result = []
    for run, name in zip(runs, names, strict=True):
        earlier, place = runs_of[run.optimizer], order.get(run.optimizer, len(order))  # one's own comes after all
        runs_of[run.optimizer] += 1
        called[name] += 1
        marker = marker_of(place)
        result.append(
            Look(
                label=name if called[name] == 1 else f"{name} {called[name]}",
                color=PALETTE[scheme][place % len(STYLES)],
                dash=DASHES[earlier % len(DASHES)],
                marker=marker if earlier % 2 == 0 else f"{marker}-open",
            )
        )
    return tuple(result)


def marker_of(place: int) -> str:
    """The marker of the optimizer in this place. Beyond the styles the colours come again, but not the markers."""
    lap, again = divmod(place, len(STYLES))
    return MARKERS[again] if lap == 0 else SPARE_MARKERS[(again + lap - 1) % len(SPARE_MARKERS)]
