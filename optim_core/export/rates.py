"""The learning rate of a run in a script: a number, or a function of the step written from the schedule's source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optim_core.experiment.run import Run
from optim_core.export.carry import NUMPY, Definitions
from optim_core.export.lines import LONGEST, docstring


@dataclass(frozen=True)
class Rate:
    """How a script gets the learning rate of step t."""

    value: str  # an expression: a number, or the name `lr` that `lines` assign
    first: str  # that of the first step
    before: tuple[str, ...] = ()  # lines before the loop
    lines: tuple[str, ...] = ()  # lines in the loop, before the step

    @property
    def steady(self) -> bool:
        return not self.lines


def keywords(values: Mapping[str, float | str]) -> str:
    """`lr=0.1, eps=1e-08`."""
    return ", ".join(
        f"{name}={value if isinstance(value, str) else repr(float(value))}" for name, value in values.items()
    )


def call(start: str, values: Mapping[str, float | str]) -> str:
    """A line like `dx = f(g, ` that goes on with keywords; three lines where one would be too long."""
    line = f"{start}{keywords(values)})"
    if len(line) <= LONGEST - 8:
        return line
    opened = start.index("(") + 1
    return f"{start[:opened]}\n    {start[opened:]}{keywords(values)}\n)"


def learning_rate(run: Run, steps: int, number: int, definitions: Definitions) -> Rate:
    """The learning rate of a run of `steps` steps; what it needs is added to the definitions."""
    first = repr(run.hypers["lr"])
    if run.steady:
        return Rate(first, first)
    plan = run.scheme
    if plan.react is None:
        name = _planned(run, steps, number, definitions)
        return Rate("lr", f"{name}(1)", lines=(f"lr = {name}(t)",))
    react = definitions.function(plan.react, NUMPY, says=f"{plan.name}: gives (rate, memory).")
    alone = not run.changes and not run.warmup
    name = "" if alone else _planned(run, steps, number, definitions)
    reacted = call(f"lr, watched = {react}(watched, before, lr, ", run.plan).replace("\n", "\n    ")
    return Rate(
        "lr",
        first if alone else f"{name}(1)",
        before=("watched = None  # what the schedule remembers of the losses",),
        lines=(
            f"lr = {first}" if alone else f"lr = {name}(t)",
            f"if t > {run.warmup + 1}:",
            f"    {reacted}",
            "    lr = float(lr)",
            "before = float(value)  # the schedule hears of a loss after the step that starts from it",
        ),
    )


def _planned(run: Run, steps: int, number: int, definitions: Definitions) -> str:
    """Define `rate_<number>(t)`."""
    plan, warmup = run.scheme, run.warmup
    said = [plan.name]
    lines = [f"lr = {run.hypers['lr']!r}"]
    if run.changes:
        said.append("changed by hand")
        lines += [f"for after, changed in {list(run.changes)!r}:", "    if t > after:", "        lr = changed"]
    if warmup:
        said.append(f"after {warmup} steps of warm-up")
        lines += [f"if t <= {warmup}:", f"    return lr * (t / {warmup})"]
    if plan.rate is None or run.schedule == "constant":
        lines.append("return lr")
    else:
        rate = definitions.function(
            plan.rate, NUMPY, says=f"{plan.name}: the rate of step t of a run of so many steps."
        )
        rest = max(steps - warmup, 1)
        step = f"t - {warmup}" if warmup else "t"
        settings = f", {keywords(run.plan)}" if run.plan else ""
        lines.append(f"return float({rate}({step}, lr, {rest}{settings}))")
    name = f"rate_{number}"
    head = [f"def {name}(t):", *docstring(f"The learning rate of step t: {', '.join(said)}.")]
    definitions.texts[name] = "\n".join([*head, *(f"    {line}" for line in lines)])
    return name
