"""The learning-rate x momentum map: how a run ends for every pair of a learning rate and a second hyperparameter."""

from optim_core.insights.rate_map.axis import Axis
from optim_core.insights.rate_map.border import Border, border
from optim_core.insights.rate_map.job import plane
from optim_core.insights.rate_map.plane import RatePlane, rate_plane, refined, second_hypers, steps_of
from optim_core.insights.rate_map.shades import Shades, shades_of

__all__ = [
    "Axis",
    "Border",
    "RatePlane",
    "Shades",
    "border",
    "plane",
    "rate_plane",
    "refined",
    "second_hypers",
    "shades_of",
    "steps_of",
]
