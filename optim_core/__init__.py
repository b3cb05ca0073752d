"""Gradient descent you can trust: optimizers, surfaces, trajectories, and the Experiment that ties them together."""

from optim_core.experiment.bounds import MAX_RUNS, MAX_SEEDS
from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run
from optim_core.experiment.stop import Stop
from optim_core.messages import ExperimentError, FormulaError, Message
from optim_core.optimizers import OPTIMIZERS
from optim_core.rules.choices import CLIPS, DECAYS, LIBRARIES
from optim_core.schedules import SCHEDULES
from optim_core.simulation.request import MAX_STEPS
from optim_core.simulation.simulate import simulate
from optim_core.surfaces.formulas import SURFACES
from optim_core.surfaces.from_formula import surface_from_formula
from optim_core.surfaces.surface import Surface
from optim_core.types import OUTCOMES, Hyper, Optimizer, Trajectory

__version__ = "0.2.0"

__all__ = [
    "CLIPS",
    "DECAYS",
    "LIBRARIES",
    "MAX_RUNS",
    "MAX_SEEDS",
    "MAX_STEPS",
    "OPTIMIZERS",
    "OUTCOMES",
    "SCHEDULES",
    "SURFACES",
    "Experiment",
    "ExperimentError",
    "FormulaError",
    "Hyper",
    "Message",
    "Optimizer",
    "Run",
    "Stop",
    "Surface",
    "Trajectory",
    "simulate",
    "surface_from_formula",
]
