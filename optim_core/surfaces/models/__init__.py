"""Loss surfaces that come from data, simple ones first: lines through points, then borders and small networks."""

from optim_core.surfaces.models.fitted import FITTED
from optim_core.surfaces.models.networks import NETWORKS
from optim_core.surfaces.models.regression import REGRESSIONS

MODELS = (*REGRESSIONS, *NETWORKS, *FITTED)
__all__ = ["MODELS"]
