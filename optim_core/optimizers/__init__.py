"""The optimizers, in teaching order. A new one is a file beside these and a line in `OPTIMIZERS`."""

from __future__ import annotations

from optim_core.optimizers.adagrad import ADAGRAD
from optim_core.optimizers.adam import ADAM
from optim_core.optimizers.gd import GD
from optim_core.optimizers.momentum import MOMENTUM
from optim_core.optimizers.nesterov import NESTEROV
from optim_core.optimizers.rmsprop import RMSPROP
from optim_core.types import Optimizer

OPTIMIZERS: dict[str, Optimizer] = {o.slug: o for o in (GD, MOMENTUM, NESTEROV, ADAGRAD, RMSPROP, ADAM)}
