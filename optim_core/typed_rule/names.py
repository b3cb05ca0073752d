"""The names of the rule language: what is given, what the program needs for itself, which functions there are."""

import keyword
import re

from optim_core.formula.characters import ALLOWED
from optim_core.formula.functions import TYPED
from optim_core.formula.names import CONSTANTS, FUNCTIONS

STATE, PARAMETER, STEP = "state", "parameter", "step"
GRADIENT, TIME, RATE = "g", "t", "lr"
INPUTS = (GRADIENT, TIME)
RULE_FUNCTIONS = {**FUNCTIONS, "sign": 1}
NUMPY_NAMES = {name: function.in_numpy for name, function in TYPED.items()}
POINTS = frozenset(("x", "y", "w", "dx", "theta"))  # what people take for the point, or for the step
MEANT = {"grad": GRADIENT, "gradient": GRADIENT, **dict.fromkeys(("alpha", "eta", "learning_rate"), RATE)}
CHARACTERS = ALLOWED | {"_"}
LONGEST_NAME = 16
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")

_PROGRAM = """np numpy torch jnp jax math keras optax memory rows loss gradient hessian weight_decay clip_at
maximum minimum arcsin arccos arctan where norm dot mean product identity diagonal zeros_like full_like from to"""
TAKEN = frozenset((*_PROGRAM.split(), *keyword.kwlist, *RULE_FUNCTIONS, *CONSTANTS, *INPUTS, STATE, PARAMETER))
# A parameter is a field of the link, `run1.beta`, beside these of every run.
FIELDS = frozenset(("rule", "schedule", "warmup", "decay", "clip", "library"))
