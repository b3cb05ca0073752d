"""A small picture of a surface: its map, or its curve, as PNG."""

import io
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw
from plotly.colors import get_colorscale, sample_colorscale

from app.figures.heights import grid
from app.figures.map import SURFACE_COLORS
from optim_core import SURFACES, Surface
from optim_core.surfaces.form import Domain

WIDTH, HEIGHT = 360, 240
BANDS = 14


@lru_cache(maxsize=64)
def thumbnail(slug: str) -> bytes:
    """The PNG picture of a built-in surface at its usual parameters."""
    surface = SURFACES[slug]
    heights = grid(surface, _box(surface), points=WIDTH)
    image = _map(heights.drawn(heights.loss)) if surface.dim > 1 else _curve(heights.loss)
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", optimize=True)
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


def _map(drawn: np.ndarray) -> Image.Image:
    share = np.nan_to_num(drawn / (np.nanmax(drawn) or 1.0))
    colors = sample_colorscale(get_colorscale(SURFACE_COLORS), np.linspace(0, 1, BANDS), colortype="tuple")
    table = (np.array(colors) * 255).astype(np.uint8)
    bands = np.minimum((share * BANDS).astype(int), BANDS - 1)
    return Image.fromarray(table[bands[::-1]]).resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _curve(loss: np.ndarray) -> Image.Image:
    scale, inset = 2, 20
    image = Image.new("RGB", (WIDTH * scale, HEIGHT * scale), "#E9EEF5")
    low, high = np.nanmin(loss), np.nanmax(loss)
    x = np.linspace(inset, WIDTH - inset, len(loss)) * scale
    y = (HEIGHT - inset - (loss - low) / (high - low) * (HEIGHT - 2 * inset)) * scale
    ImageDraw.Draw(image).line(
        list(zip(x.tolist(), y.tolist(), strict=True)), fill="#274B7A", width=7 * scale, joint="curve"
    )
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
