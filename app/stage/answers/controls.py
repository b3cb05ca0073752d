"""What a learner can set on the stage, as data: sliders with number fields, switches, and choices with what they bring.

The stage draws these; their keys are the keys of the experiment's text form, so moving a control is setting a field.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any

from app.words.words import catalogue, text
from optim_core import MAX_SEEDS, MAX_STEPS, Experiment, Hyper, Run
from optim_core.experiment.bounds import COORDINATE, NOISE, batches, usual_batch
from optim_core.rules.choices import OURS
from optim_core.types import Interval

LIVE_STEPS = 1000  # up to here the path follows the finger; beyond, it is drawn on release
SLOW_LIVE_STEPS = 300  # where a rule does much more work at each step
NOISE_SLIDER = (0.0, 5.0)


def slider(key: str, label: str, hyper: Hyper, value: float, help: str = "") -> dict[str, Any]:
    """A live slider for a hyperparameter, or for anything described like one; a switch where it is only on or off."""
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
        "whole": hyper.whole,
        "switch": hyper.switch,
    }


def whole(key: str, label: str, value: int, ends: tuple[int, int], valid: Interval, **more: Any) -> dict[str, Any]:
    """A live slider for a whole number that is no hyperparameter."""
    hyper = Hyper("", value, ends[0], ends[1], valid, label, "", log=bool(more.pop("log", False)), whole=True)
    return slider(key, label, hyper, value, **more)


def start_controls(experiment: Experiment) -> list[dict[str, Any]]:
    """A slider for each coordinate of the start point, over the box that is drawn; none where the seed draws it."""
    if experiment.surface.draw is not None:
        return []
    return [
        slider(variable, variable, Hyper("", value, low, high, COORDINATE, variable, ""), value)
        for variable, value, (low, high) in zip(
            experiment.surface.variables, experiment.point, experiment.surface.domain, strict=True
        )
    ]


def plane_choices(experiment: Experiment, language: str) -> list[dict[str, Any]]:
    """Which two coordinates are drawn, where there are more than two."""
    if experiment.plane is None or experiment.surface.dim < 3:
        return []
    labels = [text("stage.plane_across", language), text("stage.plane_up", language)]
    return [
        {
            "key": key,
            "label": label,
            "value": value,
            "options": [{"value": v, "label": v} for v in experiment.surface.variables if v not in other],
            "drops": [],
        }
        for key, label, value, other in zip(
            ("across", "up"), labels, experiment.plane, ({experiment.plane[1]}, {experiment.plane[0]}), strict=True
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
        | {"sign": sign(surface.parameters[name].symbol)}
        for name, value in surface.values
    ]


def sign(symbol: str) -> str | None:
    r"""The letter that LaTeX writes as `symbol`, as κ for \kappa; None where it is no single letter."""
    name = symbol.removeprefix("\\").removeprefix("var")
    if len(symbol) == 1:
        return symbol
    try:
        return unicodedata.lookup(f"GREEK SMALL LETTER {name.upper()}")
    except KeyError:
        return None


def setting_controls(experiment: Experiment, language: str) -> dict[str, dict[str, Any]]:
    """Steps, noise and seeds."""
    words = catalogue(language)

    def help(name: str) -> dict[str, str]:
        return {"help": words[f"stage.{name}_help"]}

    e, seed = experiment, Interval(0, 2**32 - 1)
    sown = "seed" if e.surface.data is None else "seed_data" if e.surface.draw is None else "seed_start"
    noise = Hyper("", 0.0, *NOISE_SLIDER, NOISE, "", "")
    return {
        "steps": whole("steps", words["stage.steps"], e.steps, (1, LIVE_STEPS), Interval(1, MAX_STEPS), log=True),
        "noise": slider("noise", words["stage.noise"], noise, e.noise, words["stage.noise_help"]),
        "batch": _batch(e, words),
        "seed": whole("seed", words[f"stage.{sown}"], e.seed, (0, 99), seed, **help(sown)),
        "seeds": whole("seeds", words["stage.seeds"], e.seeds, (1, MAX_SEEDS), Interval(1, MAX_SEEDS), **help("seeds")),
    }


def _batch(experiment: Experiment, words: Mapping[str, str]) -> dict[str, Any]:
    """How many examples a step looks at: real ones where the surface comes from data."""
    valid = batches(experiment.surface)
    name, most = ("batch", 1024) if experiment.surface.data is None else ("batch_data", int(valid.high))
    value = usual_batch(experiment.surface) if experiment.batch is None else experiment.batch
    help = words[f"stage.{name}_help"]
    return whole("batch", words[f"stage.{name}"], value, (1, most), valid, log=True, help=help)


def names_of(runs: tuple[Run, ...], language: str) -> list[str]:
    """The optimizers' names in the reader's language; another library than ours is named."""
    words = catalogue(language)
    return [
        words[f"optimizer.{run.optimizer}.name"]
        + ("" if run.library == OURS else f" ({words[f'library.{run.library}']})")
        for run in runs
    ]
