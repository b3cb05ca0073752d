"""The effective rate of each coordinate of one run, ready for JSON: a figure, what it says in words, and a table."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.figures.theme import Look, Scheme, looks, scheme_of
from app.panels.effective_rate.figure import rates_figure
from app.server.answering import for_json, split_query, whole_number
from app.stage.answers.controls import names_of
from app.stage.answers.path_cache import path_in
from app.stage.answers.paths import thinning
from app.stage.answers.scene import stage_texts
from app.words.words import catalogue, text
from optim_core import Experiment, Run
from optim_core.insights.one_step.effective_rate import effective_rates
from optim_core.types import Array

MOST_STEPS = 401  # of one curve
MOST_CURVES = 4  # coordinates; of more those on the map, and the least and the most
TABLE_STEPS = 12


def effective(query: str, language: str) -> dict[str, Any]:
    """The rates of run `run` = 1, 2, ...; 0, or nothing, is the first run that has rates of its own, if any has."""
    query, own = split_query(query, "run", "scheme")
    experiment = Experiment.from_query(query)
    chosen = whole_number(own, "run", 0, len(experiment.runs), language)
    scheme = scheme_of(own.get("scheme"))
    number = chosen or next((place for place, run in enumerate(experiment.runs, 1) if run.rule.scales), 1)
    run, look = (
        experiment.runs[number - 1],
        looks(experiment.runs, scheme, names_of(experiment.runs, language))[number - 1],
    )
    last = int(path_in(query, number).ended_at[0])
    if not run.rule.scales or last < 1:
        key = "microscope.rates_none" if last > 0 else "microscope.none"
        return {"run": number, "words": text(key, language, name=look.label), "figure": None, "table": None}
    return {"run": number, **_rates(experiment, run, number, query, look, scheme, language)}


def _rates(
    experiment: Experiment, run: Run, number: int, query: str, look: Look, scheme: Scheme, language: str
) -> dict[str, Any]:
    trajectory = path_in(query, number)
    last = int(trajectory.ended_at[0])
    every = thinning(last, 1, MOST_STEPS)
    steps = np.unique(np.append(np.arange(1, last + 1, every), last))
    rates = effective_rates(run.rule, experiment.surface, trajectory, steps, run.hypers)
    assert rates is not None, "the rule scales something"
    plain, curves = trajectory.learning_rate[steps - 1, 0], _curves(experiment, rates, language)
    words = stage_texts(language)
    return {
        "words": _words(look.label, steps, plain, curves, language),
        "figure": rates_figure(steps.tolist(), plain, curves, look, scheme, words),
        "table": _table(look.label, steps, plain, curves, language),
    }


def _curves(experiment: Experiment, rates: Array, language: str) -> dict[str, Array]:
    """The rates by the name of their coordinate."""
    variables = experiment.surface.variables
    if len(variables) <= MOST_CURVES:
        return {name: rates[:, axis] for axis, name in enumerate(variables)}
    curves = {variables[axis]: rates[:, axis] for axis in experiment.axes}
    for key, extreme in (("least", np.fmin), ("most", np.fmax)):
        curves[text(f"microscope.rates_{key}", language)] = extreme.reduce(rates, axis=1)
    return curves


def _words(name: str, steps: NDArray[np.int64], plain: Array, curves: dict[str, Array], language: str) -> str:
    """The rates of the last step, and how each came there."""
    now = [
        text("microscope.rates_along", language, variable=variable, rate=float(values[-1]))
        if math.isfinite(values[-1])
        else text("microscope.rates_wait", language, variable=variable)
        for variable, values in curves.items()
    ]
    facts = {"name": name, "step": int(steps[-1]), "rates": ", ".join(now), "plain": float(plain[-1])}
    sentences = [text("microscope.rates_now", language, **facts)]
    for variable, values in curves.items():
        known = values[np.isfinite(values)]
        if len(known) and f"{known[0]:.4g}" != f"{known[-1]:.4g}":
            ends = {"first": float(known[0]), "last": float(known[-1])}
            sentences.append(text("microscope.rates_change", language, variable=variable, **ends))
    return " ".join(sentences)


def _table(
    name: str, steps: NDArray[np.int64], plain: Array, curves: dict[str, Array], language: str
) -> dict[str, Any]:
    """A few of the steps, closer together at the beginning, where most happens."""
    places = np.unique(np.geomspace(1, len(steps), TABLE_STEPS).round().astype(np.int64)) - 1
    columns = [plain, *curves.values()]
    words = catalogue(language)
    return {
        "caption": text("microscope.rates_caption", language, name=name),
        "heads": [words["stage.col_step"], words["stage.rate_axis"], *curves],
        "rows": [[int(steps[place]), *for_json([float(column[place]) for column in columns])] for place in places],
    }
