"""Reads from a link which surface it means: a built-in one with its parameters and examples, or a formula."""

from optim_core.examples.dataset import Sample
from optim_core.examples.samples import BETWEEN_ROWS, read_rows, tidy_label
from optim_core.experiment.bounds import COORDINATE, USUAL_SURFACE
from optim_core.experiment.fields import Fields
from optim_core.formula import parse
from optim_core.messages import ExperimentError, FormulaError, Message
from optim_core.rules.problems import shown, unknown
from optim_core.surfaces.formulas import SURFACES
from optim_core.surfaces.from_formula import surface_from_formula
from optim_core.surfaces.surface import Surface
from optim_core.types import Hyper

SAMPLE = ("data", "points", "held", "names")


def read_surface(fields: Fields) -> Surface:
    """The surface that the link means, as far as it can be used."""
    slug, formula = fields.take("surface"), fields.take("formula")
    slug = None if slug is None else fields.meant.name(slug, SURFACES)
    if formula is not None:
        if slug is not None:
            fields.notes.append(Message("query.two_surfaces"))
        try:
            return _from_formula(fields, fields.meant.formula(formula, parse))
        except FormulaError as error:
            fields.notes.append(
                Message("query.formula", formula=shown(formula), problem=(*error.messages, *error.together))
            )
    if slug is not None and slug not in SURFACES:
        slug = fields.instead(unknown("surface", slug, SURFACES), USUAL_SURFACE)
    surface = _learning(fields, SURFACES[slug or USUAL_SURFACE])
    values = {name: _parameter(fields, name, parameter) for name, parameter in surface.parameters.items()}
    return surface.at(**values) if values else surface


def _from_formula(fields: Fields, formula: str) -> Surface:
    surface = surface_from_formula(formula)
    box = tuple(
        (fields.number(f"{variable}.low", low, COORDINATE), fields.number(f"{variable}.high", high, COORDINATE))
        for variable, (low, high) in zip(surface.variables, surface.domain, strict=True)
    )
    if box == surface.domain:
        return surface
    try:
        return surface_from_formula(formula, domain=box)
    except ExperimentError as error:
        for problem in error.problems:
            fields.instead(problem, surface.domain)
        return surface


def _learning(fields: Fields, surface: Surface) -> Surface:
    """The surface with the examples that the link has; the usual ones where they cannot be used."""
    texts = {name: fields.rest.pop(name) for name in SAMPLE if name in fields.rest}
    if not texts:
        return surface
    rows = {name: read_rows(texts[name]) for name in ("points", "held") if name in texts}
    problems = [read for read in rows.values() if isinstance(read, Message)]
    train, test = (read if isinstance(read := rows.get(name), tuple) else None for name in ("points", "held"))
    usual = "" if surface.sample is None else surface.sample.data
    names = texts.get("names", "").split(BETWEEN_ROWS)[:5]
    labels = tuple(label for name in names if (label := tidy_label(name)))
    try:
        if not problems:
            return surface.learning(Sample(texts.get("data", usual), train, test, labels))
    except ExperimentError as error:
        problems += error.problems
    fields.notes += [Message("query.data", problem=problem) for problem in problems]
    return surface


def _parameter(fields: Fields, name: str, parameter: Hyper) -> float:
    if not (parameter.whole or parameter.switch):
        return fields.number(name, parameter.default, parameter.valid)
    return float(fields.whole(name, round(parameter.default), parameter.valid))
