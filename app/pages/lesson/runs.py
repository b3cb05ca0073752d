"""The learner's own runs that count for a task, each named by what can be set in the lesson."""

from collections.abc import Sequence
from functools import lru_cache

import streamlit as st

from app.pages.lesson.sitting import Sitting
from app.words.words import catalogue, shown, text
from lessons.grading.locks import free_fields, is_free
from lessons.lesson import experiment_of
from lessons.records import Task
from lessons.settings import keys_of, setting
from optim_core import Experiment, ExperimentError

MOST = 12  # in one list


def own_runs(sitting: Sitting, one: Task, runs: Sequence[str]) -> None:
    """The runs that count so far, as a list."""
    language = sitting.language
    if not runs:
        st.caption(text("lesson.counted_none", language))
        return
    lines = [f"- {settings_of(sitting, one.name, run)}" for run in runs[:MOST]]
    if len(runs) > MOST:
        lines.append(f"- {text('lesson.counted_more', language, count=len(runs) - MOST)}")
    st.markdown("\n".join([f"**{text('lesson.counted', language)}**", "", *lines]))


def settings_of(sitting: Sitting, task: str | None, query: str) -> str:
    """What the learner could set in a run, such as “learning rate 0.1, 20 steps”."""
    try:
        experiment = experiment_of(query)
    except ExperimentError:
        return query
    free = free_fields(sitting.lesson, task, experiment)
    settings = [
        (key, setting(experiment, key))
        for key in keys_of(experiment)
        if is_free(key, free, experiment.surface.variables)
    ]
    return ", ".join(_said(key, value, experiment, sitting.language) for key, value in settings if value is not None)


def _said(key: str, value: float | str, experiment: Experiment, language: str) -> str:
    """A field with its value; of an optimizer only its name."""
    if isinstance(value, str):
        words = catalogue(language)
        name = key.rpartition(".")[2]
        if name.startswith("run"):
            return words.get(f"optimizer.{value}.name", value)
        return f"{words.get(f'choice.{name}', name)}: {words.get(f'{name}.{value}.name', value)}"
    return f"{_name(key, experiment, language)} {shown(value, language)}"


def _name(key: str, experiment: Experiment, language: str) -> str:
    """What the stage calls this field."""
    run, _, name = key.partition(".")
    surface = experiment.surface
    if key in ("seed", "batch") and surface.data is not None:
        key += "_start" if key == "seed" and surface.draw is not None else "_data"
    if name and run.startswith("run"):
        return _names(language).get(f"optimizer.{experiment.runs[int(run[3:]) - 1].optimizer}.{name}.name", name)
    words = _names(language)
    return words.get(f"surface.{experiment.surface.slug}.{key}.name", words.get(f"stage.{key}", key))


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    return {key: words for key, words in catalogue(language).items() if key.endswith(".name") or key[:6] == "stage."}
