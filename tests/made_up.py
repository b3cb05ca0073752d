"""A language that nobody speaks, made for a test and not kept: letters have accents, texts are two fifths longer.

What stays English on a page in this language was never in a catalogue, and what is cut off would be so in German.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from app.words.numbers import conventions
from app.words.words import english
from lessons.format.fields import LONGEST_TEXT
from lessons.glossary import LONGEST_MEANING
from optim_core.messages import forms

LANGUAGE = "pl"  # its plurals and its decimal comma are not the English ones
LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "áƀćđéƒǵĥíĵķĺḿńóṕɋŕśťúṽŵẋýžÁƁĆĐÉƑǴĤÍĴĶĹḾŃÓṔɊŔŚŤÚṼŴẊÝŽ"
)
LONGER = 0.4
LEFT_OUT = "escape"  # a lesson that is not translated
# Places to be filled in, formulas, code, addresses of links, icons, and the marks of claims: they are no words.
_NO_WORDS = re.compile(
    r"%?\{=[^}]*\}|%?\{[^{}]*\}|\$\$.*?\$\$|\$[^$\n]*\$|`[^`\n]*`|(?<=\])\([^)\s]*\)|:material/\w+:|https?://\S+|<[^<>]*>|&\w+;",
    re.DOTALL,
)
_COUNTED = re.compile(r"\{(\w+):([^{}]*\|[^{}]*)\}")
# Of a lesson's front matter, and of the glossary: what a person reads.
_FIELDS = "title|idea|able|part|label|say|ask|text|ours|right|wrong|miss|miss_one|miss_other|label_x|label_y|why"
_FIELDS += "|name|meaning|more"
_TEXT = re.compile(rf'(?<![\w.])({_FIELDS})( = )("(?:\\.|[^"\\])*")')
_HINTS = re.compile(r"^(hints = \[)(.*?)(\]$)", re.MULTILINE | re.DOTALL)
_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_RUNNABLE = ("stage.own.words", "stage.owndata.example")  # each line begins with what can be typed


def made_up(words: str, most: int = LONGEST_TEXT) -> str:
    """A text in the language, where it may be so long. What is filled in and what runs stays, and numbers with it."""
    found, position = [], 0
    for match in _NO_WORDS.finditer(words):
        found += [words[position : match.start()].translate(LETTERS), _COUNTED.sub(_for_every_number, match[0])]
        position = match.end()
    said = "".join([*found, words[position:].translate(LETTERS)])
    letters = sum(character.isalpha() for character in _NO_WORDS.sub("", words))
    if not letters or len(said) + 21 > most:
        return said
    end = len(said.rstrip()) - (said.rstrip()[-1] in "*_")
    return said[:end] + " " + " ".join(_filler(min(round(letters * LONGER), most - len(said) - 20))) + said[end:]


def _for_every_number(match: re.Match[str]) -> str:
    """Words for all the kinds of numbers that the language tells apart."""
    words = forms(match[2])["other"].translate(LETTERS)
    kinds = sorted({*conventions(LANGUAGE).plural_form.tags, "other"})
    return f"{{{match[1]}:{'|'.join(f'{kind} {words}' for kind in kinds)}}}"


def _filler(length: int) -> list[str]:
    """Words of as many letters, the last of them short."""
    whole, rest = divmod(length, 7)
    return ["óńéťẃóś"] * whole + ["óńéťẃó"[: rest or 1]]


def catalogue() -> str:
    """The catalogue of everything; what can be typed in a rule of one's own keeps its left side."""
    sections: dict[str, list[str]] = {}
    for key, words in english().items():
        section, _, rest = key.partition(".")
        own = _typed(words) if key in _RUNNABLE else made_up(words)
        sections.setdefault(section, []).append(f"{json.dumps(rest)} = {json.dumps(own, ensure_ascii=False)}")
    return "\n".join(line for section, lines in sections.items() for line in (f"[{section}]", *lines)) + "\n"


def _typed(words: str) -> str:
    lines = (line.partition(" :: ") for line in words.split("\n"))
    return "\n".join(f"{left}{mark}{made_up(right) if mark else right}" for left, mark, right in lines)


def lesson(text: str) -> str:
    """A lesson file, or a glossary, in the language."""
    front, body = text.split("\n+++\n", 1) if text.startswith("+++") else (text, "")

    def quoted(words: str, most: int = LONGEST_TEXT) -> str:
        return json.dumps(made_up(json.loads(words), most), ensure_ascii=False)

    longest = {"meaning": LONGEST_MEANING}
    front = _TEXT.sub(lambda m: m[1] + m[2] + quoted(m[3], longest.get(m[1], LONGEST_TEXT)), front)
    front = _HINTS.sub(lambda m: m[1] + _STRING.sub(lambda hint: quoted(hint[0]), m[2]) + m[3], front)
    if not body:
        return front
    lines = body.split("\n")
    for number, line in enumerate(lines):
        mark = re.match(r"\s*(?:#+ |[-*>] |\d+[.)] |\{|$)", line)
        if mark and mark[0].endswith("{"):  # a question, a task, a picture
            continue
        start = mark.end() if mark else 0
        lines[number] = line[:start] + made_up(line[start:])
    return f"{front}\n+++\n" + "\n".join(lines)


def speak(tree: Path) -> None:
    """Puts the language into a copy of the project: its catalogue, its glossary, and all lessons but one."""
    (tree / "app" / "words" / "texts" / f"{LANGUAGE}.toml").write_text(catalogue(), encoding="utf-8")
    english_lessons, own = tree / "lessons" / "en", tree / "lessons" / LANGUAGE
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir()
    for path in [*english_lessons.glob("*.md"), english_lessons / "glossary.toml"]:
        if path.stem.endswith(LEFT_OUT):
            continue
        (own / path.name).write_text(lesson(path.read_text(encoding="utf-8")), encoding="utf-8")
