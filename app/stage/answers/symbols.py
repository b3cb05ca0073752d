"""The surface in symbols: its formula, its gradient and its curvature, and the model it comes from."""

from collections.abc import Iterable, Iterator
from typing import Any

from app.words.mathml import mathml
from app.words.words import catalogue
from optim_core import Surface
from optim_core.examples.data import Model
from optim_core.formula import Compiled


def symbols(surface: Surface, language: str) -> dict[str, Any]:
    """Each formula as MathML with the sentence that explains it, and what else there is to say."""
    words = catalogue(language)
    shown: list[tuple[str, str]] = []
    notes: list[str] = []
    if surface.model is not None:
        shown += _model(surface.model)
    if surface.formula:
        shown += _formulas(surface, surface.compiled)
        notes += [words["stage.kinks"]] if surface.compiled.kinks else []
    else:
        notes.append(words["stage.symbols_many"].format(count=surface.dim))
    if surface.slug:
        notes.append(words["stage.source"].format(source=words[f"surface.{surface.slug}.source"]))
    return {
        "formulas": [{"math": mathml(latex), "caption": words[f"stage.symbols_{name}"]} for latex, name in shown],
        "notes": notes,
    }


def _model(model: Model) -> Iterator[tuple[str, str]]:
    """The loss as a sum over the examples, and how its slopes are worked out."""
    for latex in model.latex:
        yield latex, "slope" if r"\partial" in latex else "model"


def _formulas(surface: Surface, compiled: Compiled) -> Iterator[tuple[str, str]]:
    names = ", ".join(surface.variables)
    yield rf"f({names}) = {compiled.latex}", "formula" if surface.model is None else "model_formula"
    if surface.dim > 1:
        yield rf"\nabla f = {_brackets((row,) for row in compiled.gradient_latex)}", "gradient"
        yield rf"\nabla^2 f = {_brackets(compiled.hessian_latex)}", "hessian"
    else:
        yield rf"f'({names}) = {compiled.gradient_latex[0]}", "gradient"
        yield rf"f''({names}) = {compiled.hessian_latex[0][0]}", "hessian"


def _brackets(rows: Iterable[Iterable[str]]) -> str:
    inner = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{pmatrix}} {inner} \end{{pmatrix}}"
