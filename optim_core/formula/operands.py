"""Which tokens belong together: the operand that begins or ends at a token, and the parts of a call."""

from __future__ import annotations

from itertools import pairwise

from optim_core.formula.tokens import CLOSE, COMMA, FUNCTION, NAME, OPEN, Token, spell


def operand_from(tokens: list[Token], i: int) -> int:
    """The last token of the number, name, call or group that begins at token `i`."""
    if tokens[i].kind == FUNCTION and i + 1 < len(tokens) and tokens[i + 1].kind == OPEN:
        i += 1
    return i if tokens[i].kind != OPEN else closing(tokens, i) or len(tokens) - 1


def operand_until(tokens: list[Token], i: int) -> int:
    """The first token of the operand that ends at token `i`."""
    depth = 0
    for j in range(i, -1, -1):
        depth += {CLOSE: 1, OPEN: -1}.get(tokens[j].kind, 0)
        if depth == 0:
            return j - 1 if tokens[j].kind == OPEN and j and tokens[j - 1].kind == FUNCTION else j
    return i


def closing(tokens: list[Token], i: int) -> int | None:
    """The token that closes the parenthesis opened at token `i`; None where none does."""
    depth = 0
    for j in range(i, len(tokens)):
        depth += {OPEN: 1, CLOSE: -1}.get(tokens[j].kind, 0)
        if depth == 0:
            return j
    return None


def parts(tokens: list[Token], first: int, last: int) -> list[list[Token]]:
    """What stands between the commas of the parentheses from token `first` to token `last`."""
    edges, depth = [first], 0
    for j in range(first, last):
        depth += {OPEN: 1, CLOSE: -1}.get(tokens[j].kind, 0)
        if depth == 1 and tokens[j].kind == COMMA:
            edges.append(j)
    return [tokens[a + 1 : b] for a, b in pairwise([*edges, last])]


def joined(tokens: list[Token]) -> str:
    """The tokens as they are typed, in parentheses unless they are one operand."""
    single = len(tokens) == 1 or (tokens and tokens[0].kind in (FUNCTION, NAME, OPEN) and operand_end(tokens))
    return spell(tokens) if single else f"({spell(tokens)})"


def operand_end(tokens: list[Token]) -> bool:
    """Whether the operand that begins with the first token ends with the last one."""
    called = tokens[0].kind != OPEN
    return len(tokens) > 1 and tokens[called].kind == OPEN and closing(tokens, int(called)) == len(tokens) - 1
