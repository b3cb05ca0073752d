r"""LaTeX as it is typed here: \frac{1}{2}x^{2} is (1/2)x^2. What has no plain spelling is not guessed."""

from __future__ import annotations

import re

from optim_core.formula.sums import expanded
from optim_core.messages import FormulaError, Message

IS_LATEX = re.compile(r"\\(?:[A-Za-z]+|[([{|,;!])|\$|[\^_]\{")
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|.", re.DOTALL)
_ATOM = re.compile(r"\w+|\d*\.\d+")
MOST_DEPTH = 20

SAME = "sin cos tan sinh cosh tanh exp ln log max min"
ARCS = {rf"\arc{name}": f"a{name}" for name in ("sin", "cos", "tan")}
GREEK = """
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta kappa lambda mu nu xi rho sigma tau phi varphi omega
"""
SIGNS = {
    **{rf"\{name}": f" {name} " for name in SAME.split()},
    **{name: f" {plain} " for name, plain in ARCS.items()},
    **{rf"\{name}": f" {name.removeprefix('var')}" for name in GREEK.split()},
    **dict.fromkeys((r"\cdot", r"\times", r"\ast"), "*"),
    **dict.fromkeys((r"\,", r"\;", r"\:", r"\!", "\\ ", r"\quad", r"\qquad", "~", "&"), " "),
    **dict.fromkeys((r"\lvert", r"\rvert", r"\vert", r"\|", r"\lVert", r"\rVert"), "|"),
    **dict.fromkeys(("$", r"\(", r"\)", r"\[", r"\]", r"\left", r"\right"), ""),
    **dict.fromkeys((r"\displaystyle", r"\limits", r"\nolimits"), ""),
    **{rf"\{size}{side}": "" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r")},
    **dict.fromkeys((r"\{", r"\lbrace"), "("),
    **dict.fromkeys((r"\}", r"\rbrace"), ")"),
    r"\pi": " pi ",
    r"\div": "/",
    r"\in": " in ",
    r"\le": "<=",
    r"\leq": "<=",
    r"\ge": ">=",
    r"\geq": ">=",
    r"\mapsto": "->",
    r"\to": "->",
    r"\%": "%",
}  # fmt: skip
CONTENT = {r"\operatorname", r"\mathrm", r"\text", r"\mathbf", r"\boldsymbol", r"\vec", r"\mathit", r"\mathbb", r"\bm"}
FRACTIONS = {r"\frac", r"\dfrac", r"\tfrac", r"\cfrac"}
FUNCTION_SIGNS = {f" {name} " for name in (*SAME.split(), *ARCS.values())}


class _Unknown(Exception):
    """A command that has no plain spelling."""


def check_latex(text: str) -> None:
    """Raise FormulaError where the text is LaTeX, with the plain spelling where there is one."""
    found = IS_LATEX.search(text)
    if found is None:
        return
    try:
        plain = _Plain(text).whole()
    except _Unknown:
        end = found.end()
        raise FormulaError(Message("formula.typesetting"), text, found.start(), end - found.start()) from None
    raise FormulaError(Message("formula.latex", suggestion=plain), text, 0, len(text))


class _Plain:
    """One walk along the tokens of a LaTeX formula."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = _TOKEN.findall(text)
        self.at = 0
        self.depth = 0

    def whole(self) -> str:
        plain = self.until(None)
        plain = re.sub(r"\s+", " ", plain).strip()
        return re.sub(r" ?([*/^]) ?|(?<=\() | (?=[),])", r"\1", plain)

    def until(self, end: str | None) -> str:
        """Everything up to a closing brace, or to the end."""
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise _Unknown
        written: list[str] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token == end:
                break
            written.append(self.one())
            if written[-1] in FUNCTION_SIGNS and self.next() == "{":
                written.append(f"({self.argument()})")
        else:
            if end is not None:
                raise _Unknown
        self.at += 1
        self.depth -= 1
        return "".join(written)

    def next(self) -> str:
        """The next token that is not white space."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def argument(self) -> str:
        """A group in braces, or the one token that stands for it."""
        if self.next() == "{":
            self.at += 1
            return self.until("}").strip()
        if self.at >= len(self.tokens):
            raise _Unknown
        return self.one().strip()

    def one(self) -> str:
        token = self.tokens[self.at]
        self.at += 1
        if token in FRACTIONS:
            above, below = self.argument(), self.argument()
            return f"({_atom(above)}/{_atom(below)})"
        if token == r"\sqrt":
            degree = self.bracket()
            inner = self.argument()
            return f"({inner})^(1/{_atom(degree)})" if degree else f"sqrt({inner})"
        if token in CONTENT:
            return f" {self.argument()} "
        if token in (r"\sum", r"\prod"):
            return self.repeated("+" if token == r"\sum" else "*")
        if token in ("^", "_"):
            return self.script(token)
        if token == "{":
            return f"({self.until('}')})"
        if token in SIGNS:
            if token in (r"\left", r"\right") and self.next() == ".":
                self.at += 1
            return SIGNS[token]
        if token == "}" or token.startswith("\\"):
            raise _Unknown
        return token

    def bracket(self) -> str:
        """What stands in square brackets behind \\sqrt."""
        if self.next() != "[":
            return ""
        end = self.tokens.index("]", self.at) if "]" in self.tokens[self.at :] else None
        if end is None:
            raise _Unknown
        inner = "".join(self.tokens[self.at + 1 : end])
        self.at = end + 1
        return inner

    def script(self, sign: str) -> str:
        inner = self.argument()
        if sign == "^":
            return f"^{_atom(inner)}"
        if not _ATOM.fullmatch(inner):
            raise _Unknown
        return f"_{inner}"

    def repeated(self, sign: str) -> str:
        """A sum or a product over an index: its terms, as far as the next plus or minus."""
        limits: dict[str, str] = {}
        while self.next() in ("_", "^"):
            mark = self.tokens[self.at]
            self.at += 1
            limits[mark] = self.argument()
        written, depth = "", 0
        while self.at < len(self.tokens) and not (depth == 0 and written.strip() and self.tokens[self.at] in "+-=,"):
            if depth == 0 and self.tokens[self.at] in (")", "}"):
                break
            depth += {"(": 1, ")": -1}.get(self.tokens[self.at], 0)
            written += self.one()
        terms = expanded(written.strip(), limits.get("_", ""), limits.get("^", ""), sign)
        if terms is None:
            raise _Unknown
        return terms


def _atom(text: str) -> str:
    """The text, in parentheses unless it is one number or name."""
    return text if _ATOM.fullmatch(text) else f"({text})"
