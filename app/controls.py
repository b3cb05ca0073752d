"""What a learner can set on the stage, as data: every slider with its number field.

The stage draws these; their keys are the keys of the experiment's text form, so moving a control is setting a field.
"""

from __future__ import annotations

from typing import Any

from app.words import catalogue, text
from optim_core import MAX_STEPS, Experiment, Hyper, Run
from optim_core.experiment import COORDINATE, NOISE

LIVE_STEPS = 1000  # up to here the path follows the finger; beyond, it is drawn on release
NOISE_SLIDER = (0.0, 5.0)


def slider(key: str, label: str, hyper: Hyper, value: float, help: str = "") -> dict[str, Any]:
    """A live slider for a hyperparameter, or for anything described like one."""
    return {
        "key": key,
        "label": label,
        "help": help,
        "value": value,
        "low": hyper.low,
        "high": hyper.high,
        "validLow": hyper.valid.low,
        "validHigh": hyper.valid.high,
        "log": hyper.log,
    }


def run_controls(experiment: Experiment, number: int, language: str) -> dict[str, Any]:
    """The sliders of one run: every hyperparameter of its optimizer, and each change of its learning rate."""
    run = experiment.runs[number - 1]
    words = catalogue(language)

    def control(name: str, key: str, value: float, label: str | None = None) -> dict[str, Any]:
        base = f"optimizer.{run.optimizer}.{name}"
        return slider(key, label or words[f"{base}.name"], run.rule.hypers[name], value, words[f"{base}.help"])

    return {
        "controls": [control(name, f"run{number}.{name}", value) for name, value in run.hypers.items()],
        "changes": [
            {
                **control("lr", f"run{number}.lr.from{after}", rate, text("stage.rate_from", language, step=after)),
                "after": after,
            }
            for after, rate in run.changes
        ],
    }


def start_controls(experiment: Experiment) -> list[dict[str, Any]]:
    """A slider for each coordinate of the start point, over the box that is drawn."""
    return [
        {
            "key": variable,
            "label": variable,
            "help": "",
            "value": value,
            "low": low,
            "high": high,
            "validLow": COORDINATE.low,
            "validHigh": COORDINATE.high,
            "log": False,
        }
        for variable, value, (low, high) in zip(
            experiment.surface.variables, experiment.point, experiment.surface.domain, strict=True
        )
    ]


def surface_controls(experiment: Experiment, language: str) -> list[dict[str, Any]]:
    """The sliders of a surface with parameters."""
    surface, words = experiment.surface, catalogue(language)
    return [
        slider(
            name,
            words[f"surface.{surface.slug}.{name}.name"],
            surface.parameters[name],
            value,
            words[f"surface.{surface.slug}.{name}.help"],
        )
        for name, value in surface.values
    ]


def setting_controls(experiment: Experiment, language: str) -> dict[str, dict[str, Any]]:
    """Steps, noise and seed."""
    words = catalogue(language)
    return {
        "steps": {
            "key": "steps",
            "label": words["stage.steps"],
            "help": "",
            "value": experiment.steps,
            "low": 1,
            "high": LIVE_STEPS,
            "validLow": 1,
            "validHigh": MAX_STEPS,
            "log": True,
            "whole": True,
        },
        "noise": {
            "key": "noise",
            "label": words["stage.noise"],
            "help": words["stage.noise_help"],
            "value": experiment.noise,
            "low": NOISE_SLIDER[0],
            "high": NOISE_SLIDER[1],
            "validLow": NOISE.low,
            "validHigh": NOISE.high,
            "log": False,
        },
        "seed": {
            "key": "seed",
            "label": words["stage.seed"],
            "help": words["stage.seed_help"],
            "value": experiment.seed,
            "low": 0,
            "high": 99,
            "validLow": 0,
            "validHigh": 2**32 - 1,
            "log": False,
            "whole": True,
        },
    }


def names_of(runs: tuple[Run, ...], language: str) -> list[str]:
    """The optimizers' names in the reader's language."""
    words = catalogue(language)
    return [words[f"optimizer.{run.optimizer}.name"] for run in runs]
