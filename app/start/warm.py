"""Gets ready what the first visitor would otherwise wait for: SymPy, the formula worker, the first scene."""

from app.server.jobs.pool import POOL
from app.stage.answers.scene import scene
from app.stage.gallery.presets import FIRST, PRESETS
from lessons import readable
from optim_core import SURFACES
from optim_core.formula import warm


def warm_up() -> None:
    """Compiles the first experiment's surface first, then starts the worker, then compiles the other surfaces."""
    scene(PRESETS[FIRST], (), "en", "light")
    warm()
    POOL.start()
    readable("en")
    for surface in SURFACES.values():
        _ = surface.formula and (surface.compiled_form, surface.compiled)
