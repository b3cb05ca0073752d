"""A file of one's own: which columns it has, and the examples in those that are chosen, ready for the link's fields.

The body is the file. The query has `surface`, the model that is to learn; `cut=1` where the file goes on; `header=1` or
`header=0`, `separator`, `decimal` and `encoding` where the reader knows better how the file is written; `x`, `y`, the
places of the chosen columns, `x=0,2` for two inputs; `group`, the place of the class 1 among the target's values;
`held`, how many per cent are held out; and `seed`, which draws the rows. Nothing of the file stands in the query, which
servers write into their logs.
"""

import re
from collections.abc import Mapping
from typing import Any

from app.server.answering import Refused, for_json, split_query
from app.stage.answers.file_format import format_choices, format_of
from app.stage.answers.likely_encoding import likely_encoding
from app.words.numbers import Number, localized
from app.words.words import say, text
from optim_core import SURFACES, ExperimentError, Message
from optim_core.examples.dataset import Kind, Sample
from optim_core.examples.samples import BETWEEN_ROWS, columns_of, kind_of, write_rows
from optim_core.examples.table import (
    MOST_BYTES,
    MOST_HELD,
    Choice,
    Column,
    Format,
    Misread,
    Table,
    group_of,
    learn,
    read_table,
    scale_of,
    usual_choice,
)

TOO_LARGE = Message("table.too_large", high=MOST_BYTES / 1e6)
PREVIEW = 6  # rows
LARGEST_SEED = 9999
_PLACES = re.compile(r"\d{1,3}(,\d{1,3})?", re.ASCII)
_FIELDS = ("surface", "cut", "header", "separator", "decimal", "encoding", "x", "y", "group", "held", "seed")


def csv_rows(body: bytes, query: str, language: str) -> dict[str, Any]:
    """The columns of a file and, where they can be learned from, the examples; else the problem beside them.

    Raises ExperimentError where there is no text, and Refused where the query makes no sense.
    """
    _, own = split_query(query, *_FIELDS)
    kind = _kind(own, language)
    wanted = format_of(own, language)
    try:
        table = read_table(body, wanted, cut=own.get("cut") == "1", likely_encoding=likely_encoding)
    except Misread as error:
        return _unread(kind, error.format, language) | {"problem": _problem(error, language)}
    answer = _unread(kind, table.format, language) | {
        "words": text("owndata.found", language, rows=table.rows, columns=len(table.names)),
        "columns": [_column(column, language) for column in table.columns],
        "notes": [say(note, language) for note in table.notes],
    }
    try:
        choice = _choice(own, table, kind, language)
        answer["chosen"] = _chosen(choice, table, kind)
        answer["learn"] = _learned(table, kind, choice, language)
    except ExperimentError as error:
        answer["problem"] = _problem(error, language)
    return answer


def _unread(kind: Kind, format: Format, language: str) -> dict[str, Any]:
    """An answer without a table, which can be read in another format."""
    return {
        "kind": kind,
        "header": bool(format.header),
        "format": format_choices(format, language),
        "words": text("owndata.no_table", language),
        "columns": [],
        "notes": [],
        "chosen": None,
        "problem": None,
        "learn": None,
    }


def _problem(error: ExperimentError, language: str) -> str:
    return " ".join(say(problem, language) for problem in error.problems)


def _kind(own: Mapping[str, str], language: str) -> Kind:
    surface = SURFACES.get(own.get("surface", ""))
    if surface is None or surface.sample is None:
        raise Refused(text("owndata.no_model", language))
    return kind_of(surface.sample)


def _choice(own: Mapping[str, str], table: Table, kind: Kind, language: str) -> Choice:
    """What the query chooses; columns that it leaves out are chosen for it."""
    held, seed = (
        _whole(own, "held", 25, round(100 * MOST_HELD), language) / 100,
        _whole(own, "seed", 0, LARGEST_SEED, language),
    )
    if "x" not in own or "y" not in own:
        return usual_choice(table, kind, held=held, seed=seed)
    last = len(table.names) - 1
    places = own["x"] if _PLACES.fullmatch(own["x"]) else ""
    inputs = tuple(int(place) for place in places.split(",") if place)
    if len(inputs) != columns_of(kind) - 1 or max(inputs) > last:
        raise Refused(text("owndata.bad_field", language, field="x", low=0, high=last))
    group = _whole(own, "group", 0, 99, language) if "group" in own else None
    return Choice(inputs, _whole(own, "y", 0, last, language), group, held, seed)


def _whole(own: Mapping[str, str], name: str, usual: int, high: int, language: str) -> int:
    value = own.get(name, str(usual))
    if not re.fullmatch(r"\d{1,4}", value, re.ASCII) or int(value) > high:
        raise Refused(text("owndata.bad_field", language, field=name, low=0, high=high))
    return int(value)


def _column(column: Column, language: str) -> dict[str, Any]:
    """A column as a choice, in words, and its values where they can be classes."""
    counts = {"numbers": column.numbers, "empty": column.empty, "text": column.text}
    ends = column.ends
    kind = "mixed" if column.numbers and column.text else "numbers" if column.numbers else "text"
    facts: dict[str, float] = {**counts, "different": column.different}
    if ends is not None:
        facts |= {"low": ends[0], "high": ends[1]}
    words = text(f"owndata.column_{kind}", language, **facts)
    gaps = text("owndata.column_gaps", language, count=column.empty) if column.empty else ""
    return {
        "name": column.name,
        **counts,
        "low": None if ends is None else for_json(ends[0]),
        "high": None if ends is None else for_json(ends[1]),
        "words": words + gaps,
        "groups": [{"label": group.label, "count": group.count} for group in column.groups],
    }


def _chosen(choice: Choice, table: Table, kind: Kind) -> dict[str, Any]:
    return {
        "x": list(choice.inputs),
        "y": choice.target,
        "group": group_of(choice, table.columns[choice.target]) if kind == "classes" else None,
        "held": round(100 * choice.held),
        "seed": choice.seed,
    }


def _learned(table: Table, kind: Kind, choice: Choice, language: str) -> dict[str, Any]:
    """The link's fields, and what is said and shown before they are taken."""
    learned = learn(table, kind, choice, text("owndata.rest", language))
    sample, scale = learned.sample, scale_of(learned.sample)
    assert sample.train is not None, "a sample of one's own has rows"
    test = sample.test or ()
    condition = {"condition": _large(scale.condition, language), "standardised": _large(scale.standardised, language)}
    return {
        "points": write_rows(sample.train),
        "held": write_rows(test) if test else None,
        "names": BETWEEN_ROWS.join(sample.labels),
        "words": text("owndata.learn_words", language, train=len(sample.train), test=len(test)),
        "notes": [say(note, language) for note in learned.notes],
        "standardise": scale.advised,
        "scale": text("owndata.scale", language, **condition),
        "heads": list(sample.labels[: columns_of(kind)]),
        "preview": [_row(row, sample, kind, language) for row in sample.train[:PREVIEW]],
    }


def _large(value: float, language: str) -> str:
    """A number that may be large or endless, without a power of ten."""
    return (
        "∞"
        if value == float("inf")
        else localized(f"{value:,.0f}", language)
        if value >= 1000
        else f"{Number(value, language)}"
    )


def _row(row: tuple[float, ...], sample: Sample, kind: Kind, language: str) -> list[str]:
    """A row as it is shown: numbers as they stand in the file, and the name of the class."""
    numbers = [localized(f"{value:.6g}", language) for value in row]
    return [*numbers[:-1], sample.labels[3 + int(row[-1])]] if kind == "classes" else numbers
