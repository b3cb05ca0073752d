"""The panel of the update rule: a run's rule as formulas, and with the numbers of one of its steps, ready for JSON."""

import ast
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from app.server.answering import for_json
from app.stage.answers.path_cache import path_in
from app.words.mathml import mathml
from app.words.words import text, words_of
from optim_core import Experiment, Run, Trajectory
from optim_core.equations import equations, listings, numbers, schedule_equations, step_in_numbers
from optim_core.equations.notation import Notation
from optim_core.equations.program import program
from optim_core.latex.names import symbol
from optim_core.simulation.minibatches import minibatches
from optim_core.types import Optimizer

KEPT_RUNS = 64  # while a learner goes through the steps only the numbers change


def rule(query: str, number: int, step: int, axis: int, language: str) -> dict[str, Any]:
    """Run `number` = 1, 2, ... of the experiment at step `step` = 1, 2, ..., for the coordinate `axis`.

    A run that ended before shows its last step and says so.
    """
    experiment = Experiment.from_query(query)
    run, trajectory = experiment.runs[number - 1], path_in(query, number)
    last = max(0, int(trajectory.ended_at[0]))
    shown = min(step, last)
    return {
        "run": number,
        "step": shown,
        "last": last,
        "title": _title(shown, language),
        "ended": _ended(run, trajectory, last, language) if step > last else "",
        "schedule": [] if run.steady else _schedule(experiment, run, trajectory, shown, language),
        "lines": _with_numbers(experiment, run, trajectory, shown, axis) if shown else _without(run),
        "listings": _listings(run.rule),
        "letters": _letters(run, tuple(other.optimizer for other in experiment.runs), language),
    }


def _title(step: int, language: str) -> str:
    if step == 0:
        return ""
    return text("stage.rule_first" if step == 1 else "stage.rule_step", language, step=step, before=step - 1)


def _ended(run: Run, trajectory: Trajectory, last: int, language: str) -> str:
    words = [text("stage.rule_ended", language, step=last)]
    if str(trajectory.outcome[0]) == "no_step":
        words.append(text(f"optimizer.{run.optimizer}.no_step", language))
    return " ".join(words)


def _schedule(
    experiment: Experiment, run: Run, trajectory: Trajectory, step: int, language: str
) -> list[dict[str, Any]]:
    """How the learning rate of this step comes about: the schedule's lines, the last of them with its number."""
    remarks = [text("stage.rule_change", language, step=after, rate=rate) for after, rate in run.changes]
    if run.warmup:
        rest = max(experiment.steps - run.warmup, 1)
        remarks.append(text("stage.rule_warmup", language, warmup=run.warmup, left=rest))
    rates = schedule_equations(run.scheme, run.plan) if run.plan else ()  # without settings it is the learning rate
    if rates:
        lines = [_line(line.name, line.latex, line.note) for line in rates]
    else:  # it is constant, or watches the losses
        help = text(f"schedule.{run.schedule}.help", language)
        lines = [_line("lr", symbol("lr", 0).text, "" if remarks else help)]
        if remarks and run.scheme.react is not None:
            remarks.insert(0, help)
    if step:
        rate = float(trajectory.learning_rate[step - 1, 0])
        lines[-1] |= {"result": mathml(f"= {numbers.number(rate).text}"), "value": for_json(rate)}
    lines[-1]["note"] = " ".join(filter(None, [lines[-1]["note"], *remarks]))
    return lines


def _without(run: Run) -> list[dict[str, Any]]:
    """The lines of a run that has no step at all."""
    lines = equations(run.rule, run.hypers, scheduled=not run.steady)
    return [_line(line.name, line.latex, line.note, line.operation) for line in lines]


def _with_numbers(
    experiment: Experiment, run: Run, trajectory: Trajectory, step: int, axis: int
) -> list[dict[str, Any]]:
    lines = step_in_numbers(
        run.rule,
        experiment.surface,
        trajectory,
        step,
        axis,
        run.hypers,
        scheduled=not run.steady,
        **(_chance(experiment, step) if "gradient" in run.rule.needs else {}),
    )
    return [
        _line(line.name, line.latex_symbolic, line.note, line.operation)
        | {
            "numbers": None if line.latex_numbers == line.latex_value else mathml(f"= {line.latex_numbers}"),
            "result": mathml(f"= {line.latex_value}"),
            "because": mathml(line.because) if line.because else None,
            "value": for_json(np.asarray(line.value, dtype=np.float64).tolist()),
        }
        for line in lines
    ]


def _line(name: str, symbolic: str, note: str, operation: str = "") -> dict[str, Any]:
    """A line without numbers."""
    unknown = dict.fromkeys(("numbers", "result", "because", "value"))
    return {"name": name, "symbolic": mathml(symbolic), "note": note, "operation": operation, **unknown}


def _chance(experiment: Experiment, step: int) -> dict[str, Any]:
    """What was drawn for a step: the noise on its gradients (dim,), and the examples that they are over."""
    chance: dict[str, Any] = {}
    if experiment.sigma:
        drawn = np.random.default_rng(experiment.seed).standard_normal((step, experiment.surface.dim))
        chance["noise"] = experiment.sigma * drawn[-1]
    if experiment.sampled and experiment.surface.data is not None and experiment.batch is not None:
        population = len(experiment.surface.data)
        chance["examples"] = minibatches(experiment.seed, step, population, experiment.batch)[step - 1]
    return chance


@lru_cache(maxsize=KEPT_RUNS)
def _listings(rule: Optimizer) -> list[dict[str, str]]:
    return [{"name": listing.name, "summary": listing.summary, "source": listing.source} for listing in listings(rule)]


@lru_cache(maxsize=KEPT_RUNS)
def _letters(run: Run, others: tuple[str, ...], language: str) -> list[dict[str, str]]:
    """What the letters mean: the inputs, the hyperparameters, and what the optimizer remembers, as far as they occur.

    `others` are the optimizers of all runs: papers use a letter such as v for one thing here and for another there.
    """
    lines = program(run.rule, run.hypers)
    notation, words = Notation(lines, scheduled=not run.steady), words_of(run, language)
    nodes = [node for line in lines.lines for node in ast.walk(line.value)]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    fields = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    rule, own = lines.rule, f"optimizer.{run.optimizer}"

    def letter(node: ast.expr, meaning: str) -> dict[str, str]:
        piece = notation.leaf(node)
        assert piece is not None, "a name of the rule has a symbol"
        return {"symbol": mathml(piece.text), "meaning": meaning}

    inputs = {rule.gradient: "g", "x": "x", rule.time: "t", "loss": "f"}
    inputs |= {name: name for name in ("gradient", "hessian", "rows")}
    letters = [
        letter(ast.Name(name), words[f"stage.rule_letter_{key}"]) for name, key in inputs.items() if name in names
    ]
    for name, hyper in run.rule.hypers.items():
        if name in names and not hyper.switch:
            letters.append(letter(ast.Name(name), words.get(f"{own}.{name}.name") or words[f"choice.{name}.name"]))
    for name, hyper in run.scheme.hypers.items():
        meaning = text(
            "stage.rule_letter_schedule",
            language,
            schedule=words[f"schedule.{run.schedule}.name"],
            name=words[f"schedule.{run.schedule}.{name}.name"],
        )
        letters.append({"symbol": mathml(hyper.symbol), "meaning": meaning})
    for field in run.rule.state_names:
        if field in fields and (state := words.get(f"{own}.state.{field}")):
            remembered = text("stage.rule_letter_state", language, meaning=state)
            also = _elsewhere(field, state, others, words)
            letters.append(letter(ast.Attribute(ast.Name(rule.memory), field), f"{remembered} {also}".strip()))
    return letters


def _elsewhere(field: str, meaning: str, others: tuple[str, ...], words: Mapping[str, str]) -> str:
    """What the same letter is in other optimizers of the experiment, where that is another thing."""
    meanings: dict[str, str] = {}
    for slug in others:
        meanings.setdefault(words.get(f"optimizer.{slug}.state.{field}", meaning), words[f"optimizer.{slug}.name"])
    meanings.pop(meaning, None)
    return " ".join(words["stage.rule_letter_elsewhere"].format(name=n, meaning=m) for m, n in meanings.items())
