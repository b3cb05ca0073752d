"""What hovering over a path on the map says. The browser fills in the numbers, as it writes them everywhere."""

from collections.abc import Mapping

from optim_core import Surface

MOST_TOLD = 6  # coordinates
DIGITS = 4  # of a number


def median_hover(surface: Surface, words: Mapping[str, str], axes: tuple[int, ...]) -> str:
    """What hovering over the median says on the map. customdata, in words: step, loss, the point."""
    point = "".join(f"<br>{surface.variables[i]} = %{{customdata[{2 + i}]}}" for i in _hovered(surface, axes))
    return f"{words['step_axis']} %{{customdata[0]}}{point}<br>{words['hover_loss']} %{{customdata[1]}}"


def run_hover(surface: Surface, words: Mapping[str, str], axes: tuple[int, ...]) -> str:
    """What hovering over a path says. customdata, in words: step, loss, step size, the point, the gradient."""
    coordinates, first = _hovered(surface, axes), 3 + surface.dim
    point = "".join(f"<br>{surface.variables[i]} = %{{customdata[{3 + i}]}}" for i in coordinates)
    gradient = ", ".join(f"%{{customdata[{first + i}]}}" for i in coordinates)
    return (
        f"<b>%{{fullData.name}}</b>, {words['step_axis']} %{{customdata[0]}}{point}"
        f"<br>{words['hover_loss']} %{{customdata[1]}}<br>{words['hover_gradient']} ({gradient})"
        f"<br>{words['hover_size']} %{{customdata[2]}}<extra></extra>"
    )


def _hovered(surface: Surface, axes: tuple[int, ...]) -> tuple[int, ...]:
    """The coordinates that hovering tells: all of a few, of many only those that are drawn."""
    return tuple(range(surface.dim)) if surface.dim <= MOST_TOLD else axes
