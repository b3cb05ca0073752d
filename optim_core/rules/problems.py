"""What is wrong with a name or a value: which name may have been meant, or which values there are."""

import difflib
from collections.abc import Mapping
from typing import Any, Protocol

from optim_core.messages import Message, Name
from optim_core.types import BELOW_ONE, NOT_NEGATIVE, Hyper, as_python

MOST_LISTED = 20  # names of what there is, where one is unknown


def unknown(kind: str, name: object, known: Mapping[str, Any]) -> Message:
    """Says that `name` is no `kind` we have, and which one may have been meant."""
    near = difflib.get_close_matches(shown(name), known, n=1, cutoff=0.5)
    if near:
        return Message(f"unknown.{kind}", name=shown(name), near=near[0])
    if not known:
        return Message(f"unknown.{kind}_of_none", name=shown(name))
    listed = [*known] if len(known) <= MOST_LISTED else [*[*known][:MOST_LISTED], "..."]
    return Message(f"unknown.{kind}_at_all", name=shown(name), known=", ".join(listed))


class HasHypers(Protocol):
    """An optimizer or a schedule."""

    @property
    def called(self) -> Name: ...
    @property
    def hypers(self) -> Mapping[str, Hyper]: ...


def hyper_problem(owner: HasHypers, name: str, value: Any) -> Message | None:
    """What is wrong with a value for one hyperparameter, or None."""
    hyper, value = owner.hypers[name], as_python(value)
    if hyper.switch and isinstance(value, bool):
        return None
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    counted = hyper.whole or hyper.switch
    fits = number and value in hyper.valid and (not counted or float(value) == round(float(value)))
    return None if fits else outside(owner, name, value)


def outside(owner: HasHypers, name: str, value: object) -> Message:
    """Says that a hyperparameter cannot have this value, and which it can have."""
    called, allowed = hyper_name(owner, name), _allowed(owner.hypers[name])
    return Message("hyper.outside", optimizer=owner.called, name=called, value=quoted(value), allowed=allowed)


def hyper_name(owner: HasHypers, name: str) -> Name:
    """What a hyperparameter is called, in whichever language it is said."""
    return Name(f"{owner.called.key.removesuffix('.name')}.{name}.name", owner.hypers[name].name)


def _allowed(hyper: Hyper) -> Message:
    valid = hyper.valid
    if hyper.whole or hyper.switch:
        return Message("hyper.whole", low=valid.low, high=valid.high)
    if valid == NOT_NEGATIVE:
        return Message("hyper.not_negative")
    if valid == BELOW_ONE:
        return Message("hyper.below_one")
    return Message("hyper.between", low=valid.low, high=valid.high)


def quoted(value: object) -> str:
    """The same of what a program gave: text in quotes, for "5" is no 5."""
    return shown(repr(value) if isinstance(value, str) else value)


def shown(value: object) -> str:
    """A value as it stands in a message, cut short where it is long."""
    text = str(value)
    return text if len(text) <= 40 else text[:37] + "..."
