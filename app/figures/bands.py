"""Heights as bands of colour with a thin line between any two, for the small pictures."""

import io
import re

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.figures.heights import BANDS
from app.figures.theme import CONTOUR, MAP, Scheme
from optim_core.types import Array

LINE, GAP = BANDS, BANDS + 1  # the numbers of the colours after those of the bands
BITS = 4  # of such a number


def bands(height: Array, size: tuple[int, int], scheme: Scheme) -> bytes:
    """A grid of heights, row by row from the lowest, as a PNG of few colours; where there is no height it is clear."""
    known = np.isfinite(height[::-1])
    top = float(np.nanmax(height)) if known.any() else 1.0
    smooth = Image.fromarray(np.nan_to_num(height[::-1] / (top or 1.0)).astype(np.float32))
    share = np.asarray(smooth.resize(size, Image.Resampling.BICUBIC))
    numbers = np.clip((share * BANDS).astype(int), 0, BANDS - 1).astype(np.uint8)
    edge = np.zeros(numbers.shape, dtype=bool)
    edge[:, 1:] |= numbers[:, 1:] != numbers[:, :-1]
    edge[1:] |= numbers[1:] != numbers[:-1]
    numbers[edge] = LINE
    numbers[np.asarray(Image.fromarray(known.astype(np.uint8) * 255).resize(size)) < 128] = GAP
    image = Image.fromarray(numbers).convert("P")
    image.putpalette(colors(scheme).tobytes() + bytes(3))
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", optimize=True, transparency=GAP, bits=BITS)
    return buffer.getvalue()


def colors(scheme: Scheme) -> NDArray[np.uint8]:
    """The colours by their numbers, (n, 3): the bands from the lowest up, in equal steps of lightness; the lines."""
    low, high = (np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) for color in MAP[scheme])
    tones = np.linspace(low, high, BANDS)
    *line, strength = (float(part) for part in re.findall(r"[\d.]+", CONTOUR[scheme]))
    drawn = strength * np.array(line) + (1 - strength) * tones.mean(axis=0)
    table: NDArray[np.uint8] = np.vstack([tones, drawn]).round().astype(np.uint8)
    return table
