"""The surface in symbols: its formula, its gradient and its curvature, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.mathml import mathml
from app.words import catalogue
from optim_core import Surface


def symbols(surface: Surface, language: str) -> dict[str, Any]:
    """Each formula as MathML with the sentence that explains it, and what else there is to say."""
    words, compiled = catalogue(language), surface.compiled
    names = ", ".join(surface.variables)
    if surface.dim > 1:
        slopes = rf"\nabla f = {_brackets((row,) for row in compiled.gradient_latex)}"
        curvatures = rf"\nabla^2 f = {_brackets(compiled.hessian_latex)}"
    else:
        slopes = rf"f'({names}) = {compiled.gradient_latex[0]}"
        curvatures = rf"f''({names}) = {compiled.hessian_latex[0][0]}"
    notes = [words["stage.kinks"]] if compiled.kinks else []
    if surface.slug:
        notes.append(words["stage.source"].format(source=words[f"surface.{surface.slug}.source"]))
    shown = ((rf"f({names}) = {compiled.latex}", "formula"), (slopes, "gradient"), (curvatures, "hessian"))
    return {
        "formulas": [{"math": mathml(latex), "caption": words[f"stage.symbols_{name}"]} for latex, name in shown],
        "notes": notes,
    }


def _brackets(rows: Iterable[Iterable[str]]) -> str:
    inner = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{pmatrix}} {inner} \end{{pmatrix}}"
