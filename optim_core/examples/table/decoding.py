"""From the bytes of a file to its text: which encoding it has, and what is no text at all."""

from __future__ import annotations

import codecs
import re

from optim_core.messages import ExperimentError, Message

MOST_BYTES = 2_000_000
LOOKED_AT = 4096  # bytes whose zeros tell UTF-16 from what is no text
MOST_CONTROLS = 0.05  # of the characters; text has hardly any besides the ends of lines
# UTF-32 before UTF-16, whose mark it begins with
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
NO_TABLES = {  # how a text begins
    "table.markup": re.compile(r"<(!|\?|html|head|body|table|svg|xml)", re.IGNORECASE),
    "table.json": re.compile(r"[\[{]\s*[\[\]{}\"]"),
    "table.binary": re.compile("%PDF"),
}
CONTROLS = dict.fromkeys((*range(9), 11, *range(14, 32), 127))  # without tab, line feed, form feed, return


def decoded(data: bytes, *, cut: bool = False) -> tuple[str, tuple[Message, ...]]:
    """The text, and what was assumed to read it. `cut`: the file goes on, so the last line is left out.

    Raises ExperimentError where there is no text.
    """
    if len(data) > MOST_BYTES:
        raise ExperimentError(Message("table.too_large", high=MOST_BYTES / 1e6))
    if data.startswith(WORKBOOKS):
        raise ExperimentError(Message("table.workbook"))
    text, notes = _decoded(data, cut)
    begins = text.lstrip()
    if not begins:
        raise ExperimentError(Message("table.empty"))
    for problem, beginning in NO_TABLES.items():
        if beginning.match(begins):
            raise ExperimentError(Message(problem))
    if len(text) - len(text.translate(CONTROLS)) > MOST_CONTROLS * len(text):
        raise ExperimentError(Message("table.binary"))
    if cut:
        end = max(text.rfind("\n"), text.rfind("\r")) + 1
        text, notes = text[:end] or text, (*notes, Message("table.cut", high=MOST_BYTES / 1e6))
    return text.translate(CONTROLS), notes


def _decoded(data: bytes, cut: bool) -> tuple[str, tuple[Message, ...]]:
    for mark, codec in MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], codec, cut), ()
    if codec := _wide(data[:LOOKED_AT]):
        return _strictly(data, codec, cut), (Message("table.assumed", encoding="UTF-16"),)
    if b"\0" in data:
        raise ExperimentError(Message("table.binary"))
    try:
        return _strictly(data, "utf-8", cut), ()
    except ExperimentError:
        pass
    try:
        return data.decode("cp1252"), (Message("table.latin"),)
    except UnicodeDecodeError:
        return data.decode("latin-1"), (Message("table.latin"),)


def _strictly(data: bytes, codec: str, cut: bool) -> str:
    """The text of bytes in one encoding; a character that is cut off at the end of a part of a file is left out."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        if cut and error.start >= len(data) - 4:
            return data[: error.start].decode(codec)
        name = codec.upper().removesuffix("-LE").removesuffix("-BE")
        raise ExperimentError(Message("table.encoding", encoding=name, byte=error.start + 1)) from error


def _wide(data: bytes) -> str:
    """UTF-16 without a mark has, where most letters are Latin, a zero in every other byte."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    half = len(data) / 2
    if min(even, odd) > 0.1 * half or max(even, odd) < 0.4 * half:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"
