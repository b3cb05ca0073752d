"""The text form of an experiment as fields: laying fields over a preset, and reading a setting back."""

import re
from urllib.parse import parse_qsl, urlencode

from optim_core import Experiment, Run
from optim_core.experiment.fields import MAX_FIELDS
from optim_core.experiment.read_surface import SAMPLE

GENERAL = re.compile(r"steps|noise|seed|seeds|batch|stop\.\w+|run\d.*")


def fields_of(query: str) -> dict[str, str]:
    """The fields of a query text; of a field that stands twice the first counts, as for the core."""
    try:
        pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        return {}
    fields: dict[str, str] = {}
    for key, value in pairs:
        fields.setdefault(key, value)
    return fields


def query_of(fields: dict[str, str]) -> str:
    return urlencode(fields)


def laid_over(query: str, change: str) -> str:
    """The query with the fields of `change` set. Another surface drops the old one's parameters and start, another
    optimizer the old one's settings; `run2=` with nothing behind takes the run away."""
    fields, changes = fields_of(query), fields_of(change)
    if ("surface" in changes and changes["surface"] != fields.get("surface")) or "formula" in changes:
        fields = {key: value for key, value in fields.items() if GENERAL.fullmatch(key)}
    for run, value in changes.items():
        if re.fullmatch(r"run\d", run) and value != fields.get(run):
            fields = {key: v for key, v in fields.items() if key != run and not key.startswith(f"{run}.")}
    if changes.get("data", fields.get("data")) != fields.get("data"):  # rows of one's own belonged to the other data
        fields = {key: value for key, value in fields.items() if key not in SAMPLE}
    fields |= changes
    for key, value in changes.items():
        if not value and re.fullmatch(r"run\d|stop\.\w+", key):
            fields.pop(key)
    return query_of(fields)


def setting(experiment: Experiment, key: str) -> float | str | None:
    """What a field of the text form holds, defaults included; None where this experiment has no such field."""
    surface = experiment.surface
    if key in surface.variables:
        return experiment.point[surface.variables.index(key)]
    if key in dict(surface.values):
        return dict(surface.values)[key]
    if key in ("steps", "noise", "seed", "seeds", "batch"):
        value = getattr(experiment, key)
        return None if value is None else float(value)
    if key == "surface":
        return surface.slug or surface.formula
    if key == "formula":
        return surface.formula
    if key in SAMPLE and surface.sample is not None:
        return fields_of(experiment.to_query()).get(key, surface.sample.data if key == "data" else "")
    if key.startswith("stop."):
        stop = experiment.stop
        return stop.limit if stop is not None and key == f"stop.{stop.what}" else None
    match = re.fullmatch(r"run(\d)(?:\.(.+))?", key)
    if match is None or not 1 <= int(match[1]) <= len(experiment.runs):
        return None
    return _of_run(experiment.runs[int(match[1]) - 1], match[2] or "optimizer")


def _of_run(run: Run, name: str) -> float | str | None:
    if name in ("optimizer", "schedule", "decay", "clip", "library"):
        return str(getattr(run, name))
    if name == "warmup":
        return float(run.warmup)
    if name in run.hypers:
        return run.hypers[name]
    if name.startswith("schedule."):
        return run.plan.get(name.removeprefix("schedule."))
    if name.startswith("lr.from"):
        return {f"lr.from{after}": rate for after, rate in run.changes}.get(name)
    return None


def keys_of(experiment: Experiment) -> tuple[str, ...]:
    """Every field that this experiment has or could have, in the order of its text form."""
    surface = experiment.surface
    own = ("surface",) if surface.slug else ("formula",)
    box = () if surface.slug else tuple(f"{v}.{end}" for v in surface.variables for end in ("low", "high"))
    examples = () if surface.sample is None else SAMPLE
    keys = [*own, *examples, *box, *dict(surface.values), *surface.variables]
    keys += ["steps", "noise", "seed", "seeds", "batch", "stop.loss", "stop.gradient"]
    for number, run in enumerate(experiment.runs, start=1):
        names = (*run.hypers, "schedule", *(f"schedule.{n}" for n in run.plan), "warmup", "decay", "clip", "library")
        keys += [f"run{number}", *(f"run{number}.{name}" for name in names)]
    return tuple(keys)
