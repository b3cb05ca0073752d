"""Loss surfaces that come from data, simple ones first: lines through points, then small networks."""

from __future__ import annotations

from optim_core.models.networks import NETWORKS
from optim_core.models.regression import REGRESSIONS

MODELS = (*REGRESSIONS, *NETWORKS)
__all__ = ["MODELS"]
