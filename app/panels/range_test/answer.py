"""A learning-rate range test of one run, ready for JSON: a figure, what to take and why, fields, and tables."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from app.figures.range_marks import Mark
from app.figures.theme import Look, Scheme, looks, scheme_of
from app.panels.range_test.figure import range_figure
from app.server.answering import Refused, for_json, split_query, whole_number
from app.stage.answers.controls import names_of, slider, whole
from app.stage.answers.scene import stage_texts
from app.words.words import catalogue, say, text
from optim_core import Experiment, Hyper, Message, Run
from optim_core.insights.range_test.trial import (
    RATES,
    SEEDS,
    SMOOTHING,
    STEPS,
    Terms,
    Trial,
    range_trial,
    usual_terms,
    whole_runs,
)
from optim_core.insights.range_test.words import Advice, advice, tried_in_words

FIELDS = ("low", "high", "steps", "seeds", "smoothing")
COUNTS = {"steps": STEPS, "seeds": SEEDS, "smoothing": SMOOTHING}
SYMBOLS = {"tenth": "diamond", "steepest": "triangle-up", "lowest": "star", "blow_up": "x"}
TABLE_ROWS = 16
_NUMBER = re.compile(r"\d{1,10}(\.\d{0,20})?(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)


def range_answer(query: str, language: str) -> dict[str, Any]:
    """The test of run `run` with the terms `test.low`, `test.high`, `test.steps`, `test.seeds` and `test.smoothing`."""
    query, own = split_query(query, "run", "scheme", *(f"test.{name}" for name in FIELDS))
    experiment = Experiment.from_query(query)
    number = whole_number(own, "run", 1, len(experiment.runs), language)
    scheme = scheme_of(own.get("scheme"))
    run = experiment.runs[number - 1]
    terms = _terms(run, own, language)
    look = looks(experiment.runs, scheme, names_of(experiment.runs, language))[number - 1]
    trial = range_trial(experiment, run, terms)
    shared = {"run": number, "fields": list(_fields(experiment, run, terms, language))}
    if isinstance(trial, Message):
        return {**shared, "headline": say(trial, language), "figure": None}
    return {**shared, **_shown(experiment, run, number, trial, look, scheme, language)}


def _terms(run: Run, own: dict[str, str], language: str) -> Terms:
    terms: dict[str, Any] = {}
    for name in FIELDS:
        if (value := own.get(f"test.{name}")) is None:
            continue
        if not _NUMBER.fullmatch(value) or (name in COUNTS and not value.isdecimal()):
            raise Refused(text("rangetest.no_number", language, name=text(f"stage.rangetest.{name}", language)))
        terms[name] = int(value) if name in COUNTS else float(value)
    return replace(usual_terms(run), **terms)


def _fields(experiment: Experiment, run: Run, terms: Terms, language: str) -> Iterator[dict[str, Any]]:
    words, usual = catalogue(language), usual_terms(run)

    def field_words(name: str) -> tuple[str, str]:
        return words[f"stage.rangetest.{name}"], words[f"stage.rangetest.{name}_help"]

    for name, ends in (("low", (usual.low / 1000, usual.high / 10)), ("high", (usual.low * 10, usual.high * 100))):
        label, help = field_words(name)
        yield slider(name, label, Hyper("", 0.0, *ends, RATES, label, help, log=True), getattr(terms, name), help)
    for name, ends in (("steps", (40, 400)), ("seeds", (1, 16)), ("smoothing", (1, 25))):
        if name == "seeds" and not experiment.chance:
            continue
        label, help = field_words(name)
        yield whole(name, label, getattr(terms, name), ends, COUNTS[name], help=help)


def _shown(
    experiment: Experiment, run: Run, number: int, trial: Trial, look: Look, scheme: Scheme, language: str
) -> dict[str, Any]:
    said = advice(experiment, run, trial)
    now = float(run.hypers["lr"])
    points = trial.points if said.takes else {}
    valid = run.rule.hypers["lr"].valid
    rates = [now, *points.values()]
    steps, ends = whole_runs(experiment, run, [min(max(rate, valid.low), valid.high) for rate in rates])
    whole_run = dict(zip(["now", *points], ends.tolist(), strict=True))
    reasons = [say(reason, language) for reason in said.reasons]
    if said.takes:
        _, rate = said.takes[0]
        tried = tried_in_words(rate, now, dict(zip(rates, ends.tolist(), strict=True)), steps)
        reasons = [*(say(message, language) for message in tried), *reasons]
    words = stage_texts(language)
    marks = [_mark(name, rate, trial, language) for name, rate in points.items() if _inside(rate, trial)]
    lines = [(words["rangetest.line_limit"], said.limit)] if said.limit is not None else []
    lines += [(words["rangetest.line_now"], now)]
    seen = [(label, rate) for label, rate in lines if trial.terms.low <= rate <= trial.terms.high]
    return {
        "headline": say(said.headline, language),
        "reasons": reasons,
        "warnings": [say(warning, language) for warning in said.warnings],
        "takes": list(_takes(said, number, language)),
        "figure": range_figure(trial, marks, seen, look, scheme, words),
        "points": _points_table(trial, {"now": now, **points}, whole_run, steps, language),
        "numbers": _numbers_table(trial, language),
    }


def _inside(rate: float, trial: Trial) -> bool:
    return bool(trial.read.rates[0] <= rate <= trial.read.rates[-1])


def _loss_at(rate: float, trial: Trial) -> float:
    """The smoothed loss after the step whose rate is nearest."""
    nearest = int(np.abs(np.log(trial.read.rates / rate)).argmin())
    return float(trial.read.losses[nearest])


def _mark(name: str, rate: float, trial: Trial, language: str) -> Mark:
    return Mark(text(f"rangetest.mark_{name}", language), rate, _loss_at(rate, trial), SYMBOLS[name])


def _takes(said: Advice, number: int, language: str) -> Iterator[dict[str, Any]]:
    for name, rate in said.takes:
        label = text(f"rangetest.take_{name}", language, rate=rate)
        yield {"label": label, "key": f"run{number}.lr", "rate": f"{rate:.15g}"} | {
            "said": text("rangetest.taken", language, rate=rate)
        }


def _points_table(
    trial: Trial, points: dict[str, float], ends: dict[str, float], steps: int, language: str
) -> dict[str, Any]:
    """The rates with a name: the loss in the test, and the loss that a whole run with each ends with."""
    heads = [text(f"rangetest.col_{name}", language, steps=steps) for name in ("point", "rate", "test", "whole")]
    rows = []
    for name, rate in sorted(points.items(), key=lambda point: point[1]):
        test = _loss_at(rate, trial) if rate > 0 and _inside(rate, trial) else math.nan
        rows.append([text(f"rangetest.mark_{name}", language), rate, *for_json([test, ends[name]])])
    return {"caption": text("rangetest.points_caption", language), "heads": heads, "rows": rows}


def _numbers_table(trial: Trial, language: str) -> dict[str, Any]:
    """The curve at some of its steps."""
    rows = np.unique(np.linspace(0, len(trial.read.rates) - 1, TABLE_ROWS).round().astype(int))
    raw = trial.losses[1:]
    heads = [text(f"rangetest.col_{name}", language) for name in ("step", "rate", "loss", "smooth")]
    columns = np.column_stack([trial.read.rates, raw[: len(trial.read.rates)], trial.read.losses])[rows]
    cells = for_json(columns.tolist())
    return {
        "caption": text("rangetest.numbers_caption", language),
        "heads": heads,
        "rows": [[step, *row] for step, row in zip((rows + 1).tolist(), cells, strict=True)],
    }
