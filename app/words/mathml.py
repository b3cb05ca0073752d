"""LaTeX as MathML, which a browser typesets by itself and a screen reader reads aloud."""

from functools import lru_cache
from html import unescape
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element

KEPT = 4096  # formulas; one step of one run has about ten
MINUS, HAT = "\N{MINUS SIGN}", "\N{MODIFIER LETTER CIRCUMFLEX ACCENT}"


@lru_cache(maxsize=KEPT)
def mathml(latex: str) -> str:
    """The `<math>` element of a formula, on a line of its own.

    It looks best in a font made for mathematics: only those have brackets that grow.
    """
    formula = convert_to_element(latex, display="block")
    elements = list(formula.iter())
    for element in elements:
        element.text = unescape(element.text or "")  # it comes with its signs as entities
    for element in elements:
        _mend(element)
    return tostring(formula, encoding="unicode")


def _mend(element: Element) -> None:
    """What today's browsers show otherwise than it was meant."""
    if element.tag == "mtd" and element.attrib.pop("columnalign", "") == "left":
        element.set("style", "text-align: left")  # the attribute is no longer in the standard
    if element.tag == "mtable":
        element.set("displaystyle", "true")  # fractions within cases are as large as outside
    if element.tag == "mover" and element[1].text == "^":
        element.attrib.pop("accent", None)  # with it, fonts without mathematics set the hat into the letter
        element[1].text = HAT
    for before, sign in zip([None, *element], element, strict=False):
        if sign.tag == "mo" and (sign.text or "").isalpha():
            sign.tag = "mi"  # max and min are names, without the spaces of an operator
        if sign.tag == "mo" and sign.text == MINUS and _opens(before):
            sign.set("form", "prefix")  # the sign of a number, not a difference


def _opens(before: Element | None) -> bool:
    """Whether what comes after this element is the beginning of something."""
    if before is None or before.tag == "mspace" or (before.text or "x")[-1].isspace():
        return True
    return before.tag == "mo" and before.get("form") != "postfix" and before.text not in (")", "]")
