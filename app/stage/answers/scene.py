"""The scene: everything the stage needs to draw an experiment except the paths, as one JSON record."""

from collections.abc import Sequence
from typing import Any

from app.figures import CHARTS, charts_figure, grid, map_figure
from app.figures.theme import BACKGROUND, CLASSES, RATES, Scheme, looks
from app.stage.answers.box import aspect, drawn_box, upright
from app.stage.answers.code import code_record
from app.stage.answers.controls import (
    LIVE_STEPS,
    SLOW_LIVE_STEPS,
    names_of,
    plane_choices,
    setting_controls,
    start_controls,
    surface_controls,
)
from app.stage.answers.examples import examples_record, with_seen_labels
from app.stage.answers.fit import data_record
from app.stage.answers.meanings import explained
from app.stage.answers.run_controls import run_controls
from app.stage.answers.symbols import symbols
from app.stage.gallery.gallery import headline, name_of, teaches
from app.words.words import catalogue, say, words_of
from optim_core import MAX_RUNS, OPTIMIZERS, Experiment, Message, Surface
from optim_core.typed_rule import EXAMPLES, OWN


def scene(
    experiment: Experiment,
    notes: tuple[Message, ...],
    language: str,
    scheme: Scheme,
    charts: Sequence[str] | None = None,
    chart: str = CHARTS[0],
    alone: bool = False,
) -> dict[str, Any]:
    """The scene of an experiment in one language and colour scheme, ready for JSON.

    `charts` are the charts to draw; without it `chart`, and beside an upright map one more,
    unless there is room for one `alone`.
    """
    words = stage_texts(language)
    styles = looks(experiment.runs, scheme, names_of(experiment.runs, language))
    surface = experiment.surface
    heights = grid(surface, drawn_box(experiment), axes=experiment.axes, at=experiment.point)
    texts = catalogue(language)
    beside = upright(experiment)
    shown = charts or ((chart, _second(chart, experiment)) if beside and not alone else (chart,))
    return {
        "query": experiment.to_query(),
        "notes": [say(note, language) for note in notes],
        "headline": headline(experiment, language),
        "surface": {
            "slug": surface.slug,
            "name": name_of(surface.slug, language),
            "teaches": teaches(surface.slug, language),
            "formula": surface.formula,
            "dim": surface.dim,
            "variables": surface.variables,
            "domain": surface.domain,
            "aspect": aspect(experiment),
            "axes": experiment.axes,
        },
        "beside": beside,
        "data": with_seen_labels(data_record(surface), surface, language),
        "examples": examples_record(surface, language),
        "symbols": symbols(surface, language),
        "plane": plane_choices(experiment, language),
        "ownStart": experiment.point == tuple(surface.start.tolist()),
        "start": explained(start_controls(experiment), language),
        "parameters": explained(surface_controls(experiment, language), language),
        "box": [[low, high] for low, high in surface.domain] if not surface.slug else None,
        "settings": explained(setting_controls(experiment, language), language),
        "stops": ["loss", "gradient"],
        "stop": None if experiment.stop is None else experiment.stop._asdict(),
        "background": BACKGROUND[scheme],
        "classes": CLASSES[scheme],
        "rates": RATES,
        "liveSteps": LIVE_STEPS if all(run.base.elementwise for run in experiment.runs) else SLOW_LIVE_STEPS,
        "shortens": surface.data is not None,
        "code": code_record(experiment),
        "steps": experiment.steps,
        "runs": [
            {
                "number": number,
                "label": look.label,
                "color": look.color,
                "dash": look.dash,
                "marker": look.marker,
                "optimizer": run.optimizer,
                "help": words_of(run, language)[f"optimizer.{run.optimizer}.help"],
                "conventions": texts[f"optimizer.{run.optimizer}.conventions"],
                "source": texts[f"optimizer.{run.optimizer}.source"],
                "typed": run.typed,
                "branch": True,
                **explained(run_controls(experiment, number, language), language),
            }
            for number, (run, look) in enumerate(zip(experiment.runs, styles, strict=True), start=1)
        ],
        "optimizers": [
            {"slug": slug, "name": texts[f"optimizer.{slug}.name"], "help": texts[f"optimizer.{slug}.help"]}
            for slug in (*OPTIMIZERS, OWN)
        ],
        "ownExamples": [{"name": name, "text": typed} for name, typed in EXAMPLES.items()],
        "maxRuns": MAX_RUNS,
        "map": map_figure(surface, heights, styles, scheme, words, experiment.axes),
        "charts": charts_figure(experiment.steps, styles, scheme, words, shown, held_out(surface), charts is not None),
    }


def _second(chart: str, experiment: Experiment) -> str:
    """What goes with a chart: the step size, or the rates where there is something to see."""
    second = "size" if all_steady(experiment) else "rate"
    return second if second != chart else "loss"


def all_steady(experiment: Experiment) -> bool:
    """Whether no run's learning rate changes, so that there is nothing to see in a chart of it."""
    return all(run.steady for run in experiment.runs)


def held_out(surface: Surface) -> bool:
    """Whether there are examples to test with."""
    return surface.data is not None and surface.data.test is not None


def stage_texts(language: str) -> dict[str, str]:
    """The stage's words by their short key."""
    return {key.removeprefix("stage."): t for key, t in catalogue(language).items() if key.startswith("stage.")}
