"""The same runs on another surface: what an experiment becomes when a surface is chosen."""

from typing import Any

from app.server.answering import Refused, split_query
from app.words.words import text
from optim_core import SURFACES, Experiment, surface_from_formula

OWN_FIRST = "sin(2*x) + cos(y) + (x^2 + y^2)/10"


def onto(query: str, language: str) -> dict[str, Any]:
    """The experiment of the query on the surface `onto`; with an empty one on a formula of the learner's own."""
    query, own = split_query(query, "onto")
    slug = own.get("onto")
    if slug is None or (slug and slug not in SURFACES):
        raise Refused(text("stage.no_surface", language))
    experiment = Experiment.from_query(query)
    return {"query": (experiment.on(SURFACES[slug]) if slug else on_own_formula(experiment)).to_query()}


def on_own_formula(experiment: Experiment) -> Experiment:
    """A formula of one's own begins as the present surface's, where that is in x or in x and y."""
    there = experiment.surface
    if there.variables not in (("x",), ("x", "y")):
        return experiment.on(surface_from_formula(OWN_FIRST))
    return experiment.on(surface_from_formula(there.formula, domain=there.domain, start=experiment.point))
