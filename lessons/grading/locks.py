"""What a lesson leaves free, and how everything else is held where the lesson has it."""

from collections.abc import Iterable, Iterator, Mapping

from lessons.lesson import Lesson, experiment_of
from lessons.problems import unknown
from lessons.records import Task
from lessons.settings import fields_of, keys_of, query_of
from lessons.variants import in_round
from optim_core import OPTIMIZERS, Experiment, Hyper, Message
from optim_core.experiment.run import find_optimizer

START, RUNS = "start", "run*"
UNWRITTEN = {"noise": "0", "seed": "0"}  # what a query text means that has only one of the two
VIEW = ("v", "across", "up")  # how it is looked at is nobody's secret


def free_fields(lesson: Lesson, task: str | None = None, experiment: Experiment | None = None) -> tuple[str, ...]:
    """The patterns of what is free now: exact keys, `run1.*`, `run*` or `start`; as the stage wants them."""
    own = lesson.tasks[task].free if task is not None else None
    return lesson.free if own is None else own


def is_free(key: str, patterns: Iterable[str], coordinates: Iterable[str]) -> bool:
    """Whether a field of the text form is free."""
    for pattern in patterns:
        if (
            key == pattern
            or (pattern == RUNS and key.startswith("run"))
            or (pattern.endswith(".*") and key.startswith(pattern[:-1]))
            or (pattern == START and key in coordinates)
        ):
            return True
    return key in VIEW


def wrong_patterns(patterns: Iterable[str], experiments: Iterable[Experiment]) -> Iterator[tuple[str, Message]]:
    """Each pattern that frees nothing: where in the list, and what is to be said."""
    listed = list(experiments)
    keys = {key for experiment in listed for key in keys_of(experiment)}
    keys |= {f"run{k}" for k in range(1, 7)} | {f"{key}.*" for key in keys if key.startswith("run") and "." not in key}
    keys |= {key.rpartition(".")[0] + ".*" for key in keys if ".schedule." in key} | {START, RUNS}
    for k, pattern in enumerate(patterns):
        if pattern not in keys:
            yield f"[{k}]", unknown("setting", pattern, keys)


def admitted(lesson: Lesson, query: str, seed: int, task: str | None = None) -> tuple[Experiment, tuple[Message, ...]]:
    """The learner's experiment with everything locked set back to the start, show or task it comes nearest, and said.

    Whatever any task of the lesson leaves free is free here; `held` is strict about one task.
    """
    experiment, notes = Experiment.repair(query)
    patterns = {*lesson.free, *(pattern for each in lesson.tasks.values() for pattern in each.free or ())}
    best: tuple[Experiment, tuple[Message, ...]] | None = None
    for base in dict.fromkeys(bases(lesson, seed, task)):
        tried = _held(lesson, experiment, base, patterns)
        if best is None or len(tried[1]) < len(best[1]):
            best = tried
        if not best[1]:
            break
    assert best is not None  # the preset is always a base
    return best[0], (*notes, *best[1])


def held(lesson: Lesson, task: Task, query: str, seed: int, round: int = 0) -> tuple[Experiment, tuple[Message, ...]]:
    """The experiment as this task grades it, and what was not as the task has it."""
    base, free = lesson.task_query(task, in_round(seed, round)), free_fields(lesson, task.name)
    if brings_formula(query, base, free):
        return experiment_of(base), (Message("lesson.locked_away", key="formula"),)
    experiment, notes = Experiment.repair(query)
    kept, changed = _held(lesson, experiment, base, free)
    return kept, (*notes, *changed)


def brings_formula(query: str, base: str, patterns: Iterable[str]) -> bool:
    """Whether a query has a formula of its own where that is locked: then it need not be worked out, which is slow."""
    own = fields_of(query).get("formula")
    known = (fields_of(base).get("formula"), fields_of(experiment_of(base).to_query()).get("formula"))
    return own is not None and own not in known and not is_free("formula", patterns, ())


def bases(lesson: Lesson, seed: int, task: str | None) -> Iterator[str]:
    """The query texts that a learner may stand on, the likeliest first."""
    tasks = sorted(lesson.tasks.values(), key=lambda each: each.name != task)
    if task is not None:
        yield lesson.task_query(lesson.tasks[task], seed)
    yield lesson.query_with("", seed)
    for show in lesson.shows.values():
        yield lesson.query_with(show.set, seed)
    for each in tasks:
        for round in range(each.rounds if lesson.variants else 1):
            yield lesson.task_query(each, in_round(seed, round))


def _held(
    lesson: Lesson, experiment: Experiment, base: str, patterns: Iterable[str]
) -> tuple[Experiment, tuple[Message, ...]]:
    """The experiment with every locked field as `base` has it, and one message for each that was not."""
    free = tuple(patterns)
    messages: list[Message] = []
    template = fields_of(base)
    start = experiment_of(base)
    mine, first = fields_of(experiment.to_query()), fields_of(start.to_query())
    coordinates = {*experiment.surface.variables, *start.surface.variables}
    follows = not coordinates & {*template}  # the start is the surface's own, wherever its parameters put it

    allowed = {}
    for key, value in mine.items():
        if is_free(key, free, coordinates):
            allowed[key] = value
    result = {key: value for key, value in first.items() if not is_free(key, free, coordinates)}
    if follows and START not in free:
        result = {key: value for key, value in result.items() if key not in coordinates}
    result = _other_optimizers(result, allowed) | allowed
    result = _without_forbidden(lesson, result, first, messages)
    kept, _ = Experiment.repair(query_of(_without_unknown(result)))
    final = fields_of(kept.to_query())
    dropped = _dropped(messages)
    for key in dict.fromkeys([*final, *mine]):
        same = final.get(key, UNWRITTEN.get(key)) == mine.get(key, UNWRITTEN.get(key))
        theirs = is_free(key, free, coordinates) or (follows and key in coordinates)
        if same or theirs or key.partition(".")[0] in dropped:
            continue
        if key in final:
            messages.append(Message("lesson.locked", key=key, value=final[key]))
        else:
            messages.append(Message("lesson.locked_away", key=key))
    return kept, tuple(messages)


def _other_optimizers(locked: dict[str, str], allowed: Mapping[str, str]) -> dict[str, str]:
    """The locked fields, without those of a run that has another optimizer now, which may not know them."""
    changed = [k for k in allowed if k in locked and allowed[k] != locked[k]]
    changed += [k for k in allowed if k.startswith("run") and "." not in k]
    fields = {}
    for key, value in locked.items():
        run, dot, name = key.partition(".")
        if dot and run in changed and run in allowed and name not in _hypers(allowed, run):
            continue
        fields[key] = value
    return fields


def _hypers(fields: Mapping[str, str], run: str) -> Mapping[str, Hyper]:
    """What the optimizer of a run is set by."""
    return find_optimizer(fields[run], fields.get(f"{run}.rule", "")).hypers


def _without_forbidden(
    lesson: Lesson, fields: dict[str, str], usual: Mapping[str, str], messages: list[Message]
) -> dict[str, str]:
    """The fields without runs of optimizers that this lesson does not have."""
    known = lesson.optimizers or OPTIMIZERS  # a rule of one's own could know the way, so it is in no lesson by itself
    for key in [k for k in fields if k.startswith("run") and "." not in k]:
        if fields[key] not in known and fields[key] != usual.get(key):
            name = find_optimizer(fields[key], fields.get(f"{key}.rule", "")).name
            messages.append(Message("lesson.optimizer", name=name, run=key))
            fields = {k: v for k, v in fields.items() if k != key and not k.startswith(f"{key}.")}
    return fields


def _dropped(messages: Iterable[Message]) -> list[str]:
    return [str(message.values["run"]) for message in messages if "run" in message.values]


def _without_unknown(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields without those of runs that are not there."""
    return {
        k: v for k, v in fields.items() if not (k.startswith("run") and "." in k and k.partition(".")[0] not in fields)
    }
