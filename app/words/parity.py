"""How a translation stands to the English texts: what it lacks, what nobody asks for, and what cannot be right."""

from collections.abc import Mapping

from app.words.numbers import conventions
from app.words.words import counted, english, misfits, own_texts, unreadable
from optim_core.messages import forms

COUNTED = range(201)  # numbers whose words a text has to have; some languages have others for millions


def missing(language: str) -> list[str]:
    """The keys that a language has no text for, and says in English."""
    own = own_texts(language)
    return [key for key, words in english().items() if words and key not in own]


def faults(language: str) -> Mapping[str, str]:
    """What has to be mended in a translation, by key; of a file that cannot be read, by its name."""
    if problem := unreadable(language):
        return {f"{language}.toml": problem}
    usual, own = english(), own_texts(language)
    problems = dict(misfits(own, usual))
    for key, words in own.items():
        if key not in usual:
            problems[key] = "there is no English text with this key"
        elif key not in problems and (wrong := _fault(words, language)):
            problems[key] = wrong
    return problems


def _fault(words: str, language: str) -> str:
    plural = conventions(language).plural_form
    needed, known = {plural(number) for number in COUNTED}, {*plural.tags, "other"}
    for spec in counted(words):
        if lacking := needed - forms(spec).keys():
            return f"“{spec}” has no words for: {', '.join(sorted(lacking))}"
        if unknown := forms(spec).keys() - known:
            return f"“{spec}” has words for unknown kinds: {', '.join(sorted(unknown))}"
    return ""
