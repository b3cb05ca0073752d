"""Experiments that show a phenomenon in one click. Texts are in the catalogue: `preset.`, for the groups `gallery.`"""

from dataclasses import replace

from optim_core import SURFACES, Experiment, Run
from optim_core.examples.dataset import Sample

_CURVE = SURFACES["quadratic"].at(L=2.0)  # the limit is 2/L = 1
_MOMENTUM = Run("momentum", {"lr": 0.02, "beta": 0.9}, schedule="step", plan={"step_size": 15.0, "gamma": 0.1})
_RAVINE = SURFACES["ravine"].at(kappa=25.0)  # the limit is 2/25 = 0.08

PRESET_GROUPS: dict[str, dict[str, Experiment]] = {
    "rate": {
        "too_small": Experiment(_CURVE, (Run("gd", {"lr": 0.004}),), steps=60),
        "just_right": Experiment(_CURVE, (Run("gd", {"lr": 0.4}),), steps=20),
        "bouncing": Experiment(_CURVE, (Run("gd", {"lr": 1.0}),), steps=20),
        "exploding": Experiment(_CURVE, (Run("gd", {"lr": 1.04}),), steps=40),
    },
    "beside": {
        "zigzag": Experiment(
            _RAVINE, (Run("gd", {"lr": 0.075}), Run("momentum", {"lr": 0.03, "beta": 0.7})), start=(20.0, 4.0), steps=80
        ),
        "saddle": Experiment(
            SURFACES["saddle_wells"],
            (Run("gd", {"lr": 0.1}), Run("momentum", {"lr": 0.1}), Run("adam", {"lr": 0.1})),
            start=(-2.0, 0.001),
            steps=120,
        ),
        "race": Experiment(
            SURFACES["rosenbrock"],
            (
                Run("gd", {"lr": 0.001}),
                Run("momentum", {"lr": 0.0003}),
                Run("rmsprop", {"lr": 0.01}),
                Run("adam", {"lr": 0.1}),
            ),
            steps=200,
        ),
        "libraries": Experiment(_RAVINE, (_MOMENTUM, replace(_MOMENTUM, library="keras")), steps=60),
    },
    "data": {
        "outliers": Experiment(
            SURFACES["line"].learning(Sample("outliers")), (Run("gd", {"lr": 0.1}),), start=(-1.0, 1.5), steps=60
        ),
        "border": Experiment(
            SURFACES["net_classes"].learning(Sample("circles")).at(width=3.0), (Run("adam", {"lr": 0.05}),), steps=300
        ),
        "network": Experiment(
            SURFACES["net_sine"].at(width=4.0), (Run("gd", {"lr": 0.05}), Run("adam", {"lr": 0.02})), steps=600
        ),
        "minibatches": Experiment(
            SURFACES["line256"], (Run("gd", {"lr": 0.1}),), start=(-1.0, 3.0), steps=100, batch=4, seeds=8
        ),
        "noise": Experiment(
            SURFACES["bowl"],
            (Run("gd", {"lr": 0.3}), Run("gd", {"lr": 0.3}, schedule="inverse_time", plan={"decay": 0.2})),
            steps=80,
            noise=2.0,
            seeds=16,
        ),
    },
}
PRESETS = {name: preset for group in PRESET_GROUPS.values() for name, preset in group.items()}
FIRST = "zigzag"  # what a newcomer sees: two paths whose difference needs no words
