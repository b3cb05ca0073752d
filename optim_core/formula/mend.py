"""Finds all mistakes of a typed text: each is put right as its sentence says, and what comes out is read again."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import pairwise

from optim_core.messages import FormulaError

MOST = 16  # mistakes of one text
LONGEST_COMPARED = 120  # characters; comparing takes the square of that
Place = tuple[int, int]  # where something begins and ends


def with_all_mistakes(error: FormulaError, read: Callable[[str], object], longest: int) -> FormulaError:
    """The error with everything that is wrong behind it, and with the texts that are accepted in the end."""
    chain, accepted = _chain(error, read, longest)
    found = [accepted]
    if fork := next((mistake for mistake in chain if "other" in mistake.message.values), None):
        found.append(_chain(_other_reading(fork), read, longest)[1])
    suggestions = tuple(dict.fromkeys(text for text in found if text is not None))
    later = tuple(_at_their_places(chain))
    return FormulaError(error.message, error.text, error.position, error.length, error.mended, later, suggestions)


def _chain(error: FormulaError, read: Callable[[str], object], longest: int) -> tuple[list[FormulaError], str | None]:
    """Each mistake in the text in which it was found, and the text that is accepted at last, where there is one."""
    chain = [error]
    while len(chain) < MOST and (text := error.mended) is not None and text != error.text and len(text) <= longest:
        try:
            read(text)
        except FormulaError as next_one:
            error = next_one
            chain.append(error)
        else:
            return chain, text.strip()
    return chain, None


def _other_reading(error: FormulaError) -> FormulaError:
    """The same mistake, put right as its second reading says."""
    assert error.position is not None
    end = error.position + error.length
    mended = f"{error.text[: error.position]}{error.message.values['other']}{error.text[end:]}"
    return FormulaError(error.message, error.text, error.position, error.length, mended)


def _at_their_places(chain: list[FormulaError]) -> list[FormulaError]:
    """The mistakes after the first, at their places in the text as it was typed."""
    text = chain[0].text
    places: list[Place] = [(k, k + 1) for k in range(len(text))]
    later = []
    for before, error in pairwise(chain):
        places = _carried(before.text, error.text, places)
        meant = places[error.position or 0 : (error.position or 0) + max(1, error.length)] or [(len(text), len(text))]
        start, end = min(place[0] for place in meant), max(place[1] for place in meant)
        later.append(FormulaError(error.message, text, start, end - start))
    return later


def _changes(old: str, new: str) -> list[tuple[int, int, int, int]]:
    """Parts of both texts that belong together: what is alike at both ends, and in the middle what is alike there."""
    first = _alike(old, new)
    last = _alike(old[first:][::-1], new[first:][::-1])
    i, k = len(old) - last, len(new) - last
    middle = SequenceMatcher(None, old[first:i], new[first:k]) if i - first < LONGEST_COMPARED else None
    parts = [(0, first, 0, first)]
    if middle is None:
        parts.append((first, i, first, k))
    else:
        parts += [(a + first, b + first, c + first, d + first) for _, a, b, c, d in middle.get_opcodes()]
    return [*parts, (i, len(old), k, len(new))]


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((k for k, (a, b) in pairs if a != b), min(len(one), len(other)))


def _carried(old: str, new: str, places: list[Place]) -> list[Place]:
    """The place of each character of the new text in the text as typed, by those of the old one."""
    carried: list[Place] = []
    for i, j, k, end in _changes(old, new):
        if old[i:j] == new[k:end]:
            carried += places[i:j]
        elif end > k:
            meant = places[i:j] or places[i - 1 : i] or places[:1] or [(0, 0)]
            carried += [(meant[0][0], meant[-1][1])] * (end - k)
    return carried
