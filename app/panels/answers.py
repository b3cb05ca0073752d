"""The answers of the panels by name: each a function from a query and a language to a record for JSON."""

from collections.abc import Callable
from typing import Any

from app.panels.effective_rate.answer import effective
from app.panels.ghost.answer import difference_answer
from app.panels.landscape.answer import landscape_answer
from app.panels.microscope.answer import microscope
from app.panels.pulls.answer import pulls_answer
from app.panels.race.answer import race_answer
from app.panels.range_test.answer import range_answer
from app.panels.strip.answer import strip_answer
from app.panels.typed_rule.answer import own_answer
from app.panels.weights.answer import weights
from app.panels.why.answer import why

Answer = Callable[[str, str], Any]  # (query with the answer's own fields, language) -> a record for JSON

ANSWERS: dict[str, Answer] = {
    "difference": difference_answer,
    "effective": effective,
    "landscape": landscape_answer,
    "microscope": microscope,
    "own": own_answer,
    "pulls": pulls_answer,
    "race": race_answer,
    "range": range_answer,
    "strip": strip_answer,
    "weights": weights,
    "why": why,
}
