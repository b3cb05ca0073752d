"""The glossary: each term once, with its meaning in one line, read from glossary.toml and checked."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from lessons.format.fields import Fields
from lessons.format.lines import lines_of
from lessons.problems import LessonError, Problems, unknown
from optim_core import Experiment, ExperimentError, Message

HERE = Path(__file__).parent
KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_MEANING = 160  # one line
MOST_TERMS = 200


@dataclass(frozen=True)
class Term:
    """One entry. `picture` is the query of an experiment; `see` are keys; `also` are other forms of the name."""

    key: str
    name: str
    meaning: str
    picture: str
    more: str = ""
    see: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form under which a text may mention the term."""
        return (self.name, *self.also)


@lru_cache(maxsize=8)
def glossary(language: str = "en") -> Mapping[str, Term]:
    """All terms of a language by key, in the order of the file; English where there is no glossary of that language."""
    path = HERE / language / "glossary.toml" if re.fullmatch(r"[a-z]{2,3}", language) else HERE
    if not path.is_file():
        path = HERE / "en" / "glossary.toml"
    return read_glossary(path.read_text(encoding="utf-8"), path.name)


def term(key: str, language: str = "en") -> Term:
    """The term of that key. Raises KeyError, which names the nearest one."""
    terms = glossary(language)
    if key not in terms:
        raise KeyError(str(unknown("term", key, terms)))
    return terms[key]


def read_glossary(text: str, name: str = "glossary.toml") -> Mapping[str, Term]:
    """The terms of a glossary file. Raises LessonError with everything that is wrong, each with its line.

    >>> read_glossary('[loss]\\nname = "Loss"\\nmeaning = "How bad."\\npicture = "surface=bowl"')["loss"].meaning
    'How bad.'
    """
    problems = Problems(lines_of(text))
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.add("", Message("glossary_file.toml", why=str(error)))
        raise LessonError(problems.all, name) from None
    if len(tables) > MOST_TERMS:
        problems.add("", Message("glossary_file.many", high=MOST_TERMS, count=len(tables)))
    terms: dict[str, Term] = {}
    for key, table in list(tables.items())[:MOST_TERMS]:
        if not KEY.fullmatch(key):
            problems.add(key, Message("glossary_file.key"))
        if isinstance(table, dict):
            terms[key] = _term(key, Fields(table, key, problems))
        else:
            problems.add(key, Message("glossary_file.table", key=key))
    _check(terms, problems)
    if problems.all:
        raise LessonError(problems.all, name)
    return MappingProxyType(terms)


def _term(key: str, fields: Fields) -> Term:
    term = Term(
        key=key,
        name=fields.text("name", required=True),
        meaning=fields.text("meaning", required=True),
        picture=fields.text("picture", required=True),
        more=fields.text("more"),
        see=fields.names("see"),
        also=fields.names("also"),
    )
    fields.done()
    if len(term.meaning) > LONGEST_MEANING:
        fields.wrong("meaning", Message("glossary_file.meaning", high=LONGEST_MEANING))
    if term.picture:
        try:
            Experiment.from_query(term.picture)
        except ExperimentError as error:
            fields.wrong("picture", Message("glossary_file.picture", problems=error.problems))
    return term


def _check(terms: Mapping[str, Term], problems: Problems) -> None:
    """What only shows with all terms known: forms that stand for two terms, and related terms that do not exist."""
    owners: dict[str, str] = {}
    for key, term in terms.items():
        for place, other in enumerate(term.see):
            if other not in terms:
                problems.add(f"{key}.see[{place}]", unknown("term", other, terms))
            elif other == key:
                problems.add(f"{key}.see[{place}]", Message("glossary_file.itself"))
        for form in filter(None, term.forms):
            owner = owners.setdefault(form.casefold(), key)
            if owner != key:
                problems.add(key, Message("glossary_file.twice", form=form, term=owner))
