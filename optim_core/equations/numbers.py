"""Numbers as they are written by hand: four digits, and a power of ten where they are very large or small."""

import math

import numpy as np
from numpy.typing import NDArray

from optim_core.latex.piece import ATOM, SIGNED, Piece, scientific

DIGITS = 4
CHOSEN_DIGITS = 6
ALL_DIGITS = 12
OPENING, CLOSING = r"\left(\begin{matrix}", r"\end{matrix}\right)"  # of a column or matrix
MOST_SHOWN = 6  # entries of a column


def number(value: float, digits: int = DIGITS) -> Piece:
    """One number, rounded to `digits` digits. Behind an operator a negative one gets brackets."""
    if math.isnan(value):
        return Piece(r"\text{undefined}", ATOM)
    text, tightness = _size(abs(float(value)), digits)
    return Piece(f"-{text}", SIGNED) if value < 0 and text != "0" else Piece(text, tightness)


def chosen(value: float) -> Piece:
    """A number that a person chose. Close to 1 it is what is missing to 1 that matters: 0.99995 must not become 1."""
    missing = abs(1 - value)
    return number(value, CHOSEN_DIGITS + (max(0, -_exponent(missing)) if 0 < missing < math.inf else 0))


def beside(value: float, change: float) -> Piece:
    """A number with as many decimals as four digits of `change` have, so that adding a small change is seen."""
    if not (0 < abs(change) < math.inf and 0 < abs(value) < math.inf):
        return number(value)
    return number(value, min(max(DIGITS, DIGITS + _exponent(value) - _exponent(change)), ALL_DIGITS))


def _exponent(value: float) -> int:
    return math.floor(math.log10(abs(value)))


def _size(value: float, digits: int) -> Piece:
    if math.isinf(value):
        return Piece(r"\infty", ATOM)
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    power = int(exponent)
    if value == 0 or -3 <= power < max(4, digits):
        text = f"{value:.{max(0, digits - 1 - power)}f}"
        return Piece(text.rstrip("0").rstrip(".") if "." in text else text, ATOM)
    return scientific(mantissa.rstrip("0").rstrip("."), power)


def block(values: NDArray[np.float64], digits: int = DIGITS) -> Piece:
    """A vector (n,) as a column, a matrix (n, m) as one; a single entry as a number. Long ones are cut short."""
    if values.size == 1:
        return number(float(values.flat[0]), digits)
    table = values.reshape(len(values), -1).tolist()
    rows = [" & ".join(shortened([number(entry, digits).text for entry in row], r"\cdots")) for row in table]
    dots = " & ".join([r"\vdots"] * (rows[0].count("&") + 1))
    body = r" \\ ".join(shortened(rows, dots))
    return Piece(rf"{OPENING} {body} {CLOSING}", ATOM)


def shortened(entries: list[str], dots: str) -> list[str]:
    """Few entries as they are; of many the first two, dots, and the last three."""
    return entries if len(entries) <= MOST_SHOWN else [*entries[:2], dots, *entries[-3:]]
