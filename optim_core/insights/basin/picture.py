"""What a basin map shows: its regions, how large each is, a start well inside it, and heights for contour lines."""

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optim_core.insights.basin.endings import CODES, Endings
from optim_core.messages import Message
from optim_core.types import Array

RANKS = 256  # of the losses at the starts
NAMED = 8  # places that get a letter


def picture(endings: Endings, codes: NDArray[np.uint8], places: Array, axes: tuple[int, ...]) -> dict[str, Any]:
    """The picture of a grid of starts, `places` (side, dim) or (side, side, dim), with the codes of their ends.

    `codes` and `heights` are uint8 as base64, the first row lowest. The `groups` are the kinds of ends, the largest
    first.
    """
    groups = [_group(endings, codes, places, int(code), axes) for code in np.unique(codes)]
    groups.sort(key=lambda group: -group["count"])
    return {
        "side": len(codes),
        "box": [endings.surface.domain[axis] for axis in axes],
        "codes": _packed(codes),
        "heights": _packed(_heights(endings.surface.value(places))),
        "groups": groups,
        "starts": codes.size,
    }


def _group(
    endings: Endings, codes: NDArray[np.uint8], places: Array, code: int, axes: tuple[int, ...]
) -> dict[str, Any]:
    """One kind of end: what it is, how many starts lead there, and a start well inside its region."""
    mine = codes == code
    count = int(mine.sum())
    place = endings.places[code] if code < len(endings.places) else None
    kind = next((outcome for outcome, known in CODES.items() if known == code), "elsewhere")
    letter = chr(ord("A") + code) if place and code < NAMED else ""
    start = places[_deepest(mine)] if letter or not place else places[mine][0]  # hundreds of them would take long
    return {
        "code": code,
        "kind": place.key if place else kind,
        "letter": letter,
        "words": place.words if place else Message(f"basin.{kind}"),
        "at": None if place is None else [place.at[axis] for axis in axes],
        "loss": None if place is None else place.loss,
        "count": count,
        "share": count / codes.size,
        "start": [float(start[axis]) for axis in axes],
    }


def _deepest(mask: NDArray[np.bool_]) -> tuple[int, ...]:
    """A place of the mask that is as far from its edge as any."""
    where = np.argwhere(mask)
    low, high = where.min(axis=0), where.max(axis=0) + 1
    inner = mask[tuple(map(slice, low, high))]
    while True:
        padded, inside = np.pad(inner, 1), inner.copy()
        for axis in range(mask.ndim):
            for shift in (-1, 1):
                inside &= np.roll(padded, shift, axis)[(slice(1, -1),) * mask.ndim]
        if not inside.any():
            rest = np.argwhere(inner)
            return tuple((low + rest[len(rest) // 2]).tolist())
        inner = inside


def _heights(losses: Array) -> NDArray[np.uint8]:
    """The rank of each loss among the map's, from 0 for the lowest to 255; for contour lines at equal ranks."""
    known = losses[np.isfinite(losses)]
    if not known.size:
        return np.zeros(losses.shape, dtype=np.uint8)
    edges = np.quantile(known, np.arange(1, RANKS) / RANKS)
    return np.searchsorted(edges, np.nan_to_num(losses, nan=np.inf)).astype(np.uint8)


def _packed(values: NDArray[np.uint8]) -> str:
    return base64.b64encode(values.tobytes()).decode("ascii")
