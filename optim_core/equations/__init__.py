"""The update rule on screen: read from the source that runs, as equations and with one step's numbers filled in."""

from optim_core.equations.filled import Filled, step_in_numbers
from optim_core.equations.listing import Listing, listings
from optim_core.equations.schedule import schedule_equations
from optim_core.equations.symbolic import Equation, equations

__all__ = ["Equation", "Filled", "Listing", "equations", "listings", "schedule_equations", "step_in_numbers"]
