"""The optimizers, in teaching order. A new one is a file beside these and a line in `OPTIMIZERS`."""

import copyreg
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import partial
from typing import Any

from optim_core.optimizers.adadelta import ADADELTA
from optim_core.optimizers.adafactor import ADAFACTOR
from optim_core.optimizers.adagrad import ADAGRAD
from optim_core.optimizers.adam import ADAM
from optim_core.optimizers.adamax import ADAMAX
from optim_core.optimizers.adamw import ADAMW
from optim_core.optimizers.amsgrad import AMSGRAD
from optim_core.optimizers.bfgs import BFGS
from optim_core.optimizers.cg import CG
from optim_core.optimizers.gd import GD
from optim_core.optimizers.lbfgs import LBFGS
from optim_core.optimizers.line_search import LINE_SEARCH
from optim_core.optimizers.lion import LION
from optim_core.optimizers.momentum import MOMENTUM
from optim_core.optimizers.muon import MUON
from optim_core.optimizers.nadam import NADAM
from optim_core.optimizers.nesterov import NESTEROV
from optim_core.optimizers.newton import NEWTON
from optim_core.optimizers.radam import RADAM
from optim_core.optimizers.rmsprop import RMSPROP
from optim_core.optimizers.rprop import RPROP
from optim_core.optimizers.sam import SAM
from optim_core.optimizers.schedule_free import SCHEDULE_FREE_ADAMW, SCHEDULE_FREE_SGD
from optim_core.optimizers.sgd import SGD
from optim_core.optimizers.sophia import SOPHIA
from optim_core.types import Optimizer

_IN_TEACHING_ORDER: tuple[Optimizer, ...] = (
    GD,
    MOMENTUM,
    NESTEROV,
    ADAGRAD,
    RMSPROP,
    ADAM,
    SGD,
    ADADELTA,
    AMSGRAD,
    ADAMW,
    ADAMAX,
    NADAM,
    RADAM,
    LION,
    RPROP,
    ADAFACTOR,
    MUON,
    SOPHIA,
    SCHEDULE_FREE_SGD,
    SCHEDULE_FREE_ADAMW,
    SAM,
    NEWTON,
    LINE_SEARCH,
    CG,
    BFGS,
    LBFGS,
)
OPTIMIZERS: dict[str, Optimizer] = {o.slug: o for o in _IN_TEACHING_ORDER}


def _registered(slug: str) -> Optimizer:
    return OPTIMIZERS[slug]


def _variant(again: Callable[[], Optimizer], changes: Mapping[str, Any]) -> Optimizer:
    return replace(again(), **changes) if changes else again()


def _packed(rule: Optimizer) -> Any:
    """What a pickle keeps: how to get the rule, and what a run has changed of it. Its formulas are not for pickles."""
    again = rule.again or (partial(_registered, rule.slug) if rule.slug in OPTIMIZERS else None)
    if again is None:
        return object.__reduce_ex__(rule, 2)
    base, names = again(), (field.name for field in fields(rule))
    return _variant, (again, {n: getattr(rule, n) for n in names if getattr(rule, n) is not getattr(base, n)})


copyreg.pickle(Optimizer, _packed)
