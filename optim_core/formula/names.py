"""The names a formula may use, and what an unknown name was probably meant to be."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from optim_core.formula.elsewhere import (
    CHOOSING,
    ELSEWHERE,
    INFINITE,
    OTHER_NAMES,
    SMOOTH,
    WITHOUT_GRADIENT,
    WRITTEN_OTHERWISE,
    example_of,
)
from optim_core.formula.functions import KNOWN, TYPED
from optim_core.messages import Message

FUNCTIONS = {name: len(function.slopes) for name, function in TYPED.items()}  # how many arguments each takes
CONSTANTS = {"pi": math.pi, "e": math.e}
EVALUATE: dict[str, Callable[..., float]] = {
    name: getattr(math, KNOWN[name].in_source, KNOWN[name].number) for name in (*TYPED, "sign")
}

LONGEST_SPLIT = 12  # letters; a longer name is a word, not a product


def split_name(name: str, called: bool, variables: tuple[str, ...]) -> str | None:
    """How letters that were run together read with the signs put back: xy -> x*y, sinx -> sin(x), sin2x -> sin(2*x).

    Where a parenthesis follows (`called`), the last part may be a function: xsin( -> x*sin(.
    """
    if len(name) > LONGEST_SPLIT:
        return None
    for function in sorted(FUNCTIONS, key=len, reverse=True):
        argument = name.removeprefix(function)
        if FUNCTIONS[function] == 1 and argument and argument != name and not called:
            inner = argument if argument in variables else split_name(argument, called, variables)
            if inner:
                return f"{function}({inner})"
    digits = len(name) - len(name.lstrip("0123456789"))
    last_parts = (*variables, *CONSTANTS, *(FUNCTIONS if called else ()))
    for head in [name[:digits]] if digits else [*variables, *CONSTANTS]:
        rest = name[len(head) :]
        if name.startswith(head) and rest:
            tail = rest if rest in last_parts else split_name(rest, called, variables)
            if tail:
                return f"{head}*{tail}"
    return None


def unknown_name(
    name: str, called: bool, variables: tuple[str, ...], functions: Mapping[str, int] = FUNCTIONS
) -> Message:
    """What to say of a name that is not known; `called` is whether a parenthesis follows it."""
    lower = name.lower()
    rule = functions is not FUNCTIONS  # an update rule needs no gradient of what it does
    known = [*functions, *CONSTANTS, *variables]
    if lower in known:
        return Message("formula.small_letters", name=name, suggestion=lower)
    if lower in OTHER_NAMES:
        return Message("formula.other_name", name=name, suggestion=OTHER_NAMES[lower])
    if called and lower in WRITTEN_OTHERWISE:
        return Message("formula.written_otherwise", name=name, example=example_of(lower))
    if called and lower in SMOOTH and not rule:
        return Message("formula.smooth", name=name, example=SMOOTH[lower].format("x", "2"))
    if lower in WITHOUT_GRADIENT and not rule:
        return Message("formula.no_gradient", name=name)
    if lower in CHOOSING and not rule:
        return Message("formula.condition", name=name)
    if lower in INFINITE:
        return Message("formula.infinite", name=name)
    head, digits = name.rstrip("0123456789"), name[len(name.rstrip("0123456789")) :]
    if digits and head in (*variables, *CONSTANTS):
        return Message("formula.digit_after_name", name=name, suggestion=f"{head}^{digits}", product=f"{digits}*{head}")
    if split := split_name(name, called, variables):
        product = "*" in split.partition("(")[0]
        key = "formula.implicit_product" if product else "formula.function_parentheses"
        return Message(key, typed=name, suggestion=split)
    if nearest := _slip(lower, [*functions] if called else known):
        return Message("formula.nearest_name", name=name, suggestion=nearest)
    if called:
        return Message("formula.unknown_function", name=name, functions=", ".join(functions))
    return Message("formula.unknown_variable", name=name, variables=listed(variables))


def _slip(name: str, known: list[str]) -> str | None:
    """The known name of which this is a slip of one letter behind the first; another function is no slip."""
    if len(name) < 3 or name in ELSEWHERE:
        return None
    near = [other for other in known if len(other) > 2 and other[0] == name[0] and _one_slip(name, other)]
    return min(near, key=lambda other: sorted(other) != sorted(name), default=None)


def _one_slip(a: str, b: str) -> bool:
    """Whether one letter is missing, too many or another one, or two neighbours have changed places."""
    short, long = sorted((a, b), key=len)
    same = next((k for k, (one, other) in enumerate(zip(short, long, strict=False)) if one != other), len(short))
    if len(long) - len(short) == 1:
        return short[same:] == long[same + 1 :]
    if len(long) != len(short):
        return False
    turned = long[same + 1 : same + 2] + long[same : same + 1] + long[same + 2 :]
    return (len(short) > 3 and short[same + 1 :] == long[same + 1 :]) or short[same:] == turned


def listed(names: tuple[str, ...]) -> str:
    """x; x and y; x1, x2 and x3."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
