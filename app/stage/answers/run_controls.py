"""What can be set for one run: its own hyperparameters, then each choice with what belongs to it."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.stage.answers.controls import slider, whole
from app.words.words import say, text, words_of
from optim_core import MAX_STEPS, SCHEDULES, Experiment, Run
from optim_core.rules.choices import CLIP, CLIPS, DECAY, DECAYS, LIBRARIES, OURS, decays_itself, effective
from optim_core.schedules import schedule_problems
from optim_core.types import Interval

LONGEST_WARMUP = 200


def run_controls(experiment: Experiment, number: int, language: str) -> dict[str, Any]:
    """The controls of run `number` = 1, 2, ..."""
    run, prefix = experiment.runs[number - 1], f"run{number}."
    words = words_of(run, language)

    def control(name: str, key: str, value: float, label: str | None = None) -> dict[str, Any]:
        base = f"optimizer.{run.optimizer}.{name}"
        own = base if f"{base}.name" in words else f"choice.{name}"
        return slider(key, label or words[f"{own}.name"], run.rule.hypers[name], value, words[f"{own}.help"])

    def controls(names: Iterable[str]) -> list[dict[str, Any]]:
        return [control(name, prefix + name, run.hypers[name]) for name in names if name in run.hypers]

    woven = decays_itself(run.base)
    chosen_for = (CLIP,) if woven else (DECAY, CLIP)
    return {
        "controls": controls(name for name in run.hypers if name not in chosen_for),
        "changes": [
            {
                **control("lr", f"{prefix}lr.from{after}", rate, text("stage.rate_from", language, step=after)),
                "after": after,
            }
            for after, rate in run.changes
        ],
        "choices": [
            {
                **_choice(prefix, "schedule", run, SCHEDULES, words, drops=[f"{prefix}schedule."]),
                "controls": _schedule_controls(run, prefix, words),
                "notes": [
                    words[f"schedule.{run.schedule}.help"],
                    *(say(p, language) for p in schedule_problems(run.scheme, run.plan, run.warmup, experiment.steps)),
                ],
            },
            {
                **_choice(prefix, "decay", run, DECAYS if not woven else DECAYS[:1], words, [f"{prefix}{DECAY}"]),
                "controls": [] if woven else controls([DECAY]),
                "notes": [words["choice.decay_woven" if woven else f"choice.decay.{run.decay}_help"]],
            },
            {
                **_choice(prefix, "clip", run, CLIPS, words, drops=[f"{prefix}{CLIP}"]),
                "controls": controls([CLIP]),
                "notes": [words[f"choice.clip.{run.clip}_help"]],
            },
            {
                **_choice(prefix, "library", run, LIBRARIES, words, drops=[]),
                "controls": [],
                "notes": [difference(run, run.library, words)],
                "compare": [
                    {"value": library, "label": text("stage.compare", language, library=words[f"library.{library}"])}
                    for library in LIBRARIES
                    if _another_rule(run, library)
                ],
            },
        ],
    }


def _another_rule(run: Run, library: str) -> bool:
    """Whether this library computes something else than what the run does now."""
    other = effective(run.base, run.decay, run.clip, library)
    return any(getattr(other, part) != getattr(run.rule, part) for part in ("update", "init", "before"))


def difference(run: Run, library: str, words: Mapping[str, str]) -> str:
    """What is different about an optimizer in a library, in one sentence."""
    sentence = words.get(f"optimizer.{run.optimizer}.{library}", "")
    if not sentence:
        return words["library.ours" if library == OURS else "library.same"].format(library=words[f"library.{library}"])
    lacks = library in run.base.libraries and not run.base.libraries[library].call
    return f"{sentence} {words['library.stays']}" if lacks else sentence


def _choice(
    prefix: str, name: str, run: Run, known: Iterable[str], words: Mapping[str, str], drops: list[str]
) -> dict[str, Any]:
    """A list to choose from. `drops` are the beginnings of fields that mean something only to the old choice."""

    def label(value: str) -> str:
        return words[
            {"schedule": f"schedule.{value}.name", "library": f"library.{value}"}.get(name, f"choice.{name}.{value}")
        ]

    return {
        "key": prefix + name,
        "label": words[f"choice.{name}"],
        "value": getattr(run, name),
        "options": [{"value": value, "label": label(value)} for value in known],
        "drops": drops,
    }


def _schedule_controls(run: Run, prefix: str, words: Mapping[str, str]) -> list[dict[str, Any]]:
    base = f"schedule.{run.schedule}"
    settings = [
        slider(f"{prefix}schedule.{n}", words[f"{base}.{n}.name"], run.scheme.hypers[n], v, words[f"{base}.{n}.help"])
        for n, v in run.plan.items()
    ]
    warmup = whole(
        f"{prefix}warmup",
        words["stage.warmup"],
        run.warmup,
        (0, LONGEST_WARMUP),
        Interval(0, MAX_STEPS),
        help=words["stage.warmup_help"],
    )
    return [*settings, warmup]
