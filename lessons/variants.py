"""What is drawn for each learner from their seed, so that answers cannot be copied."""

import hashlib
import re

from lessons.records import Variants

ROUND = 2**32  # a seed holds the learner's own below this, and above it which round of a task it is


def in_round(seed: int, round: int) -> int:
    """The seed of a later round of the same task: every round has a new draw."""
    return seed % ROUND + round * ROUND


def draw(slug: str, variants: Variants, seed: int) -> dict[str, float | str]:
    """One choice of each variant. The same seed and lesson give the same choices, the next round the next ones."""
    own, round = seed % ROUND, seed // ROUND
    return {name: choices[(_hash(f"{slug}/{name}/{own}") + round) % len(choices)] for name, choices in variants.items()}


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6])


def plain(value: float | str) -> str:
    """A choice as it is written in a query or a text."""
    return value if isinstance(value, str) else f"{value:.15g}"


def filled(template: str, drawn: dict[str, float | str]) -> str:
    """The template with each {name} of a variant replaced."""
    return re.sub(r"\{(\w+)\}", lambda m: plain(drawn[m[1]]) if m[1] in drawn else m[0], template)
