"""What the readers of one lesson file share: its problems, and every text that a learner will read."""

from dataclasses import dataclass, field

from lessons.format.fields import Fields
from lessons.format.screens import claims_in
from lessons.problems import Problems
from lessons.records import Claim, Within
from optim_core import Message


@dataclass
class Context:
    problems: Problems
    claims: list[Claim] = field(default_factory=list)
    texts: list[tuple[int, str, str]] = field(default_factory=list)

    def collect(self, line: int, field: str, text: str) -> str:
        """The text as it is shown: its claims are taken out and kept."""
        stripped, claims = claims_in(line, field, text, self.problems)
        self.claims += claims
        self.texts.append((line, field, stripped))
        return stripped

    def text(self, fields: Fields, key: str, required: bool = False) -> str:
        """A field that a learner reads."""
        text = fields.text(key, required=required)
        return self.collect(self.problems.line(fields.at(key)), fields.at(key), text) if text else ""

    def texts_of(self, fields: Fields, key: str) -> tuple[str, ...]:
        """A list of texts that a learner reads."""
        return tuple(
            self.collect(self.problems.line(f"{fields.at(key)}[{k}]"), f"{fields.at(key)}[{k}]", text)
            for k, text in enumerate(fields.names(key))
        )


def read_within(fields: Fields, key: str = "within", required: bool = True) -> Within | None:
    """`within = 0.02`, or `within = "2%"` of the true value."""
    value = fields.number_or_text(key, required)
    if value is None:
        return None
    share = isinstance(value, str)
    try:
        size = float(str(value).removesuffix("%").strip()) / (100 if share else 1)
    except ValueError:
        size = -1.0
    if not 0 <= size < 1e9 or (share and not str(value).rstrip().endswith("%")):
        fields.wrong(key, Message("file.within", given=str(value)[:20]))
        return None
    return Within(size, share)


def read_query(fields: Fields, key: str, required: bool = False) -> str:
    """The text form of an experiment, or a part of it. A plus sign means a plus here, as in formula=x^2+1."""
    return fields.text(key, required=required).replace("+", "%2B")
