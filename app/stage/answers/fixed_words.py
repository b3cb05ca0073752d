"""What a lesson keeps fixed and is worth knowing, in one sentence."""

from collections.abc import Callable, Iterator
from typing import Any

from app.words.words import catalogue, text
from optim_core import Experiment, Run
from optim_core.experiment.bounds import usual_batch

Free = Callable[[str], bool]


def fixed_words(scene: dict[str, Any], experiment: Experiment, free: Free, language: str) -> str:
    """The learning rates, the number of steps, and what is not as usual, as far as it cannot be set; or no text."""
    settings: list[str] = []
    for spec, run in zip(scene["runs"], experiment.runs, strict=True):
        if parts := list(_of_run(spec, run, free, language)):
            name = text("stage.fixed_of", language, name=spec["label"]) if len(experiment.runs) > 1 else ""
            settings.append(name + ", ".join(parts))
    shape = [_number(spec, language) for spec in scene["parameters"] if spec["value"] and not free(spec["key"])]
    settings += [", ".join([*shape, *_of_experiment(scene, experiment, free, language)])]
    listed = ("; " if len(experiment.runs) > 1 else ", ").join(filter(None, settings))
    return text("stage.fixed", language, settings=listed) if listed else ""


def _of_run(spec: dict[str, Any], run: Run, free: Free, language: str) -> Iterator[str]:
    words, usual = catalogue(language), Run(run.optimizer)
    sliders = spec["controls"] + [control for choice in spec["choices"] for control in choice["controls"]]
    for control in sliders:
        name = control["key"].partition(".")[2]
        known = run.rule.hypers.get(name) or run.scheme.hypers.get(name.removeprefix("schedule."))
        default = 0 if known is None else known.default
        if not free(control["key"]) and (name == "lr" or control["value"] != default):
            yield _number(control, language)
    yield from (_number(change, language) for change in spec["changes"] if not free(change["key"]))
    for choice in spec["choices"]:
        if not free(choice["key"]) and choice["value"] != getattr(usual, choice["key"].partition(".")[2]):
            chosen = next(option["label"] for option in choice["options"] if option["value"] == choice["value"])
            yield words["stage.fixed_choice"].format(name=_small(choice["label"]), value=chosen)


def _of_experiment(scene: dict[str, Any], experiment: Experiment, free: Free, language: str) -> Iterator[str]:
    settings, noisy, seeds = scene["settings"], experiment.noise > 0, experiment.seeds
    batched = experiment.batch != usual_batch(experiment.surface)
    if not free("steps"):
        yield text("stage.fixed_steps", language, steps=experiment.steps)
    for name, counts in (("noise", noisy), ("batch", batched), ("seed", experiment.chance), ("seeds", seeds > 1)):
        if counts and not free(name):
            yield _number(settings[name], language)


def _number(spec: dict[str, Any], language: str) -> str:
    value = spec["value"]
    shown = int(value) if spec["whole"] and abs(value) < 1e15 else float(value)
    return text("stage.fixed_number", language, name=_small(spec["label"]), value=shown)


def _small(label: str) -> str:
    """A label inside a sentence: only what is written in capitals keeps its first one."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
