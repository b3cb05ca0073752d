"""Following paths: what is asked, each step, what is kept, and how it ended."""

from optim_core.messages import ENGLISH
from optim_core.simulation.messages import SIMULATION_ENGLISH

ENGLISH.update(SIMULATION_ENGLISH)
