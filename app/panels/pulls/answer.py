"""The pull of each example at one point of a run, ready for JSON: arrows along the drawn coordinates, and words."""

from typing import Any

import numpy as np

from app.server.answering import for_json, split_query, whole_number
from app.stage.answers.box import stretch
from app.stage.answers.path_cache import path_in
from app.words.words import say
from optim_core import Experiment
from optim_core.insights.pulls.pulls import Pulls, pulls_at
from optim_core.insights.pulls.words import apart, pulls_in_words, ways
from optim_core.types import Array


def pulls_answer(query: str, language: str) -> dict[str, Any] | None:
    """Run `run` = 1, 2, ... after `step` = 0, 1, ... steps; a run that ended before shows its end. None without data.

    Pulls are negative gradients. `whole` is the mean of all, `given` that of the examples of the next step.
    """
    query, own = split_query(query, "run", "step", "stretched")
    experiment = Experiment.from_query(query)
    number = whole_number(own, "run", 1, len(experiment.runs), language)
    wanted = whole_number(own, "step", 0, experiment.steps, language)
    trajectory = path_in(query, number)
    step = min(wanted, int(trajectory.ended_at[0]))
    pulls = None if step < 0 else pulls_at(experiment, trajectory.points[step, 0], step)
    if pulls is None:
        return None
    axes = list(experiment.axes)
    long = lengths(experiment, own.get("stretched"))
    return {
        "run": number,
        "step": step,
        "variables": [experiment.surface.variables[axis] for axis in axes],
        "point": _numbers(pulls.point[axes]),
        "loss": for_json(float(trajectory.loss[step, 0])),
        "pulls": _numbers(-pulls.gradients[:, axes]),
        "whole": _numbers(-pulls.whole[axes]),
        "batch": _numbers(-pulls.batch[axes]),
        "picked": pulls.picked.tolist() if pulls.sampled else None,
        "words": [say(message, language) for message in pulls_in_words(experiment, pulls, long)],
        **_examples(experiment, pulls, long, language),
    }


def lengths(experiment: Experiment, stretched: str | None = None) -> Array:
    """How long the map draws a unit of each drawn coordinate: all alike where it has one scale."""
    long = stretch(experiment, stretched)
    return np.ones(len(experiment.axes)) if long is None else long


def _examples(experiment: Experiment, pulls: Pulls, long: Array, language: str) -> dict[str, Any]:
    """Each example's numbers, and how far the model is from it and where it pulls in words."""
    data = experiment.surface.data
    assert data is not None, "without data nothing pulls"
    names = [experiment.surface.variables[axis] for axis in experiment.axes]
    leads = ways(-pulls.gradients[:, list(experiment.axes)], names, long)
    said = {place: say(message, language) for place, message in {id(lead): lead for lead in leads}.items()}
    return {
        "labels": data.labels,
        "groups": data.groups,
        "inputs": _numbers(data.train.x.reshape(len(data), -1)),
        "targets": _numbers(data.train.y),
        "answers": _numbers(pulls.answers),
        "residuals": _numbers(pulls.residuals),
        "losses": _numbers(pulls.losses),
        "apart": [say(apart(data, pulls, i), language) for i in range(len(data))],
        "ways": [said[id(lead)] for lead in leads],
    }


def _numbers(values: Array) -> Any:
    return for_json(values.tolist())
