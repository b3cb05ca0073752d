"""What a fix changes, in the words of a button, read off the difference of two experiments."""

from collections.abc import Iterator

from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import STEADY, Run
from optim_core.messages import Message
from optim_core.optimizers import OPTIMIZERS


def label(before: Experiment, after: Experiment, number: int) -> Message:
    """What is to be done to come from one experiment to the other, of which run `number` may be another one."""
    parts = [*_of_all(before, after), *_of_run(before.runs[number - 1], after.runs[number - 1])]
    text = parts[0]
    for part in parts[1:]:
        text = Message("why.fix_and", one=text, other=part)
    return text


def named(run: Run, hyper: str) -> Message | str:
    """What a hyperparameter is called; that of a rule of the learner's own as they called it."""
    if run.optimizer in OPTIMIZERS:
        return Message(f"optimizer.{run.optimizer}.{hyper}.name")
    return run.rule.hypers[hyper].name


def _of_run(before: Run, after: Run) -> Iterator[Message]:
    usual, skipped = dict(before.hypers), ""
    if before.optimizer != after.optimizer:
        yield Message("why.fix_switch", optimizer=Message(f"optimizer.{after.optimizer}.name"), rate=after.hypers["lr"])
        usual, skipped = {name: hyper.default for name, hyper in after.rule.hypers.items()} | _added(before), "lr"
    for name, value in after.hypers.items():
        if name != skipped and value != usual[name]:
            yield _set(after, name, value)
    yield from _of_rate(before, after)
    if before.decay != after.decay or before.library != after.library:
        yield Message("why.fix_usual")


def _added(run: Run) -> dict[str, float]:
    """The settings of what was chosen beside the optimizer, such as where to clip."""
    return {name: value for name, value in run.hypers.items() if name not in run.base.hypers}


def _set(run: Run, name: str, value: float) -> Message:
    if name not in run.base.hypers:
        return Message(f"why.fix_{name}", value=value)
    return Message("why.fix_set", name=named(run, name), value=value)


def _of_rate(before: Run, after: Run) -> Iterator[Message]:
    """What becomes of the learning rate over the run."""
    if before.schedule != after.schedule:
        kind = "steady" if after.schedule == STEADY else "schedule"
        yield Message(f"why.fix_{kind}", schedule=Message(f"schedule.{after.schedule}.name"))
    if before.warmup != after.warmup:
        yield Message("why.fix_warmup")
    if before.changes != after.changes:
        yield Message("why.fix_changes" if after.changes else "why.fix_no_changes")


def _of_all(before: Experiment, after: Experiment) -> Iterator[Message]:
    if before.surface.values != after.surface.values:
        yield Message("why.fix_standardise")
    elif before.point != after.point:
        yield Message("why.fix_start", point=after.point)
    if before.steps != after.steps:
        yield Message("why.fix_steps", steps=after.steps)
    if before.batch != after.batch:
        yield Message("why.fix_batch", batch=after.batch)
