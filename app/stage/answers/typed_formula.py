"""Whether a typed formula can be used; if not, all that is wrong with it, and what could be meant."""

from typing import Any

from app.server.answering import split_query
from app.words.words import say
from optim_core import Experiment, FormulaError, surface_from_formula


def typed_formula(query: str, language: str) -> dict[str, Any]:
    """What there is to know of the formula `text`. Either way the question is answered."""
    try:
        surface = surface_from_formula(split_query(query, "text")[1].get("text", ""))
    except FormulaError as error:
        return {
            "problems": [say(message, language) for message in error.messages],
            "places": [
                (mistake.position, mistake.length) for mistake in (error, *error.later) if mistake.position is not None
            ],
            "suggestions": error.suggestions,
        }
    there = Experiment(surface=surface).to_query()
    return {"variables": surface.variables, "query": there, "kinks": surface.compiled_form.kinks}
