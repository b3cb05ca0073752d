"""The strokes that small pictures are made of: lines, dots, the ring at the start and the star at a minimum, as SVG."""

import math
from collections.abc import Iterator

import numpy as np

from app.figures.theme import BACKGROUND, GRID, INK, Look, Scheme
from optim_core.surfaces.form import Domain
from optim_core.types import Array

WIDTH, HEIGHT = 360, 220
DOTTED = 45  # a path of no more points has a dot at each
APART = 0.6  # units: points nearer to the last one drawn are left out
FAR = 4  # times the picture's size: coordinates are held within, whatever a diverging path does
DASHES = {"solid": "", "dash": "7 4", "dot": "2 3", "dashdot": "7 3 2 3", "longdash": "11 4", "longdashdot": "11 3 2 3"}


def svg(parts: Iterator[str], scheme: Scheme) -> str:
    """A whole picture of these parts, on the page's ground."""
    corners = f'width="{WIDTH}" height="{HEIGHT}" rx="8"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<defs><clipPath id="c"><rect {corners}/></clipPath></defs><g clip-path="url(#c)">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{BACKGROUND[scheme]}"/>{"".join(parts)}'
        f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="8" fill="none" stroke="{GRID[scheme]}"/>'
        "</g></svg>"
    )


class Scale:
    """From the coordinates of a box to the picture's units, y upwards."""

    def __init__(self, box: Domain, inset: float = 0.0) -> None:
        (self.left, right), (self.low, high) = box
        self.inset = inset
        self.wide = (WIDTH - 2 * inset) / (right - self.left)
        self.tall = (HEIGHT - 2 * inset) / (high - self.low)

    def all(self, places: Array) -> Array:
        """Places (n, 2) in units; what is far outside is held near enough to be written."""
        with np.errstate(all="ignore"):
            x = self.inset + (places[:, 0] - self.left) * self.wide
            y = HEIGHT - self.inset - (places[:, 1] - self.low) * self.tall
            return np.clip(np.column_stack([x, y]), -FAR * WIDTH, FAR * WIDTH)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """One place in units."""
        place = self.all(np.array([[x, y]]))[0]
        return float(place[0]), float(place[1])


def path(places: Array, look: Look, scheme: Scheme) -> Iterator[str]:
    """A run: its line on a halo, a dot at each step where they are few, and a disc where it ended."""
    kept = _thinned(places[np.isfinite(places).all(axis=1)])
    if not len(kept):
        return
    yield line(kept, BACKGROUND[scheme], width=5.0, opacity=0.75)
    yield line(kept, look.color, width=2.2, dash=DASHES[look.dash])
    if len(kept) <= DOTTED:
        yield dots(kept, look.color, 2.1)
    x, y = kept[-1]
    rim = f'stroke="{BACKGROUND[scheme]}" stroke-width="1.6"'
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.6" fill="{look.color}" {rim}/>'


def line(places: Array, color: str, *, width: float, opacity: float = 1.0, dash: str = "") -> str:
    """A line through places in units; it is broken where they are not numbers."""
    d, pen = [], "M"
    for x, y in places.tolist():
        if math.isfinite(x) and math.isfinite(y):
            d.append(f"{pen}{x:.1f} {y:.1f}")
            pen = "L"
        else:
            pen = "M"
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{"".join(d)}" fill="none" stroke="{color}" stroke-width="{width}" stroke-opacity="{opacity}"'
        f' stroke-linejoin="round" stroke-linecap="round"{dashes}/>'
    )


def dots(places: Array, color: str, radius: float, opacity: float = 1.0) -> str:
    """A disc at each place in units."""
    discs = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}"/>' for x, y in places.tolist())
    return f'<g fill="{color}" fill-opacity="{opacity}">{discs}</g>'


def _thinned(places: Array) -> Array:
    """The places without those too near to the one before to be seen; the first and the last stay."""
    kept: list[Array] = []
    for place in places:
        if not kept or np.abs(place - kept[-1]).max() >= APART:
            kept.append(place)
    if len(places) and kept[-1] is not places[-1]:
        kept[-1:] = [kept[-1], places[-1]] if len(kept) == 1 else [places[-1]]
    return np.array(kept).reshape(-1, 2)


def ring(place: tuple[float, float], scheme: Scheme) -> str:
    x, y = place
    if not (math.isfinite(x) and math.isfinite(y)):
        return ""
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6.5" fill="none" stroke='
    return f'{circle}"{BACKGROUND[scheme]}" stroke-width="4.5"/>{circle}"{INK[scheme]}" stroke-width="2"/>'


def star(place: tuple[float, float], scheme: Scheme) -> str:
    x, y = place
    if not (math.isfinite(x) and math.isfinite(y)):
        return ""
    corners = [
        f"{x + r * math.sin(turn * math.pi / 5):.1f},{y - r * math.cos(turn * math.pi / 5):.1f}"
        for turn, r in enumerate((7.5, 3.3) * 5)
    ]
    return (
        f'<polygon points="{" ".join(corners)}" fill="{BACKGROUND[scheme]}" stroke="{INK[scheme]}" stroke-width="1.1"/>'
    )
