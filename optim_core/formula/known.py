"""Formulas that another process of ours has worked out already: a worker is told them and need not load SymPy."""

from __future__ import annotations

from collections import OrderedDict

from optim_core.formula.parse import Parsed
from optim_core.formula.record import Compiled

MOST = 64
_KNOWN: OrderedDict[tuple[str, tuple[str, ...]], Compiled] = OrderedDict()


def learn(compiled: Compiled) -> None:
    """Remember what a formula has been worked out to; of many formulas the latest."""
    _KNOWN[compiled.text, (*compiled.variables, *compiled.constants)] = compiled
    while len(_KNOWN) > MOST:
        _KNOWN.popitem(last=False)


def known(parsed: Parsed) -> Compiled | None:
    """What was learned of a formula; None where it has to be worked out here."""
    return _KNOWN.get((parsed.text, parsed.variables))
