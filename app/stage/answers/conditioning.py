"""The surface in numbers: how much more it is curved one way than the other at its minimum, and what rate that allows.

A surface from data without a minimum that is known, or with one that numbers cannot tell, says why.
"""

from typing import Any

import numpy as np

from app.words.words import text
from lessons.measuring.words import numeral
from optim_core import Surface
from optim_core.examples.data import Data
from optim_core.examples.losses import LOG_LOSS
from optim_core.rules.stability import gradient_descent_limit

ROUND = 1.05  # a bowl that is curved less than that much more one way than the other is round
RAVINE = 10.0  # times as curved across as along: standardising is worth the offer
STANDARDISE = "standardise"


def conditioning(surface: Surface, language: str) -> dict[str, Any] | None:
    """One sentence about the shape of a loss from data, and whether standardising is offered; None without data."""
    if surface.data is None:
        return None
    offered = dict(surface.values).get(STANDARDISE) == 0.0
    if not surface.minima:
        return {"words": text(f"stage.bowl_{_missing(surface)}", language), "standardise": offered and _apart(surface)}
    curved = np.linalg.eigvalsh(surface.hessian(surface.minima[0]))
    ratio = float(curved[-1] / curved[0]) if curved[0] > 0 else np.inf
    limit = gradient_descent_limit(float(curved[-1]))
    shape = "round" if ratio < ROUND else "oval" if surface.dim == 2 else "oval_many"
    words = text(f"stage.bowl_{shape}", language, ratio=numeral(ratio, 3), limit=numeral(limit, 3))
    return {"words": words, "standardise": offered and ratio >= RAVINE}


def _missing(surface: Surface) -> str:
    """Why a surface from data has no minimum to tell numbers of."""
    model, data = surface.model, surface.data
    assert model is not None, "only a surface from data has a lowest point to miss"
    assert data is not None
    if model.units is not None:
        return "network"
    if any(low == high for low, high in extent_of(data)):
        return "constant"
    if model.loss is LOG_LOSS:
        return "one_class" if len({*data.train.y.tolist()}) < 2 else "apart"
    return "few" if len(data) < surface.dim else "flat"


def extent_of(data: Data) -> list[tuple[float, float]]:
    """The smallest and the largest value of each input of the training examples."""
    table = data.train.x.reshape(len(data), -1)
    return list(zip(table.min(axis=0).tolist(), table.max(axis=0).tolist(), strict=True))


def _apart(surface: Surface) -> bool:
    """Whether an input is far from 0 for its width, or the inputs' widths far from each other."""
    assert surface.data is not None
    ends = extent_of(surface.data)
    widths = [high - low for low, high in ends]
    far = any(max(abs(low), abs(high)) > RAVINE * width > 0 for (low, high), width in zip(ends, widths, strict=True))
    return far or max(widths) > RAVINE * min(widths) > 0
