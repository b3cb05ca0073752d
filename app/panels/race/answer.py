"""What the browser needs to set up a race, ready for JSON: who can take part, the fields, the empty plots."""

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np

from app.figures.theme import looks, scheme_of
from app.panels.race.figure import curves_figure, sweeps_figure
from app.server.answering import split_query
from app.stage.answers.controls import names_of, whole
from app.stage.answers.scene import stage_texts
from app.words.words import catalogue, text
from optim_core import MAX_RUNS, OPTIMIZERS, Experiment, Run
from optim_core.insights.race import RATES, TARGETS, TRIES, Race, read_race
from optim_core.insights.race.tuning import rates_of
from optim_core.types import Interval


def race_answer(query: str, language: str) -> dict[str, Any]:
    """The race `race` on the experiment, with the defaults of what its text leaves out, in the colours of `scheme`."""
    query, own = split_query(query, "race", "scheme")
    race = read_race(Experiment.from_query(query), own.get("race", ""))
    scheme = scheme_of(own.get("scheme"))
    runs = (*race.experiment.runs, *map(Run, race.rivals))
    styles = looks(runs, scheme, names_of(runs, language))
    takes_part = [number not in race.without for number in range(1, len(runs) + 1)]
    racing = [style for style, part in zip(styles, takes_part, strict=True) if part]
    words, texts = stage_texts(language), catalogue(language)
    measure = words["race.above" if race.experiment.surface.minima else "race.loss"]
    return {
        "text": race.to_text(),
        "key": race.key,
        "people": [
            {
                "number": place if place <= len(race.experiment.runs) else None,
                "slug": run.optimizer,
                "part": part,
                **asdict(style),
            }
            for place, (run, style, part) in enumerate(zip(runs, styles, takes_part, strict=True), start=1)
        ],
        "offers": [
            {"slug": slug, "name": texts[f"optimizer.{slug}.name"], "help": texts[f"optimizer.{slug}.help"]}
            for slug in OPTIMIZERS
        ],
        "room": max(0, MAX_RUNS - len(racing)),
        "fields": list(_fields(race, language)),
        "target": repr(race.target),
        "targets": [
            {"value": repr(share), "label": text("stage.race.way", language, percent=f"{100 * (1 - share):.6g}")}
            for share in TARGETS
        ],
        "about": text(
            "stage.race.about_seeds" if race.experiment.chance else "stage.race.about_one", language, rates=RATES
        ),
        "notes": list(_notes(race, [style.label for style in racing], language)),
        "figures": {
            "curves": curves_figure(race.evaluations, measure, racing, scheme, words),
            "sweeps": sweeps_figure(_decades(race), measure, racing, scheme, words),
        },
    }


def _fields(race: Race, language: str) -> Iterator[dict[str, Any]]:
    budget = Interval(10, race.most)
    words = catalogue(language)
    yield whole(
        "budget",
        words["stage.race.budget"],
        race.evaluations,
        (10, min(1000, race.most)),
        budget,
        log=True,
        help=words["stage.race.budget_help"],
    )
    if race.experiment.chance:
        ends = int(TRIES.low), int(TRIES.high)
        yield whole("tries", words["stage.race.tries"], race.tries, ends, TRIES, help=words["stage.race.tries_help"])


def _notes(race: Race, names: list[str], language: str) -> Iterator[str]:
    """What makes a race less fair, or less telling, than it looks."""
    alike = [name for name, run in zip(names, race.untuned, strict=True) if race.untuned.count(run) > 1]
    if alike:
        yield text("stage.race.note_alike", language, names=", ".join(alike))
    asks = [name for name, run in zip(names, race.entries, strict=True) if "hessian" in run.rule.needs]
    if asks:
        yield text("stage.race.note_hessian", language, names=", ".join(asks))
    if not race.experiment.surface.minima:
        yield text("stage.race.note_lowest", language)


def _decades(race: Race) -> tuple[float, float]:
    """The ends of the axis of learning rates, as powers of ten."""
    rates = np.concatenate([rates_of(run) for run in race.entries])
    return math.log10(rates.min()) - 0.05, math.log10(rates.max()) + 0.05
