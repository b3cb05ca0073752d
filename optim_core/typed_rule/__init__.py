"""The learner's own optimizer: lines in a small rule language become an optimizer like every other."""

from optim_core.messages import ENGLISH
from optim_core.typed_rule.examples import EXAMPLES, TEMPLATE
from optim_core.typed_rule.lines import MAX_LENGTH, line_of, tidied
from optim_core.typed_rule.messages import OWN_ENGLISH
from optim_core.typed_rule.optimizer import OWN, own_optimizer
from optim_core.typed_rule.parse import parse_rule
from optim_core.typed_rule.records import Typed
from optim_core.typed_rule.remarks import remarks

ENGLISH.update(OWN_ENGLISH)

__all__ = [
    "EXAMPLES",
    "MAX_LENGTH",
    "OWN",
    "TEMPLATE",
    "Typed",
    "line_of",
    "own_optimizer",
    "parse_rule",
    "remarks",
    "tidied",
]
