"""The answers of the panels by name: each a function from a query and a language to a record for JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.insight.difference import difference_answer
from app.insight.effective import effective
from app.insight.landscape import landscape_answer
from app.insight.microscope import microscope
from app.insight.own import own_answer
from app.insight.pulls import pulls_answer
from app.insight.race import race_answer
from app.insight.rangetest import range_answer
from app.insight.strip import strip_answer
from app.insight.weights import weights
from app.insight.why import why

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
