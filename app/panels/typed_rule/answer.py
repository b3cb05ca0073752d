"""Whether a typed rule can be used: what it means, ready for JSON, or what is wrong with it and where."""

from typing import Any

from app.server.answering import split_query
from app.words.mathml import mathml
from app.words.words import say
from optim_core.equations import equations
from optim_core.messages import FormulaError
from optim_core.typed_rule import line_of, own_optimizer, parse_rule, remarks, tidied


def own_answer(query: str, language: str) -> dict[str, Any]:
    """The rule `text` as formulas with its parameters and remarks; else the problem and its place in the text.

    Places count the UTF-16 units of the browser's texts.
    """
    _, own = split_query(query, "text")
    text = own.get("text", "")
    try:
        typed = parse_rule(text)
    except FormulaError as error:
        first = 0 if error.position is None else error.position
        return {
            "problem": say(error.message, language),
            "line": line_of(text, first),
            "position": _units(text[:first]),
            "length": max(1, _units(text[first : first + error.length])),
        }
    optimizer = own_optimizer(tidied(text))
    return {
        "text": tidied(text),
        "lines": [{"formula": mathml(line.latex), "note": line.note} for line in equations(optimizer)],
        "states": [state.name for state in typed.states],
        "parameters": [
            {"name": name, "default": h.default, "low": h.valid.low, "high": min(h.valid.high, 1e300)}
            for name, h in optimizer.hypers.items()
        ],
        "remarks": [say(remark, language) for remark in remarks(typed)],
    }


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
