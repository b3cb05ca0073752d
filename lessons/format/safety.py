"""What a text of a lesson may not hold, whoever wrote it: raw HTML, images, and links to anything but web pages."""

import re
from collections.abc import Iterator

from optim_core import Message

LARGEST = 64 * 1024  # bytes of a lesson file
_MATHS = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$", re.DOTALL)
_HTML = re.compile(r"<(?=[A-Za-z/!?])")
_LINK = re.compile(r"\]\(\s*([^)\s]*)")
_DEFINITION = re.compile(r"\]:\s*(\S*)")
_ALLOWED = re.compile(r"(https?://[^\s<>\"'()\\]+|term:[a-z0-9_-]+)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def blanked(text: str, pattern: re.Pattern[str] = _MATHS) -> str:
    """The text with each match replaced by as many spaces, so that places and lines stay."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def dangers(text: str) -> Iterator[tuple[int, Message]]:
    """Where (an index into `text`) something stands that may not, and what is to be said about it."""
    for match in _CONTROL.finditer(text):
        yield match.start(), Message("file.invisible", code=f"U+{ord(match[0]):04X}")
    # Maths is typeset by itself and runs nothing; but a pair of dollars must not hide what is none.
    for match in _HTML.finditer(blanked(text)):
        yield match.start(), Message("file.html")
    for match in re.finditer(r"<[\s/]*(script|iframe|img|svg|object|embed|style|link|meta|form|input)\b", text, re.I):
        yield match.start(), Message("file.html_in_maths")
    for match in re.finditer(r"!\[", text):
        yield match.start(), Message("file.picture")
    for match in [*_LINK.finditer(text), *_DEFINITION.finditer(text)]:
        if not _ALLOWED.fullmatch(match[1]):
            target = match[1][:40] or Message("number.nothing")
            yield match.start(), Message("file.link", target=target)
    for match in re.finditer(r"\b(javascript|vbscript|data|file):", text, re.I):
        if match[1].lower() in ("javascript", "vbscript") or text[match.end() : match.end() + 1].strip() not in (
            "",
            "*",
        ):
            yield match.start(), Message("file.scheme", scheme=match[1].lower())
    for match in re.finditer(r"&#?\w+;", text):
        yield match.start(), Message("file.entity", entity=match[0][:20])


def safe_url(url: str) -> bool:
    """Whether an address is one of a web page."""
    return len(url) <= 500 and _ALLOWED.fullmatch(url.replace("(", "").replace(")", "")) is not None and "://" in url
