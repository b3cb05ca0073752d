"""What to say of a schedule that a run makes pointless. The run still runs: these are remarks, not errors."""

from collections.abc import Mapping

from optim_core.messages import Message
from optim_core.rules.problems import hyper_name
from optim_core.schedules.schedule import Schedule
from optim_core.schedules.warmup import rates


def schedule_problems(schedule: Schedule, hypers: Mapping[str, float], warmup: int, steps: int) -> list[Message]:
    """One message for each setting that has no effect, or not the one it is there for, in a run of `steps` steps."""
    if warmup > steps:
        return [Message("schedule.warmup_longer", warmup=warmup, steps=steps)]
    rest = steps - warmup
    if warmup and not rest and schedule.hypers:
        return [Message("schedule.warmup_only", warmup=warmup, schedule=schedule.called)]
    settings = schedule.filled(hypers)
    problems = [
        Message(
            "schedule.longer", schedule=schedule.called, name=hyper_name(schedule, name), value=round(value), left=rest
        )
        for name in schedule.lengths
        if (value := settings[name]) > rest
    ]
    if schedule.rate is None or not schedule.hypers:
        return problems
    curve = rates(schedule, 1.0, rest, settings)
    still = int((curve != 0.0).nonzero()[0].max(initial=-1)) + 1  # after this step the rate stays 0
    if rest > 1 and (curve == curve[0]).all() and not problems:
        problems.append(Message("schedule.no_change", schedule=schedule.called, left=rest))
    elif still < rest:
        problems.append(Message("schedule.standstill", schedule=schedule.called, step=warmup + still + 1))
    return problems
