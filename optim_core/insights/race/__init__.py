"""The fair race: each optimizer gets as many gradient evaluations, at the best of as many learning rates."""

from optim_core.insights.race.running import race, race_job
from optim_core.insights.race.settings import BUDGET, RATES, TARGETS, TRIES, Race, read_race

__all__ = ["BUDGET", "RATES", "TARGETS", "TRIES", "Race", "race", "race_job", "read_race"]
