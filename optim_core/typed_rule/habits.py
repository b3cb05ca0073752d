"""What people write who know a programming language, and how a rule says it."""

import re

from optim_core.messages import Message
from optim_core.typed_rule.names import POINTS, STEP

Found = tuple[int, int, Message]  # where it begins and ends in the line, and what to say

_STATEMENT = re.compile(r"\s*(def|class|import|from|return|if|elif|else|for|while|with|print|pass)\b(?!\s*=)")
_MODULE = re.compile(r"\b(np|numpy|math|torch)\s*\.\s*([A-Za-z]\w*)")
_UPDATE = re.compile(r"\s*([A-Za-z]\w*)\s*(\*\*|//|[-+*/^])=(?!=)(.*)")
_EQUALS = re.compile(r":=|==|<-")
_COMMENT = re.compile(r"//|/\*")


def habit(code: str) -> Found | None:
    """The first habit of another language in a line without its remark; None where there is none."""
    if match := _STATEMENT.match(code):
        return *match.span(1), Message("own.statement", word=match[1])
    if match := _UPDATE.match(code):
        if match[1] in POINTS:
            return *match.span(1), Message("own.point", name=match[1])
        message = Message("own.update", typed=f"{match[2]}=", suggestion=_written_out(*match.groups()))
        return match.start(2), match.start(3), message
    if match := _EQUALS.search(code):
        return *match.span(), Message("own.equals", typed=match[0])
    if match := _COMMENT.search(code):
        return *match.span(), Message("own.comment", typed=match[0])
    if (place := code.find(";")) >= 0:
        return place, place + 1, Message("own.semicolon")
    if match := _MODULE.search(code):
        return *match.span(), Message("own.module", typed=match[0], suggestion=match[2])
    return None


def _written_out(name: str, sign: str, right: str) -> str:
    """`v += g` is v = v + g; a step has no value yet that it could change, so `step -= g` is step = -g."""
    part = right.strip()
    part = f"({part})" if sign != "+" and re.search(r"[-+*/^ ]", part) else part
    if name == STEP:
        return f"{name} = {'-' * (sign == '-')}{part}"
    return f"{name} = {name} {sign} {part}"
