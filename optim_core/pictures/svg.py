"""SVG as text: elements, paths through points, and numbers that are short."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

FAR = 1e5  # SVG takes no larger numbers

Point = tuple[float, float]


def element(tag: str, *inside: str, **attributes: object) -> str:
    """An element; `stroke_width=2` becomes stroke-width="2". Text inside comes by `words`."""
    named = "".join(f' {name.replace("_", "-")}="{_plain(value)}"' for name, value in attributes.items())
    return f"<{tag}{named}>{''.join(inside)}</{tag}>" if inside else f"<{tag}{named}/>"


def words(text: object) -> str:
    """Text that stands in an element."""
    return escape(str(text))


def through(points: Iterable[Point]) -> str:
    """The `d` of a path through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def number(value: float) -> str:
    """A number of pixels, to a tenth."""
    return f"{max(-FAR, min(FAR, value)):.1f}".removesuffix(".0")


def short(value: float) -> str:
    """A number as people read it: four digits."""
    return f"{value:.4g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def _plain(value: object) -> str:
    return number(value) if isinstance(value, float) else escape(str(value))
