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
        super().__init__(" ".join([f"{message}{where}", *map(str, (*self.messages[1:], *self.together))]))

    @property
    def messages(self) -> tuple[Message, ...]:
        """What there is to say of the mistakes, each thing once."""
        return tuple(dict.fromkeys([self.message, *(mistake.message for mistake in self.later)]))

    @property
    def together(self) -> tuple[Message, ...]:
        """What is accepted in the end, where no sentence shows it whole."""
        shown = [str(message.values.get(name)) for message in self.messages for name in ("suggestion", "other")]
        whole = [text for text in self.suggestions if text not in shown]
        if not whole:
            return ()
        if len(self.suggestions) > 1:
            one, other = self.suggestions
            return (Message("formula.together_either", suggestion=one, other=other),)
        return (Message("formula.together", suggestion=whole[0]),)

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
