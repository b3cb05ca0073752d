"""Reads the named numbers of a lesson file, its variants, its “show me” buttons, its charts and its reading."""

from collections.abc import Iterator
from typing import Any

from lessons.format.context import Context, read_query
from lessons.format.fields import NAME, Fields, is_number
from lessons.format.safety import safe_url
from lessons.measuring.measures import MEASURES
from lessons.measuring.scope import TAKES
from lessons.records import Chart, Number, Reading, Show
from optim_core import Message

MOST_NUMBERS = 60
MOST_SHOWS = 16
MOST_CHARTS = 6
MOST_VARIANTS = 6
MOST_CHOICES = 24
MOST_ROWS = 100_000
MARKS = frozenset("<>[]!&:`$")  # a variant is put into texts after they were looked through
CHARTS = ("runs", "stability", "range", "values")
WHAT = ("loss", "gradient")


def read_numbers(front: Fields) -> dict[str, Number]:
    numbers = {}
    for name, fields in front.sections("number", MOST_NUMBERS):
        numbers[name] = _number(name, fields)
        fields.done()
    return numbers


def _number(name: str, fields: Fields) -> Number:
    formula = fields.text("formula")
    measure = fields.choice("measure", MEASURES)
    if bool(formula) == bool(measure):
        if not fields.problems.all or fields.problems.all[-1].field != fields.at("measure"):
            fields.wrong("measure", Message("file.measure_or_formula"))
        measure = "" if formula else "loss"
    of = fields.text("of")
    if formula:
        return Number(name, formula=formula, of=of)
    entry = MEASURES[measure]
    for need in entry.needs:
        if not fields.has(need):
            fields.wrong(need, Message("file.measure_needs", measure=measure))
    for option in ("variable", "key", "name", "limit", "above_best", "what", "last"):
        if fields.has(option) and option not in entry.options:
            options = ", ".join(entry.options) or Message("file.none")
            fields.wrong(option, Message("file.measure_option", measure=measure, options=options))
    last = fields.whole("last", 200, 1, MOST_ROWS)
    assert last is not None
    return Number(
        name,
        measure,
        at=_row(fields),
        run=_run(fields),
        variable=fields.text("variable"),
        key=fields.text("key"),
        state=fields.text("name"),
        limit=fields.number_or_text("limit"),
        above_best=bool(fields.flag("above_best", False)),
        what=fields.choice("what", WHAT, "loss"),
        last=last,
        over=fields.choice("over", ("seeds",)),
        take=fields.choice("take", TAKES, "median"),
        count_below=fields.number("count_below"),
        count_above=fields.number("count_above"),
        of=of,
    )


def _row(fields: Fields) -> int | None:
    if fields.rest.get("at") == "last":
        fields.rest.pop("at")
    return fields.whole("at", None, 0, MOST_ROWS)


def _run(fields: Fields) -> int | None:
    if fields.rest.get("run") == "any":
        fields.rest.pop("run")
        return None
    return fields.whole("run", 1, 1, 6)


def read_variants(front: Fields) -> dict[str, tuple[float | str, ...]]:
    fields, variants = front.table("variant"), dict[str, tuple[float | str, ...]]()
    for name in [] if fields is None else list(fields.rest):
        assert fields is not None
        choices: list[Any] = fields.listed(name)
        good = all(is_number(c) or (isinstance(c, str) and len(c) <= 200 and not MARKS & {*c}) for c in choices)
        if not NAME.fullmatch(name) or not choices or not good or len(choices) > MOST_CHOICES:
            fields.wrong(name[:40], Message("file.variant", high=MOST_CHOICES, marks=" ".join(sorted(MARKS))))
        elif len(variants) >= MOST_VARIANTS:
            fields.wrong(name, Message("file.variants", high=MOST_VARIANTS))
        else:
            variants[name] = tuple(c if isinstance(c, str) else float(c) for c in choices)
    return variants


def read_shows(front: Fields, context: Context) -> dict[str, Show]:
    shows = {}
    for name, fields in front.sections("show", MOST_SHOWS):
        shows[name] = Show(
            name, context.text(fields, "label", required=True), read_query(fields, "set"), context.text(fields, "say")
        )
        fields.done()
    return shows


def read_charts(front: Fields, context: Context) -> dict[str, Chart]:
    charts = {}
    for name, fields in front.sections("chart", MOST_CHARTS):
        charts[name] = Chart(
            name,
            fields.choice("kind", CHARTS, "values", required=True),
            fields.text("x"),
            fields.text("y"),
            bool(fields.flag("xlog", False)),
            bool(fields.flag("ylog", False)),
            context.text(fields, "label_x"),
            context.text(fields, "label_y"),
            fields.names("rows"),
            fields.number_or_text("curvature"),
            fields.number_or_text("limit"),
            fields.text("from"),
        )
        fields.done()
    return charts


def read_reading(front: Fields) -> Iterator[Reading]:
    for fields in front.tables("reading"):
        title, url, why = fields.text("title", required=True), fields.text("url", required=True), fields.text("why")
        if url and not safe_url(url):
            fields.wrong("url", Message("file.address"))
        fields.done()
        yield Reading(title, url, why)
