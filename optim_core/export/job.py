"""One run on its way into a script, and the loop that all scripts have in common."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run
from optim_core.export.carry import Definitions, in_library
from optim_core.export.lines import indented
from optim_core.export.rates import Rate, call, keywords
from optim_core.rules.choices import decoupled, effective
from optim_core.rules.reading import inputs
from optim_core.types import Library

NAMES = {"numpy": "NumPy", "pytorch": "PyTorch", "keras": "Keras", "optax": "optax"}
DECAY = "weight_decay"
_BRACES = re.compile(r"\{(\w+)\}")
_REFUSED = (  # settings that only the rule itself can be run with
    (r"torch\.optim\.SGD\(", r"nesterov=True", r"momentum=0\.0\b"),
    (r"torch\.optim\.SGD\(", r"nesterov=True", r"dampening=(?!0\.0\b)"),
    (r"keras\.optimizers\.Lion\(", r"beta_1=0\.0\b"),
    (r"optax\.contrib\.schedule_free", r"b1=0\.0\b"),  # it divides by b1
)


@dataclass(frozen=True)
class Job:
    """A run with everything that the lines of its function need."""

    experiment: Experiment
    run: Run
    label: str
    rate: Rate
    definitions: Definitions
    call: str | None  # the library's own optimizer, with {lr} still open; None where the rule is taken along
    carried_decay: bool  # whether that call has the weight decay in it
    shape: tuple[int, int] | None  # where the library wants the point as a matrix

    @property
    def plain(self) -> bool:
        """Whether the rule runs on the library's own vectors; else on NumPy's columns (dim, 1)."""
        return plain(self.run)

    @property
    def noisy(self) -> bool:
        return self.experiment.sigma != 0

    @property
    def sampled(self) -> bool:
        """Whether each step looks at some of the examples only."""
        return self.experiment.sampled

    @property
    def drawn(self) -> bool:
        """Whether the gradient of a step depends on what was drawn for it."""
        return self.noisy or self.sampled

    @property
    def asks(self) -> tuple[str, ...]:
        """Which functions of the surface the rule calls."""
        if self.call is not None:
            return ()
        return tuple(name for name in ("loss", "gradient", "hessian") if name in self.run.rule.needs)

    @property
    def before(self) -> tuple[Callable[..., Any], ...]:
        """What is written out before the step."""
        return tuple(change for change in self.run.rule.before if self._written(change))

    @property
    def decays_after(self) -> bool:
        """Whether decoupled weight decay is written out."""
        return decoupled in self.run.rule.after and self._written(decoupled)

    def _written(self, change: Callable[..., Any]) -> bool:
        """Whether clipping or decay is written out: not a decay of nothing, nor one that the call has in it."""
        return DECAY not in inputs(change) or (self.run.hypers[DECAY] != 0 and not self.carried_decay)

    def made(self, lr: str) -> str:
        """The call that makes the library's optimizer, with the learning rate as given."""
        assert self.call is not None
        return self.call.replace("{lr}", lr)

    def changes(self, array: str, gradient: str, point: str) -> list[str]:
        """Clipping and coupled decay as lines that give `gradient` anew, by functions that are taken along."""
        lines = []
        for change in self.before:
            name = self.definitions.function(change, array)
            values = {n: point if n == "x" else repr(self.run.hypers[n]) for n in inputs(change)}
            lines.append(f"{gradient} = {name}({gradient}, {keywords(values)})")
        return lines

    def rule_lines(self, array: str, point: str) -> list[str]:
        """The whole rule: g, x, state -> dx, state."""
        rule, hypers = self.run.rule, {name: repr(value) for name, value in self.run.hypers.items()}
        values = {**hypers, "lr": self.rate.value, "x": point, "rows": str(self._rows), **self._answers()}
        name = self.definitions.function(rule.update, array, f"{self.run.optimizer}_{rule.update.__name__}", self._says)
        asked = {n: values[n] for n in inputs(rule.update)}
        lines = [*self.changes(array, "g", point), call(f"dx, state = {name}(g, state, {self._time}, ", asked)]
        for change in filter(self._written, rule.after):
            after = self.definitions.function(change, array)
            lines.append(f"dx = {after}(dx, {keywords({n: values[n] for n in inputs(change)})})")
        return lines

    @property
    def _time(self) -> str:
        """The number of the step; a rule of one's own may divide by zero, which NumPy's numbers take."""
        return "np.float64(t)" if self.run.typed else "t"

    def start_state(self, array: str, point: str) -> str:
        """The line that makes the state before the first step."""
        init = self.run.rule.init
        name = self.definitions.function(
            init, array, f"{self.run.optimizer}_{init.__name__}", "What is remembered before the first step."
        )
        return f"state = {name}({point})"

    def rule_steps(self, array: str, column: str, to_column: str, step: str) -> tuple[str, list[str]]:
        """The line that makes the state, and those of a step: g, x, state -> x.

        A rule that is more than arithmetic is written for NumPy's columns: `column` is x as one, `to_column` the line
        that makes one of g, and `step` the expression that makes a vector of dx again.
        """
        if self.plain:
            return self.start_state(array, "x"), [*self.rule_lines(array, "x"), "x = x + dx"]
        return self.start_state("np", column), [to_column, *self.rule_lines("np", column), f"x = x + {step}"]

    def _answers(self) -> dict[str, str]:
        """How a rule's questions about the surface are answered; a gradient comes with what its step has drawn."""
        names = {name: f"{name}_at" if self.plain else f"{name}_at_column" for name in ("loss", "gradient", "hessian")}
        if self.drawn:
            names["gradient"] = f"partial({names['gradient']}, t)"
        return names

    @property
    def _rows(self) -> int:
        return self.experiment.surface.matrix_rows or self.experiment.surface.dim

    @property
    def _says(self) -> str:
        says = f"One step of {self.run.base.name} ({self.run.base.source}): gives (dx, state)."
        return says.replace("\\", "/").replace('"', "'")


def plain(run: Run) -> bool:
    """Whether a run's whole rule is elementary: then any library's vectors will do."""
    rule = run.rule
    return in_library([rule.init, rule.update, *rule.before, *rule.after])


def library_call(run: Run, library: str) -> tuple[str | None, bool]:
    """The library's own optimizer where it computes what this run computes, and whether that includes weight decay.

    In the call {lr} stays open. None where the library has no such optimizer, or another rule under these settings.
    """
    theirs, ours = run.base.libraries.get(library, Library()), run.base.libraries.get(run.library, Library())
    if not theirs.call or (theirs.update, theirs.init) != (ours.update, ours.init):
        return None, False
    asked = set(_BRACES.findall(theirs.call))
    own = effective(run.base)  # with the weight decay of its definition
    fixed = {name for name in run.base.hypers if name not in asked and name not in ("lr", DECAY)}
    if any(run.hypers[name] != own.hypers[name].default for name in fixed):
        return None, False  # the library has no such setting
    carried = DECAY in asked and run.decay == run.base.decay
    if decoupled in run.rule.after and not carried and "dx_prev" in run.rule.state_names:
        return None, False  # some measure their last step by the points, and would count the decay as part of it
    values: dict[str, str] = {"lr": "{lr}"}
    for name in asked - {"lr"}:
        hyper = run.base.hypers[name]
        value = run.hypers.get(name, 0.0) if name != DECAY or carried else 0.0
        values[name] = repr(bool(value)) if hyper.switch else repr(round(value)) if hyper.whole else repr(float(value))
    call = _BRACES.sub(lambda match: values[match[1]], theirs.call)
    return (None, False) if _refused(call) else (call, carried)


def _refused(call: str) -> bool:
    """Whether the library refuses these settings, or gives nan for them."""
    return any(all(re.search(part, call) for part in parts) for parts in _REFUSED)


def why_written_out(run: Run, library: str) -> str:
    """Why a script for a library has the rule itself in it: one or two plain sentences."""
    theirs, ours = run.base.libraries.get(library, Library()), run.base.libraries.get(run.library, Library())
    name = NAMES[library]
    if not theirs.call:
        return theirs.difference or f"{name} has no {run.base.name}, so its rule is written out."
    if run.library != library and ours.update is not None:
        return f"This run follows the conventions of {NAMES[run.library]}, so its rule is written out."
    if (theirs.update, theirs.init) != (ours.update, ours.init):
        return f"{theirs.difference} So the rule is written out."
    return f"{name} does not take these settings, so the rule is written out."


def follow(job: Job, x: str, g: str, length: str, evaluate: list[str], step: list[str]) -> list[str]:
    """The loop over the steps. `x`, `g`: what to write into the path and to test; `length`: that of the gradient."""
    dim, stop = job.experiment.surface.dim, job.experiment.stop
    lines = [
        *job.rate.before,
        f"path = np.full((STEPS + 1, {dim}), np.nan)",
        "for t in range(1, STEPS + 2):",
        *indented(evaluate),
        f"    if not finite({x}, value, {g}):",
        "        break  # the rest of the path stays nan",
        f"    path[t - 1] = {x}",
    ]
    if stop is not None:
        measure = "value" if stop.what == "loss" else length
        lines += [f"    if t > 1 and {measure} <= {float(stop.limit)!r}:", "        return path[:t]"]
    return [*lines, "    if t > STEPS:", "        break", *indented([*job.rate.lines, *step]), "return path"]
