"""How a file of one's own is written, as choices: each shows what was read, and can be set right."""

from collections.abc import Mapping
from typing import Any

from app.server.answering import Refused
from app.words.words import say, text
from optim_core.examples.table import ENCODINGS, Format, encoding_name

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "space": " "}  # as the query names them
DECIMALS = {"each": "", "point": ".", "comma": ","}
HEADERS = {"1": True, "0": False}


def format_of(own: Mapping[str, str], language: str) -> Format:
    """What the query says; the rest is found out. Raises Refused where it says what there is not."""
    return Format(
        encoding=_chosen(own, "encoding", {name: name for name in ENCODINGS}, language),
        separator=_chosen(own, "separator", SEPARATORS, language),
        decimal=_chosen(own, "decimal", DECIMALS, language) or "",
        header=HEADERS.get(own.get("header", "")),
    )


def format_choices(format: Format, language: str) -> list[dict[str, Any]]:
    """A list to choose from for each of these, as it was read."""
    encodings = {name: say(encoding_name(name), language) for name in ENCODINGS}
    separators = {name: text(f"owndata.separator_{name}", language) for name in SEPARATORS}
    decimals = {name: text(f"owndata.decimal_{name}", language) for name in DECIMALS}
    signs = {sign: name for name, sign in SEPARATORS.items()}
    marks = {mark: name for name, mark in DECIMALS.items()}
    separator = format.separator or ""
    if separator not in signs:  # of a line `sep=:`
        separators = {"": separator, **separators}
    return [
        _list("separator", signs.get(separator, ""), separators),
        _list("decimal", marks[format.decimal], decimals),
        _list("encoding", format.encoding or "", encodings),
    ]


def _list(key: str, value: str, options: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": key,
        "value": value,
        "options": [{"value": name, "label": label} for name, label in options.items()],
    }


def _chosen(own: Mapping[str, str], field: str, known: Mapping[str, str], language: str) -> str | None:
    value = own.get(field, "")
    if value and value not in known:
        raise Refused(text("owndata.bad_choice", language, field=field, known=", ".join(known)))
    return known.get(value)
