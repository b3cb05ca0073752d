"""The pool in which the jobs are worked out."""

import os

from optim_core.workers.pool import Pool

AT_WORK = max(1, min(4, (os.cpu_count() or 1) - 1))  # one core is for the server
SPARE = 1  # one more stands ready, for when a job is broken off and its worker with it
MOST_WAITING = 24


def job_pool(at_work: int = AT_WORK, most_waiting: int = MOST_WAITING) -> Pool:
    return Pool("app.start.jobs.child", at_work=at_work, ready=at_work + SPARE, most_waiting=most_waiting)


POOL = job_pool()
