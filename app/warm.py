"""Gets ready what the first visitor would otherwise wait for: SymPy, the formula worker, the first scene."""

from __future__ import annotations

from app.presets import FIRST, PRESETS
from app.readable import lessons_in
from app.stage.scene import scene
from optim_core import SURFACES
from optim_core.formula import warm


def warm_up() -> None:
    """Compiles the first experiment's surface first, then starts the worker, then compiles the other surfaces."""
    scene(PRESETS[FIRST], (), "en", "light")
    warm()
    lessons_in("en")
    for surface in SURFACES.values():
        _ = surface.formula and surface.compiled
