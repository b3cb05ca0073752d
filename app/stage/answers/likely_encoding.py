"""Which encoding a file has that is no Unicode: charset-normalizer leaves some, and their frequent letters decide.

A table has few letters, often only those of two names, and many encodings read the same bytes without a fault.
"""

import unicodedata

from charset_normalizer import from_bytes

from app.stage.answers.letters import FREQUENT
from optim_core.examples.table.decoding import USUAL

MOST_LOOKED_AT = 4000  # bytes of lines that have other bytes than ASCII
MOST_CHAOS = 0.6  # charset-normalizer's measure of a text that no language has
STRANGE = -0.6  # a sign that is hardly ever in a name of the languages
MIXED = -1.0  # an ASCII letter beside a letter of another script, or a capital behind a small letter
RARE = {
    "cp1250": 0.05,
    "koi8_r": 0.1,
    "cp1254": 0.1,
    "cp874": 0.2,
    "cp866": 0.3,
    "mac_roman": 0.4,
    "cp1257": 0.6,
    "cp850": 0.6,
}
BESIDE = -0.6  # two accents side by side in Latin letters
SHOUTED = -0.3  # a capital behind a capital, or at the end of a word
LARGE = 100  # letters of a script in which none of the frequent ones is much more so than another
_LATIN = "LATIN"
_JOINS = "’·่้๊๋ัิีึืุู็์ํ"  # may stand within a word
_PLAIN = "°²³µ€§£«»–—’“”…ªº·×±½¼%‰™©®№"  # signs that are frequent beside letters


def likely_encoding(data: bytes) -> str:
    """The encoding that gives the most usual letters."""
    sample = _telling(data)
    found = from_bytes(sample, steps=1, chunk_size=MOST_LOOKED_AT, threshold=MOST_CHAOS, cp_isolation=[*FREQUENT])
    chaos = {name: match.chaos - match.coherence for match in found for name in match.could_be_from_charset}
    scores = {USUAL: -1.0}
    for encoding, letters in FREQUENT.items():
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        scores[encoding] = _usual(text, letters) - chaos.get(encoding, MOST_CHAOS) - RARE.get(encoding, 0.0)
    return max(scores, key=lambda encoding: scores[encoding])


def _telling(data: bytes) -> bytes:
    """The first lines with other bytes than ASCII."""
    kept: list[bytes] = []
    size = 0
    for line in data.splitlines():
        if not line.isascii():
            if size + len(line) > MOST_LOOKED_AT and kept:
                break
            kept.append(line[:MOST_LOOKED_AT])
            size += len(line)
    return b"\n".join(kept)


def _usual(text: str, letters: str) -> float:
    """How usual the letters are that are not ASCII, from about -1 to 1."""
    slope = (0.3 if len(letters) > LARGE else 0.7) / len(letters)
    worth = {letter: 1 - slope * place for place, letter in reversed([*enumerate(letters)])}
    seen = [
        worth.get(char, worth.get(char.lower(), 0.5 if char in _PLAIN else STRANGE)) + _neighbours(before, char, after)
        for before, char, after in zip(f" {text}", text, f"{text[1:]} ", strict=False)
        if not char.isascii()
    ]
    return sum(seen) / max(1, len(seen))


def _neighbours(before: str, char: str, after: str) -> float:
    """What stands beside a letter may make it less usual."""
    if not char.isalpha() or char in _PLAIN:
        return MIXED if before.isalpha() and after.isalpha() and char not in _JOINS + _PLAIN else 0.0
    if before.islower() and char.isupper():
        return MIXED
    if unicodedata.name(char, _LATIN).startswith(_LATIN):
        return 0.0 if before.isascii() or not before.isalpha() else BESIDE
    if any(near.isascii() and near.isalpha() for near in (before, after)):
        return MIXED
    if char.isupper() and (before.isupper() or not after.isalpha()):
        return SHOUTED
    return 0.0
