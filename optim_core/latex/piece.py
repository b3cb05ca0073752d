"""A piece of a formula in LaTeX, and how tightly it holds together, which decides where brackets are needed."""

from typing import NamedTuple

CASES, LOOSE, COMPARISON, SUM, SIGNED, PRODUCT, FRACTION, POWER, ATOM = range(9)  # SIGNED: behind a minus


class Piece(NamedTuple):
    """A sum holds together less than a product, a product less than a power, and one symbol is an atom."""

    text: str
    tightness: int

    def at_least(self, tightness: int) -> str:
        """The LaTeX, in brackets where it holds together less than it has to."""
        return self.text if self.tightness >= tightness else bracketed(self.text)

    @property
    def right_side(self) -> str:
        """The LaTeX after an equals sign: a comparison there needs brackets."""
        return self.text if self.tightness == CASES else self.at_least(SUM)


def bracketed(text: str) -> str:
    return rf"\left({text}\right)"


def scientific(mantissa: str, power: int) -> Piece:
    """A number with a power of ten; a mantissa of 1 is left out."""
    ten = f"10^{{{power}}}"
    return Piece(ten, POWER) if mantissa == "1" else Piece(rf"{mantissa} \cdot {ten}", PRODUCT)
