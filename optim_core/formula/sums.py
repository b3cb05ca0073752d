"""Sums over an index, such as sum(x_i^2, i=1..2), written out: a formula here has two variables, so sums are short."""

from __future__ import annotations

import re

from optim_core.messages import FormulaError, Message

MOST_TERMS = 4
VARIABLES = 2  # what n stands for, in a sum over all variables
SIZES = ("n", "N", "d", "D", "m", "")
_FROM = re.compile(r"\s*([a-z])\s*(?:=\s*(\d))?\s*")
_LAST = re.compile(r"\s*(\d|[a-zA-Z]?)\s*(-\s*\d)?\s*")
_CALL = re.compile(r"\b(sum|Sum|prod|product)\s*\(|([Σ∑∏])")
_BY_COMMA = re.compile(
    r"(?P<body>.+?),\s*(?P<index>[a-z])\s*(?:=|,|in)\s*(?P<first>\d)\s*(?:\.\.+|,|to|:|…)\s*(?P<last>\w)\s*"
)
_FOR = re.compile(
    r"[\[(]?(?P<body>.+?)\s+for\s+(?P<index>[a-z])\s+in\s+"
    r"range\(\s*(?:(?P<first>\d)\s*,)?\s*(?P<last>\w+)\s*\)\s*[\])]?"
)
_SCRIPTS = re.compile(r"[\s_{}(]*([a-z])\s*=\s*(\d)[\s})]*\^?[\s{(]*(\w)[\s})]*(.*)", re.DOTALL)


def check_sums(text: str) -> None:
    """Raise FormulaError at the first sum or product over an index, with its terms where they can be written."""
    for match in _CALL.finditer(text):
        sign = "*" if match[0].lower().startswith("p") or match[0] == "∏" else "+"
        end = _closing(text, match.end()) if match[1] else len(text)
        if end is None:
            continue
        inner = text[match.end() : end - 1 if match[1] else end]
        terms = _terms(inner, sign)
        length = end - match.start()
        typed = text[match.start() : end]
        if terms is None:
            raise FormulaError(Message("formula.sum", typed=typed), text, match.start(), length)
        raise FormulaError(Message("formula.sum_written", typed=typed, suggestion=terms), text, match.start(), length)


def _closing(text: str, start: int) -> int | None:
    """Where the parenthesis closes that was opened just before `start`."""
    depth = 1
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place + 1
    return None


def _terms(inner: str, sign: str) -> str | None:
    if match := _BY_COMMA.fullmatch(inner):
        return expanded(match["body"], f"{match['index']}={match['first']}", match["last"], sign)
    if match := _FOR.fullmatch(inner):
        last = match["last"]
        end = str(int(last) - 1) if last.isdigit() else last
        first = match["first"] or ("0" if last.isdigit() else "1")
        return expanded(match["body"], f"{match['index']}={first}", end, sign)
    if match := _SCRIPTS.fullmatch(inner):
        return expanded(match[4], f"{match[1]}={match[2]}", match[3], sign)
    if re.search(r"\bx\b", inner) and not re.search(
        r"\by\b|,|\[|_|\bfor\b", inner
    ):  # over the coordinates of a vector x
        other = re.sub(r"\bx\b", "y", inner)
        return f"({_bracketed(inner)} {sign} {_bracketed(other)})"
    return None


def expanded(body: str, start: str, last: str, sign: str) -> str | None:
    """The terms of a sum whose index begins as `start`, such as i=1; None where that is not known."""
    begins, ends = _FROM.fullmatch(start), _LAST.fullmatch(last)
    if not begins or not ends or not body:
        return None
    if not ends[1].isdigit() and ends[1] not in SIZES:
        return None
    first = int(begins[2] or 1)
    size = int(ends[1]) if ends[1].isdigit() else VARIABLES - 1 + min(first, 1)
    stop = size + int((ends[2] or "0").replace(" ", ""))
    if not first <= stop < first + MOST_TERMS:
        return None
    terms = [_bracketed(_at(body, begins[1], k)) for k in range(first, stop + 1)]
    return f"({f' {sign} '.join(terms)})"


def _at(body: str, index: str, k: int) -> str:
    """The body with a number in place of its index: x_i, x[i], x_{i+1} and i itself."""

    def moved(match: re.Match[str]) -> str:
        return f"{match[1]}_{k + int((match[2] or '0').replace(' ', ''))}"

    indexed = rf"([A-Za-z])(?:_\{{?|\[|_\()\s*{index}\s*([+-]\s*\d)?\s*[\]}})]?"
    body = re.sub(indexed, moved, body)
    return re.sub(rf"(?<![A-Za-z_]){index}(?![A-Za-z_(])", str(k), body)


def _bracketed(term: str) -> str:
    term = term.strip()
    return term if re.fullmatch(r"[\w.^*]+", term) else f"({term})"
