"""The answer for the learning-rate slider of each run: its strip, and the ruler of the curvature on its path."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from app.server.answering import split_query, whole_number
from app.stage.answers.path_cache import path_of
from app.words.words import say
from optim_core import Experiment, Message, Run
from optim_core.insights.rate_strip.kinds import KINDS
from optim_core.insights.rate_strip.ruler import MOST_ROWS, UNSAID, Ruler, ruler
from optim_core.insights.rate_strip.sweep import Borders, Strip, borders, refined, strip, with_own
from optim_core.insights.rate_strip.words import strip_in_words
from optim_core.types import Array

DIGITS = 5
DRAFT_ROWS = 20  # of a path that the ruler looks at while something moves


def strip_answer(query: str, language: str) -> dict[str, Any]:
    """A strip and a ruler for each run, or only for `run`. `step` is looked at by the ruler in any case.

    With `fine=1`, when nothing moves any more, the borders are exact and the strip is put into words.
    """
    query, own = split_query(query, "run", "step", "fine")
    experiment = Experiment.from_query(query)
    step = whole_number(own, "step", 0, experiment.steps, language)
    wanted, fine = whole_number(own, "run", 0, len(experiment.runs), language), own.get("fine") == "1"
    runs = [
        _run(experiment, run, step, fine, language) if wanted in (0, number) else None
        for number, run in enumerate(experiment.runs, start=1)
    ]
    return {"kinds": KINDS, "unsaid": UNSAID, "runs": runs}


def _run(experiment: Experiment, run: Run, step: int, fine: bool, language: str) -> dict[str, Any]:
    sweep = (_fine if fine else _coarse)(_without_rate(experiment, run))
    rule = ruler(experiment, run, path_of(experiment, run), step, MOST_ROWS if fine else DRAFT_ROWS)
    answer: dict[str, Any] = {"ruler": None if isinstance(rule, Message) else _marks(rule, run), "words": None}
    if isinstance(sweep, Message):
        return {**answer, "strip": None, "words": [{"kind": "", "text": say(sweep, language)}]}
    if fine:
        alone = experiment.with_runs(run)
        facts = strip_in_words(with_own(alone, run, sweep[0]), sweep[1], experiment.steps)
        answer["words"] = [{"kind": kind, "text": say(fact, language)} for kind, fact in facts]
    return {**answer, "strip": _band(*sweep, run)}


def _without_rate(experiment: Experiment, run: Run) -> str:
    """The experiment of one run at its usual rate: all that a strip depends on, as text."""
    hypers = {name: value for name, value in run.hypers.items() if name != "lr"}
    return experiment.with_runs(replace(run, hypers=hypers)).to_query()


@lru_cache(maxsize=64)
def _coarse(query: str) -> tuple[Strip, Borders] | Message:
    experiment = Experiment.from_query(query)
    sweep = strip(experiment, experiment.runs[0])
    return sweep if isinstance(sweep, Message) else (sweep, borders(sweep))


@lru_cache(maxsize=64)
def _fine(query: str) -> tuple[Strip, Borders] | Message:
    sweep, experiment = _coarse(query), Experiment.from_query(query)
    return sweep if isinstance(sweep, Message) else (sweep[0], refined(experiment, experiment.runs[0], sweep[0]))


def _band(sweep: Strip, edges: Borders, run: Run) -> dict[str, Any]:
    hyper = run.rule.hypers["lr"]
    return {
        "low": hyper.low,
        "high": hyper.high,
        "log": hyper.log,
        "rates": sweep.rates.tolist(),
        "kinds": [KINDS.index(kind) for kind in sweep.kinds.tolist()],
        "losses": _plain(sweep.losses),
        "heights": _plain(sweep.heights.round(3)),
        "last": sweep.last.tolist(),
        "borders": edges._asdict(),
    }


def _marks(rule: Ruler, run: Run) -> dict[str, Any]:
    columns: Mapping[str, Array] = {"curvature": rule.curvature, "jump": rule.jump, "limit": rule.limit}
    return {
        "rows": rule.rows.tolist(),
        **{name: _plain(values) for name, values in columns.items()},
        "unsaid": [UNSAID.index(why) if why else None for why in rule.unsaid.tolist()],
        "along": None if rule.along is None else _plain(np.array(rule.along)),
        "formula": None if rule.formula is None else _formula(rule.formula, rule.shift),
        "kinks": rule.kinks,
        "meaning": run.base.limit_text if rule.formula is not None and not rule.shift else "",
    }


def _formula(number: float, shift: float) -> str:
    return f"{number:.4g}/(L + {shift:.3g})" if shift else f"{number:.4g}/L"


def _plain(values: Array) -> list[float | None]:
    """Numbers with some digits for JSON, None for what is not finite."""
    return [float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None for value in values.tolist()]
