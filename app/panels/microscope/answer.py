"""One step of a run taken apart, ready for JSON: sentences, a table of every quantity, and the vectors for the map."""

import ast
from collections.abc import Iterator
from typing import Any

from app.server.answering import for_json, split_query, whole_number
from app.stage.answers.box import stretch
from app.stage.answers.path_cache import path_in
from app.words.mathml import mathml
from app.words.words import catalogue, say, text
from optim_core import Experiment, Run
from optim_core.equations.notation import Notation
from optim_core.equations.program import Line, program
from optim_core.insights.one_step.anatomy import Anatomy, anatomy
from optim_core.insights.one_step.words import step_in_words
from optim_core.latex.names import symbol
from optim_core.types import Array

VECTORS = ("point", "gradient", "true", "fresh", "carried", "decay", "move")
MOST_COLUMNS = 12  # coordinates in the table; files have all


def microscope(query: str, language: str) -> dict[str, Any]:
    """Step `step` = 1, 2, ... of run `run` = 1, 2, ...; a run that ended before shows its last one."""
    query, own = split_query(query, "run", "step", "stretched")
    experiment = Experiment.from_query(query)
    number = whole_number(own, "run", 1, len(experiment.runs), language)
    wanted = whole_number(own, "step", 1, experiment.steps, language)
    surface, run, trajectory = experiment.surface, experiment.runs[number - 1], path_in(query, number)
    step = min(wanted, int(trajectory.ended_at[0]))
    if step < 1:
        return {"run": number, "step": 0, "words": [text("microscope.none", language)], "rows": []}
    seen = anatomy(experiment, run, trajectory, step)
    long = stretch(experiment, own.get("stretched")) if surface.dim == 2 else None
    return {
        "run": number,
        "step": step,
        "words": [say(message, language) for message in step_in_words(seen, surface.variables, long)],
        "variables": surface.variables[:MOST_COLUMNS],
        "hidden": max(0, surface.dim - MOST_COLUMNS),
        "rows": list(_rows(seen, run, language)),
        "loss": for_json(seen.loss),
        **{name: _vector(getattr(seen, name)) for name in VECTORS},
        "rates": _vector(seen.rates),
    }


def _rows(seen: Anatomy, run: Run, language: str) -> Iterator[dict[str, Any]]:
    """The quantities of the step, in the order in which they come about."""
    notation, words = Notation(program(run.rule, run.hypers), scheduled=not run.steady), catalogue(language)

    def row(name: str, values: Array | None, latex: str | None = None) -> Iterator[dict[str, Any]]:
        if values is None:
            return
        wide = len(values) != len(seen.point)  # a matrix, or a memory of several steps
        yield {
            "name": name,
            "symbol": None if latex is None else mathml(latex),
            "values": None if wide else _vector(values[:MOST_COLUMNS]),
            "note": text("microscope.numbers", language, count=len(values)) if wide else "",
        }

    yield from row(words["microscope.row_point"], seen.point, symbol("x", 0).text)
    key = "row_gradient" if seen.true is seen.gradient else "row_given"
    yield from row(words[f"microscope.{key}"], seen.gradient, symbol("g", 0).text)
    if seen.true is not seen.gradient:
        yield from row(words["microscope.row_true"], seen.true)
    if (seen.used != seen.gradient).any():
        yield from row(words["microscope.row_used"], seen.used)
    for field in run.rule.state_names:
        meaning = words.get(f"optimizer.{run.optimizer}.state.{field}") or run.rule.state_help.get(field, field)
        before = notation.leaf(ast.Attribute(ast.Name(notation.memory), field))
        after = notation.target(Line(field, ast.Name(field), kind="state"))
        yield from row(
            text("microscope.row_before", language, meaning=meaning), seen.before[field], before and before.text
        )
        yield from row(text("microscope.row_after", language, meaning=meaning), seen.after[field], after)
    yield from row(words["microscope.row_rate"], seen.rates)
    for part in ("fresh", "carried", "decay"):
        yield from row(words[f"microscope.row_{part}"], getattr(seen, part))
    yield from row(words["microscope.row_step"], seen.move, symbol("dx", 0).text)
    yield from row(words["microscope.row_next"], seen.next_point, symbol("x", 1).text)


def _vector(values: Array | None) -> list[float | None] | None:
    return None if values is None else for_json(values.tolist())
