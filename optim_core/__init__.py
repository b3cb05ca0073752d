"""Gradient descent you can trust: optimizers, surfaces, trajectories, and the Experiment that ties them together.

    simulate(optimizer, surface, start, steps)   follow one path, or many at once: a Trajectory
    OPTIMIZERS, SURFACES, SCHEDULES              what there is, by name
    surface_from_formula("x^2 + y^4")            a surface of your own
    Experiment(surface, runs), Run("adam")       several runs on one surface, as text, as a link, as a picture
    ExperimentError, FormulaError                what cannot be done, and what to do instead

    >>> path = simulate("gd", SURFACES["parabola"], [1.5], 50, hypers={"lr": 0.1})
    >>> round(float(path.points[-1, 0, 0]), 3)
    5.0

In a notebook a Trajectory or an Experiment at the end of a cell shows its picture. docs/library.md has more.
"""

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
