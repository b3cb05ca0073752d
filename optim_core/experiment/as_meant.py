"""What a link was before a mail, a chat or a hand got at it: plus signs, ampersands, capitals, decimal points."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import unquote

from optim_core.messages import FormulaError, Message
from optim_core.rules.problems import shown

MOST_SAID = 6
SPELLED_OTHERWISE = {
    f"formula.{key}" for key in ("decimal_comma", "character_spelling", "superscript", "at_end", "quotes")
}
TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|_hs\w+|\w*clid|mc_[ce]id|_ga|_gl|igsh(?:id)?|mkt_tok|vero_id|s_cid"
)
ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
LOST_PLUS = re.compile(r"(?<=[\w).]) +(?=[\w(.])")  # a plus sign in an address means a space
OURS = re.compile(
    r"run\d+(?:\..*)?|v|surface|formula|data|points|held|names|steps|seeds?|noise|batch|across|up|stop\..*"
)
NUMBER_WITH_COMMA = re.compile(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?", re.ASCII)


class Meant:
    """What was read otherwise than it stands in the link. All of it is said at once, in the end."""

    def __init__(self) -> None:
        self.pairs: dict[str, str] = {}
        self.tracking: list[str] = []

    def read(self, typed: str, used: str) -> str:
        if typed != used:
            self.pairs[shown(typed)] = shown(used)
        return used

    def number(self, text: str, known: Callable[[str], float | None]) -> str:
        """1,5 as 1.5, 1e 3 as 1e+3, and a minus sign of print as the one of keyboards."""
        minus = text.replace("−", "-")
        if minus != text and known(minus) is not None:
            return self.read(text, minus)
        plain = text.replace(",", ".") if NUMBER_WITH_COMMA.fullmatch(text) else text.replace(" ", "+", 1)
        return text if known(text) is not None or known(plain) is None else self.read(text, plain)

    def name(self, typed: str, known: Mapping[str, object]) -> str:
        """A registry's own name for what is written with capitals, blanks or hyphens."""
        if typed in known or not _letters(typed):
            return typed
        found = [
            slug
            for slug, record in known.items()
            if _letters(typed) in (_letters(slug), _letters(getattr(record, "name", "")))
        ]
        return self.read(typed, found[0]) if len(found) == 1 else typed

    def formula(self, typed: str, check: Callable[[str], object]) -> str:
        """A formula with the plus signs that an address turns into spaces, and with what is only spelled otherwise."""
        plain = LOST_PLUS.sub(lambda run: " + " if len(run[0]) == 3 else "+", typed)
        for text in (typed, plain):
            if (found := _certain(text, check)) is not None:
                return self.read(typed, found)
        return typed

    def notes(self) -> Iterator[Message]:
        if self.pairs:
            pairs = [f"{typed} → {used}" for typed, used in self.pairs.items()]
            more = ["..."] if len(pairs) > MOST_SAID else []
            yield Message("query.meant", pairs=", ".join(pairs[:MOST_SAID] + more))
        if self.tracking:
            yield Message("query.tracking", fields=", ".join(self.tracking[:MOST_SAID]))


def tidied(pairs: Iterable[tuple[str, str]], meant: Meant) -> Iterator[tuple[str, str]]:
    """The fields without what HTML, mail programs and trackers do to them."""
    for key, value in pairs:
        if TRACKING.fullmatch(key):
            meant.tracking.append(shown(key))
            continue
        plain = key.strip()
        while plain.startswith("amp;"):
            plain = plain.removeprefix("amp;")
            meant.read("&amp;", "&")
        if OURS.fullmatch(plain.lower()):
            plain = plain.lower()
        again = unquote(value) if ESCAPED.search(value) else value  # encoded twice
        meant.read(key.replace("amp;", ""), plain)
        yield plain, meant.read(value, again)


def _letters(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).lower()


def _certain(formula: str, check: Callable[[str], object]) -> str | None:
    """The formula, or what it certainly means; None where that would be a guess."""
    try:
        check(formula)
    except FormulaError as error:
        certain = all(message.key in SPELLED_OTHERWISE for message in error.messages)
        return error.suggestions[0] if certain and len(error.suggestions) == 1 else None
    return formula
