"""The MathML of a formula, refused where brackets do not match or something was left unread."""

from __future__ import annotations

from xml.etree import ElementTree

from app.words.mathml import mathml


def well_formed(latex: str) -> ElementTree.Element:
    """The MathML of a formula whose brackets match and in which nothing was left unread."""
    assert latex.count("{") == latex.count("}"), latex
    assert latex.count(r"\left") - latex.count(r"\leftarrow") == latex.count(r"\right"), latex
    math_element = ElementTree.fromstring(mathml(latex))
    assert not any("\\" in (element.text or "") for element in math_element.iter()), latex
    return math_element
