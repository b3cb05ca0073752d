"""From the bytes of a file to its text: which encoding it has, and what is no text at all."""

import codecs
import re
from collections.abc import Callable
from typing import NamedTuple

from optim_core.messages import ExperimentError, Message, Name

MOST_BYTES = 2_000_000
LOOKED_AT = 4096  # bytes whose zeros tell UTF-16 from what is no text
MOST_CONTROLS = 0.05  # of the characters; text has hardly any besides the ends of lines
# What can be chosen, and what it is called. The first of those that are not Unicode is meant where nothing tells.
ENCODINGS = {
    "utf-8": "UTF-8 (all languages)",
    "utf-16": "UTF-16 (all languages)",
    "cp1252": "Western Europe (Windows-1252)",
    "cp1250": "Central Europe (Windows-1250)",
    "cp1257": "Baltic (Windows-1257)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1253": "Greek (Windows-1253)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8_r": "Cyrillic (KOI8-R)",
    "cp866": "Cyrillic (DOS 866)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "cp874": "Thai (Windows-874)",
    "gb18030": "Chinese, simplified (GB 18030)",
    "big5": "Chinese, traditional (Big5)",
    "cp932": "Japanese (Shift JIS)",
    "euc_jp": "Japanese (EUC-JP)",
    "iso2022_jp": "Japanese (ISO-2022-JP)",
    "cp949": "Korean (EUC-KR)",
    "cp850": "Western Europe (DOS 850)",
    "mac_roman": "Western Europe (Mac)",
}
USUAL = "cp1252"
_TO_JAPANESE = b"\x1b$B"  # the sign that these letters follow, in plain ASCII
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


class Text(NamedTuple):
    """The text of a file, how its letters are written, and what was assumed to read them."""

    text: str
    encoding: str  # one of ENCODINGS
    notes: tuple[Message, ...]


def encoding_name(encoding: str) -> Name:
    """What an encoding is called."""
    return Name(f"encoding.{encoding}", ENCODINGS[encoding])


def decoded(
    data: bytes, encoding: str | None = None, *, cut: bool = False, likely: Callable[[bytes], str] | None = None
) -> Text:
    """The text. `cut`: the file goes on, so the last line is left out; `likely` guesses where nothing tells.

    Raises ExperimentError where there is no text.
    """
    if len(data) > MOST_BYTES:
        raise ExperimentError(Message("table.too_large", high=MOST_BYTES / 1e6))
    if data.startswith(WORKBOOKS):
        raise ExperimentError(Message("table.workbook"))
    text, encoding, notes = _decoded(data, cut, likely) if encoding is None else _chosen(data, encoding, cut)
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
    return Text(text.translate(CONTROLS), encoding, notes)


def _decoded(data: bytes, cut: bool, likely: Callable[[bytes], str] | None) -> Text:
    for mark, codec in MARKS:
        if data.startswith(mark):
            return Text(_strictly(data[len(mark) :], codec, cut), "utf-8" if codec == "utf-8" else "utf-16", ())
    if codec := _wide(data[:LOOKED_AT]):
        return Text(_strictly(data, codec, cut), "utf-16", (_guessed("utf-16"),))
    if _TO_JAPANESE in data[:LOOKED_AT]:
        return Text(_strictly(data, "iso2022_jp", cut), "iso2022_jp", (_guessed("iso2022_jp"),))
    if b"\0" in data:
        raise ExperimentError(Message("table.binary"))
    try:
        return Text(_strictly(data, "utf-8", cut), "utf-8", ())
    except ExperimentError:
        pass
    encoding = likely(data) if likely else USUAL
    try:
        return Text(_strictly(data, encoding, cut), encoding, (_guessed(encoding),))
    except ExperimentError:
        return Text(data.decode("latin-1"), USUAL, (_guessed(USUAL),))


def _chosen(data: bytes, encoding: str, cut: bool) -> Text:
    """The text as somebody says that it is written; a mark in the file knows better how wide its letters are."""
    for mark, codec in MARKS:
        if data.startswith(mark) and codec.startswith(encoding):
            return Text(_strictly(data[len(mark) :], codec, cut), encoding, ())
    if encoding == "utf-16":
        return Text(_strictly(data, _wide(data[:LOOKED_AT]) or "utf-16-le", cut), encoding, ())
    return Text(_strictly(data, encoding, cut), encoding, ())


def _guessed(encoding: str) -> Message:
    return Message("table.letters", encoding=encoding_name(encoding))


def _strictly(data: bytes, codec: str, cut: bool) -> str:
    """The text of bytes in one encoding; a character that is cut off at the end of a part of a file is left out."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        if cut and error.start >= len(data) - 4:
            return data[: error.start].decode(codec)
        if codec == USUAL:  # a few bytes mean nothing there, and stand in files all the same
            return data.decode("latin-1")
        name = codec.upper().removesuffix("-LE").removesuffix("-BE").replace("_", "-")
        raise ExperimentError(Message("table.encoding", encoding=name, byte=error.start + 1)) from error


def _wide(data: bytes) -> str:
    """UTF-16 without a mark has, where most letters are Latin, a zero in every other byte."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    half = len(data) / 2
    if min(even, odd) > 0.1 * half or max(even, odd) < 0.4 * half:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"
