"""Why each run went as it did, in words: the explanation, how it is known, and a change that was tried and helps."""

from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from app.server.answering import split_query, whole_number
from app.words.words import say
from optim_core import Experiment, ExperimentError, Message
from optim_core.insights.why import Explained, Fix, explain


def why(query: str, language: str) -> dict[str, Any]:
    """One record for each run; None for one that nothing can be said of. With `run` only that one is looked at."""
    query, own = split_query(query, "run")
    experiment = Experiment.from_query(query)
    numbers = range(1, len(experiment.runs) + 1)
    wanted = whole_number(own, "run", 0, len(experiment.runs), language)
    return {"runs": [_in_words(experiment, n, language) if wanted in (0, n) else None for n in numbers]}


def _in_words(experiment: Experiment, number: int, language: str) -> dict[str, Any] | None:
    explanation = _alone(experiment.with_runs(experiment.runs[number - 1]))
    if explanation is None:
        return None
    return {
        "name": explanation.name,
        "verdict": say(explanation.verdict, language),
        "content": explanation.finding.content,
        "says": say(explanation.finding.says, language),
        "evidence": [say(message, language) for message in explanation.finding.evidence],
        "without": "" if explanation.without is None else say(explanation.without, language),
        "fix": None if explanation.fix is None else _fix(experiment, number, explanation.fix, language),
    }


@lru_cache(maxsize=128)
def _alone(experiment: Experiment) -> Explained | None:
    """The explanation of the only run: what is set for another run does not change it."""
    return explain(experiment, 1)


def _fix(experiment: Experiment, number: int, fix: Fix, language: str) -> dict[str, Any] | None:
    """The change as fields of the query to set and to drop; None where the other runs cannot bear it."""
    runs = list(experiment.runs)
    runs[number - 1] = fix.experiment.runs[0]
    try:
        fixed = replace(fix.experiment, runs=tuple(runs))
    except ExperimentError:  # more steps than a rule with much work may take
        return None
    before, after = _fields(experiment), _fields(fixed)
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    dropped = [key for key in before if key not in after]
    label = say(fix.label, language)
    return {
        "label": label[:1].upper() + label[1:],
        "brief": _brief(fix.label, language),
        "promise": say(fix.promise, language),
        "shared": len(runs) > 1 and not all(key.startswith("run") for key in (*changed, *dropped)),
        "set": changed,
        "drop": dropped,
    }


def _brief(label: Message, language: str) -> str | None:
    """Of another optimizer only its name, for a button; None where the label itself is short."""
    while label.key == "why.fix_and":
        label = label.values["one"]
    return say(Message("why.fix_try", **label.values), language) if label.key == "why.fix_switch" else None


def _fields(experiment: Experiment) -> dict[str, str]:
    return dict(parse_qsl(experiment.to_query(), keep_blank_values=True))
