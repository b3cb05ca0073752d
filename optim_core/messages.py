"""What the core has to say to a person: a key, the values that fill it in, and its English wording.

The key is what translations are looked up by; `str(message)` is the English text. Nothing in the core builds
sentences any other way, so a caption, an error and a screen reader always say the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any


class Message:
    """A sentence as data: `key` into a catalogue and the `values` its template names."""

    __slots__ = ("key", "values")

    def __init__(self, key: str, /, **values: Any) -> None:
        self.key = key
        self.values: Mapping[str, Any] = MappingProxyType(values)

    def __str__(self) -> str:
        return ENGLISH[self.key].format(**{name: _in_english(value) for name, value in self.values.items()})

    def __lt__(self, other: Message) -> bool:
        """By their English, so that problems in one place have an order."""
        return str(self) < str(other)

    def __repr__(self) -> str:
        return f"Message({self.key!r}, {dict(self.values)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.key, dict(self.values)) == (other.key, dict(other.values))

    def __hash__(self) -> int:
        return hash((self.key, tuple(sorted((k, str(v)) for k, v in self.values.items()))))

    def __reduce__(self) -> tuple[Callable[..., Message], tuple[()]]:
        return partial(Message, self.key, **self.values), ()


class Name(Message):
    """What something of a registry is called: the key of its translations, and its own English name."""

    __slots__ = ("english",)

    def __init__(self, key: str, english: str, /) -> None:
        super().__init__(key)
        self.english = english

    def __str__(self) -> str:
        return self.english

    def __reduce__(self) -> tuple[Callable[..., Name], tuple[str, str]]:  # type: ignore[override]  # other arguments
        return Name, (self.key, self.english)


def forms(spec: str) -> dict[str, str]:
    """The words for each kind of number in “one row|other rows”. The kinds are those of Unicode's plural rules."""
    return {kind: words for kind, _, words in (part.partition(" ") for part in spec.split("|"))}


class Count(int):
    """A whole number that can be asked for its words: {count:one row|other rows}."""

    def __format__(self, spec: str) -> str:
        return forms(spec)["one" if self == 1 else "other"] if "|" in spec else format(int(self), spec)


def _in_english(value: object) -> object:
    """A value of a message; of several messages their sentences one after another."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Count(value)
    sentences = isinstance(value, tuple) and all(isinstance(part, Message) for part in value)
    return " ".join(map(str, value)) if isinstance(value, tuple) and sentences else value


class ExperimentError(ValueError):
    """An experiment that cannot be run as asked. `problems` holds one Message for each thing that is wrong."""

    def __init__(self, *problems: Message) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    def __reduce__(self) -> tuple[type[ExperimentError], tuple[Message, ...]]:
        return type(self), self.problems


class FormulaError(ValueError):
    """A formula that is not accepted: `message` says what and how to mend it, `position` where (0-based).

    `length` is how many characters from `position` on are meant; `position` is None where no place can be named.
    `mended` is the text with this put right, where that is known; `later` what then was found in it, each at its place
    in the text as typed, and `suggestions` what is accepted once all of it is right: two where it has two readings.
    """

    def __init__(
        self,
        message: Message,
        text: str = "",
        position: int | None = None,
        length: int = 1,
        mended: str | None = None,
        later: tuple[FormulaError, ...] = (),
        suggestions: tuple[str, ...] = (),
    ) -> None:
        self.message = message
        self.text = text
        self.position = position
        self.length = length
        if mended is None and position is not None and "suggestion" in message.values:
            mended = f"{text[:position]}{message.values['suggestion']}{text[position + length :]}"
        self.mended = mended
        self.later = later
        self.suggestions = suggestions
        where = "" if position is None else f" (at character {position + 1})"
        super().__init__(" ".join([f"{message}{where}", *(str(said) for said in self.messages[1:])]))

    @property
    def messages(self) -> tuple[Message, ...]:
        """What there is to say: each thing once, and what is accepted where the sentences do not show it whole."""
        said = tuple(dict.fromkeys([self.message, *(mistake.message for mistake in self.later)]))
        shown = [str(message.values.get(name)) for message in said for name in ("suggestion", "other")]
        whole = [text for text in self.suggestions if text not in shown]
        return (*said, Message("formula.together", suggestion=whole[0])) if whole else said

    def __reduce__(self) -> tuple[type[FormulaError], tuple[Any, ...]]:
        return type(self), tuple(vars(self).values())  # in the order of the arguments


ENGLISH: dict[str, str] = {
    "unknown.optimizer": "There is no optimizer called {name}. Did you mean: {near}?",
    "unknown.surface": "There is no surface called {name}. Did you mean: {near}?",
    "unknown.hyper": "There is no hyperparameter called {name} here. Did you mean: {near}?",
    "unknown.optimizer_at_all": "There is no optimizer called {name}. There are: {known}.",
    "unknown.surface_at_all": "There is no surface called {name}. There are: {known}.",
    "unknown.hyper_of_none": "There is no hyperparameter called {name} here; there are none.",
    "unknown.hyper_at_all": "There is no hyperparameter called {name} here. There are: {known}.",
    "hyper.outside": "{optimizer}: the {name} cannot be {value}. It can be {allowed}.",
    "hyper.not_negative": "0 or any larger finite number",
    "hyper.below_one": "from 0 to just below 1",
    "hyper.whole": "a whole number from {low:.12g} to {high:.12g}",
    "hyper.between": "from {low:.12g} to {high:.12g}",
    "unknown.schedule": "There is no schedule called {name}. Did you mean: {near}?",
    "unknown.schedule_at_all": "There is no schedule called {name}. There are: {known}.",
    "data.sample": "Examples are chosen by a Sample, not by {value}.",
    "data.fixed": "The examples of “{surface}” are fixed. Choose a model whose examples can be chosen, such as line.",
    "data.unknown": "There are no examples called {name} for this model. Did you mean: {near}?",
    "data.no_rows": "Examples of your own need rows: points=0.2_1.4__0.5_1.2 has two, with x and y.",
    "data.too_few": "There have to be at least {low} examples to learn from, not {count}.",
    "data.too_many": "There can be at most {high} examples, those held out included, not {count}.",
    "data.columns": "Example {row} has {count} numbers; this model needs {wanted}, the target last.",
    "data.number": "Example {row} has the number {value}. Numbers from minus to plus a million can be used.",
    "data.class": "Example {row} has the class {value}; there are 0 and 1.",
    "data.row": "Example {row} cannot be read: {value} is not made of numbers with _ between them.",
    "data.label": "A name of a column has at most {high} characters.",
    "table.empty": "There is nothing in this file. Choose one with a row of names and rows of numbers.",
    "table.too_large": "This is more than {high} MB. Leave out rows or columns that are not needed.",
    "table.workbook": "This is a spreadsheet workbook or an archive, not a text file. Open it in your spreadsheet, "
    "save it as CSV, and choose that file.",
    "table.binary": "This is not a text file, so it cannot be read as a table. Save the table as CSV and choose that "
    "file.",
    "table.markup": "This is a web page or XML, not a table. Look for a download as CSV.",
    "table.json": "This is JSON, not a table. Save the table as CSV and choose that file.",
    "table.encoding": "From byte {byte} on this file cannot be read as {encoding}. Choose another encoding, or save it "
    "as UTF-8 and choose it again.",
    "table.letters": "The file does not say how its letters are written. They were read as {encoding}; if some look "
    "wrong, choose another encoding.",
    "table.cut": "The file is larger than {high} MB: only the rows in its first {high} MB were read.",
    "table.only_names": "There is only one row, and it has no numbers. Rows of numbers are needed below the names.",
    "table.above": "Rows above the table that were left out: {count}.",
    "table.quotes": "A quotation mark has no partner, so quotation marks were read like any other character.",
    "table.unnamed": "The row of names has one name less than there are columns; the first column has no name.",
    "table.names_missing": "There are {names} names, but {cells} cells in each row: the last columns have no name.",
    "table.names_few": "There are {names} names, but {cells} cells in each row, so it is unclear which name stands over"
    " which column.",
    "table.comma_between": "Decimal commas may be the reason, where a comma stands between the cells too: save the file"
    " with semicolons between the cells, or with decimal points.",
    "table.names_many": "There are {names} names, but {cells} cells in each row, so it is unclear which name stands "
    "over which column. Is the same sign between the names and between the cells?",
    "table.space_between": "A name with a space in it counts as two: write it with _ instead.",
    "table.number_names": "The first row, {text}, was read as the names of the columns.",
    "table.number_row": "The first row, {text}, was read as numbers to learn from. If these are names, say that the "
    "first row holds them.",
    "table.counts": "The first row, {text}, counts what stands below it, so it was left out.",
    "table.rows_counted": "{name} holds dates, such as {value}, which are no numbers. The column {row} counts the rows "
    "in its place, from 1.",
    "table.columns": "There are {count:,} columns; the first {high} can be chosen.",
    "table.ragged": "Rows left out because they do not have {wanted} cells: {count:,}. Row {row} has {cells}.",
    "table.ragged_all": "{count:,} of {rows:,} rows do not have {wanted} cells: row {row} has {cells}. Is there the "
    "same sign, such as a comma, between all cells?",
    "table.comma": "Commas in numbers were read as decimal marks: {text} is {value}.",
    "table.thousands": "Commas in numbers were read as marks of thousands: {text} is {value}.",
    "table.point_thousands": "Points in numbers were read as marks of thousands: {text} is {value}.",
    "table.points": "Points in numbers were read as decimal marks: {text} is {value}. If they mark thousands, choose "
    "the comma as decimal mark.",
    "table.marks": "Each column was read by itself: {name} has decimal commas, {other} decimal points.",
    "table.read_as": "In {name} “{text}” was read as {value}.",
    "table.nines": "{name} is {value} in as many rows: {count:,}. If that stands for no value, take out these rows.",
    "table.spellings": "In {name} these are one class, “{value}”: {spellings}.",
    "table.no_number": "In {name}, row {row}, “{value}” is no number.",
    "table.few_columns": "At least {wanted} columns with numbers are needed, an input and a target. Here there are as "
    "many: {count}.",
    "table.few_inputs": "Two columns with numbers are needed as inputs beside the classes. Here there are as many: "
    "{count}.",
    "table.no_classes": "No column has from 2 to {high} different values, so there are no classes to tell apart.",
    "table.twice": "The column {name} is chosen twice. Choose another one in its place.",
    "table.many_classes": "{name} has {count:,} different values. A column of classes has two, and at most {high}.",
    "table.one_class": "In the rows that can be used {name} is always “{value}”. Two classes are needed.",
    "table.against": "{name} has {count} different values. The model learns to tell “{value}” from {rest}.",
    "table.text": "Rows left out because {name} is no number there: {count:,}. Row {row} has “{value}”.",
    "table.mostly_text": "{name} is no number in {count:,} of {rows:,} rows: row {row} has “{value}”. Choose another "
    "column.",
    "table.hint_infinite": "Infinity is no number to learn from.",
    "table.hint_formula": "Formulas are never worked out here. Save the file with the values in their place.",
    "table.hint_date": "A date is no number. A column with the days since some date would be one.",
    "table.hint_unit": "A number must stand alone in its cell: put the unit into the name of the column.",
    "table.gaps": "Rows left out because a cell has no value: {count:,}, the first of them row {row}.",
    "table.gap_words": "Read as no value: {words}",
    "table.gap": "“{value}” in {name}, row {row}.",
    "table.hint_mark": "It has another decimal mark than the other numbers there.",
    "table.few": "At least {low} rows that can be used are needed. Here there are as many: {count}.",
    "table.huge": "{name} has {value} in row {row}, which is too large. Numbers from minus to plus {high:,} can be "
    "used: take out that row.",
    "table.scaled": "{name} is as large as {value} (row {row}), and numbers here end at a million. So it was divided by"
    " {unit:,.0f}, and is called {scaled}.",
    "table.thinned": "Of the {rows:,} rows {count:,} were looked at, evenly over the file.",
    "table.drawn": "Your file has {rows:,} rows; {count} of them were drawn by chance, evenly over the file, with seed "
    "{seed}.",
    "table.constant": "{name} is {value} in every row, so there is nothing to be learned from it.",
    "table.large_target": "{name} goes as far as {value}. Losses will be large and a network learns such numbers "
    "slowly; another unit, such as thousands, helps.",
    "table.rounded": "Numbers are rounded to {digits} significant digits.",
    "export.experiment": "A script is written of an Experiment, not of {value}.",
    "export.library": "There are scripts for {known}, not for {value}.",
    "query.text": "A link is text, such as 'surface=bowl&run1=adam', not {value}.",
    "query.instead": "{problem} Used instead: {used}.",
    "query.left_out": "{problem} This was left out.",
    "query.number": "{key} should be a plain number, not “{value}”.",
    "query.outside": "{key} has to lie between {low:.12g} and {high:.12g}, not {value}.",
    "query.whole": "{key} should be a whole number from {low} to {high}, not {value}.",
    "query.unknown": "The link's “{key}” means nothing here and was left out.",
    "query.twice": "“{key}” stands twice in the link; the first one counts.",
    "query.two_surfaces": "The link names both a surface and a formula; the formula counts.",
    "query.meant": "The link was read as it was meant: {pairs}.",
    "query.tracking": "Left out of the link, because it follows visitors and says nothing of an experiment: {fields}.",
    "query.formula": "The formula “{formula}” in the link cannot be used, so it was left out. {problem}",
    "query.data": "The examples in the link cannot be used, so the usual ones are. {problem}",
    "query.version": "The link is of version {value}; this page reads version {version} and took what it could.",
    "query.too_long": "The link is too long ({length} characters, the most is {high}), so it was not read.",
    "query.too_many": "The link has more than {high} fields, so it was not read.",
    "query.more": "And {count} more.",
}
