"""Loss surfaces: formulas, and models that learn from examples."""

from optim_core.messages import ENGLISH
from optim_core.surfaces.messages import SURFACE_ENGLISH

ENGLISH.update(SURFACE_ENGLISH)
