"""A small picture of a surface: its map, or its curve, as PNG."""

import io
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from app.figures.bands import bands
from app.figures.heights import grid
from app.figures.theme import CURVE, MAP, Scheme
from optim_core import SURFACES, Surface
from optim_core.surfaces.form import Domain

WIDTH, HEIGHT = 360, 240
SHARP = 2  # pixels for each unit


@lru_cache(maxsize=128)
def thumbnail(slug: str, scheme: Scheme) -> bytes:
    """The PNG picture of a built-in surface at its usual parameters."""
    surface = SURFACES[slug]
    heights = grid(surface, _box(surface), points=WIDTH)
    if surface.dim > 1:
        return bands(heights.drawn(heights.loss), (WIDTH * SHARP, HEIGHT * SHARP), scheme)
    buffer = io.BytesIO()
    _curve(heights.loss, scheme).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def _box(surface: Surface) -> Domain:
    """A long, narrow box is widened, so that a ravine looks like one."""
    if surface.dim == 1:
        return surface.domain
    (left, right), (low, high) = surface.domain[:2]
    if (right - left) <= 2 * (high - low):
        return surface.domain[:2]
    half = (right - left) * HEIGHT / WIDTH / 2
    return ((left, right), ((low + high) / 2 - half, (low + high) / 2 + half))


def _curve(loss: np.ndarray, scheme: Scheme) -> Image.Image:
    scale, inset = SHARP, 20
    image = Image.new("RGB", (WIDTH * scale, HEIGHT * scale), MAP[scheme][1])
    low, high = np.nanmin(loss), np.nanmax(loss)
    x = np.linspace(inset, WIDTH - inset, len(loss)) * scale
    y = (HEIGHT - inset - (loss - low) / (high - low) * (HEIGHT - 2 * inset)) * scale
    ImageDraw.Draw(image).line(
        list(zip(x.tolist(), y.tolist(), strict=True)), fill=CURVE, width=7 * scale, joint="curve"
    )
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
