"""How runs look: one colour for each optimizer on every page; a second run of it changes dash, marker and label.

The colours were chosen by computed contrast (at least 3 : 1 on the page) and by their distance as seen with the common
colour-vision deficiencies; tests/test_theme.py computes both again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from optim_core import OPTIMIZERS, Run

Scheme = Literal["light", "dark"]

BACKGROUND: dict[Scheme, str] = {"light": "#FFFFFF", "dark": "#11151C"}
INK: dict[Scheme, str] = {"light": "#1B2330", "dark": "#E8ECF2"}
GRID: dict[Scheme, str] = {"light": "#D9DEE6", "dark": "#2C3542"}
PALETTE: dict[Scheme, tuple[str, ...]] = {
    "light": ("#1B2330", "#0072B2", "#009E73", "#CC79A7", "#A50F15", "#D55E00"),
    "dark": ("#FFFFFF", "#56B4E9", "#44D7A8", "#CC79A7", "#FF7F6E", "#E69F00"),
}
MARKERS = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


@dataclass(frozen=True)
class Look:
    """What tells a run apart, so that colour is never the only difference."""

    label: str
    color: str
    dash: str
    marker: str


def looks(runs: Sequence[Run], scheme: Scheme, names: Sequence[str]) -> tuple[Look, ...]:
    """The look of each run. `names` are the optimizers' names in the reader's language."""
    order = {slug: place for place, slug in enumerate(OPTIMIZERS)}
    seen: Counter[str] = Counter()
    found = []
    for run, name in zip(runs, names, strict=True):
        earlier = seen[run.optimizer]
        seen[run.optimizer] += 1
        place = order[run.optimizer]
        marker = MARKERS[place % len(MARKERS)]
        found.append(
            Look(
                label=name if not earlier else f"{name} {earlier + 1}",
                color=PALETTE[scheme][place % len(PALETTE[scheme])],
                dash=DASHES[earlier % len(DASHES)],
                marker=marker if earlier % 2 == 0 else f"{marker}-open",
            )
        )
    return tuple(found)
