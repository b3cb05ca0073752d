"""Experiments in which something goes wrong, one for each explanation. Texts are in the catalogue under `situation.`"""

from optim_core import SURFACES, Experiment, Run, surface_from_formula
from optim_core.examples.dataset import Sample

_CURVE = SURFACES["quadratic"].at(L=2.0)  # the limit is 2/L = 1
_BOWL = SURFACES["bowl"]
_RAVINE = SURFACES["ravine"].at(kappa=25.0)  # the limit is 2/25 = 0.08

SITUATIONS: dict[str, Experiment] = {
    "diverged": Experiment(_CURVE, (Run("gd", {"lr": 1.1}),), steps=40),
    "bouncing": Experiment(_CURVE, (Run("gd", {"lr": 1.0}),), steps=40),
    "zigzag": Experiment(_RAVINE, (Run("gd", {"lr": 0.076}),), steps=60),
    "too_slow": Experiment(_BOWL, (Run("gd", {"lr": 0.005}),), steps=60),
    "saddle": Experiment(SURFACES["saddle_wells"], (Run("gd", {"lr": 0.1}),), start=(-2.0, 0.0), steps=120),
    "trapped": Experiment(SURFACES["dips"], (Run("gd", {"lr": 0.02}),), start=(4.6,), steps=80),
    "plateau": Experiment(SURFACES["plateau"], (Run("gd", {"lr": 0.1}),), start=(5.5, 4.5), steps=80),
    "hovering": Experiment(_BOWL, (Run("lion", {"lr": 0.3}),), steps=80),
    "running_dry": Experiment(_BOWL, (Run("adagrad", {"lr": 0.1}),), steps=120),
    "overshoot": Experiment(_BOWL, (Run("momentum", {"lr": 0.02, "beta": 0.98}),), steps=120),
    "noise_floor": Experiment(_BOWL, (Run("gd", {"lr": 0.5}),), steps=100, noise=2.0),
    "left_domain": Experiment(
        surface_from_formula("x^2 - log(x)", domain=((0.05, 3.0),), start=(2.0,)), (Run("gd", {"lr": 0.6}),), steps=40
    ),
    "no_step": Experiment(
        surface_from_formula("x^2/2 + y^4/4", start=(-2.0, 0.0)), (Run("newton", {"lr": 1.0}),), steps=20
    ),
    "no_floor": Experiment(SURFACES["saddle"], (Run("gd", {"lr": 0.1}),), steps=80),
    "rate_spent": Experiment(_BOWL, (Run("gd", {"lr": 0.3}, schedule="exponential", plan={"gamma": 0.7}),), steps=60),
    "decayed": Experiment(SURFACES["scaled"], (Run("gd", {"lr": 0.3, "weight_decay": 0.5}, decay="l2"),), steps=60),
    "throttled": Experiment(_BOWL, (Run("gd", {"lr": 0.3, "clip_at": 0.1}, clip="norm"),), steps=60),
    "separated": Experiment(SURFACES["logistic"].learning(Sample("apart")), (Run("gd", {"lr": 1.0}),), steps=300),
    "unfinished": Experiment(SURFACES["rosenbrock"], (Run("gd", {"lr": 0.0016}),), steps=200),
}
