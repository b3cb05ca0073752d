"""Learning-rate schedules, in teaching order. A new one is a function and a record beside these, and a line here."""

from optim_core.schedules.changes import changed_at
from optim_core.schedules.cycles import CYCLIC, ONE_CYCLE, WARM_RESTARTS
from optim_core.schedules.decays import CONSTANT, EXPONENTIAL, INVERSE_TIME, STEP
from optim_core.schedules.plateau import PLATEAU
from optim_core.schedules.ramps import COSINE, LINEAR, POLYNOMIAL, RANGE_TEST
from optim_core.schedules.remarks import schedule_problems
from optim_core.schedules.schedule import Rates, Schedule
from optim_core.schedules.warmup import rate_function, rates, warmed_up

__all__ = ["SCHEDULES", "Rates", "Schedule", "changed_at", "rate_function", "rates", "schedule_problems", "warmed_up"]

SCHEDULES: dict[str, Schedule] = {
    plan.slug: plan
    for plan in (
        CONSTANT,
        STEP,
        EXPONENTIAL,
        LINEAR,
        POLYNOMIAL,
        COSINE,
        WARM_RESTARTS,
        ONE_CYCLE,
        CYCLIC,
        INVERSE_TIME,
        RANGE_TEST,
        PLATEAU,
    )
}
