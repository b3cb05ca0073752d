"""A translation is one file: it counts and writes numbers as its language does, and what is wrong in it is named."""

from __future__ import annotations

import json
import tomllib

import pytest

from app.words import words
from app.words.__main__ import complete
from app.words.numbers import Number, Whole, chosen
from app.words.parity import faults
from app.words.words import catalogue, english, say, shown, text
from lessons.measuring.words import LessonText
from optim_core import Message


@pytest.fixture
def german(tmp_path, monkeypatch):
    """Writes a second catalogue beside the English one."""
    english = words.TEXTS / "en.toml"
    (tmp_path / "en.toml").write_text(english.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(words, "TEXTS", tmp_path)
    catalogue.cache_clear()
    yield lambda written: (tmp_path / "de.toml").write_text(written, encoding="utf-8")
    catalogue.cache_clear()


def test_a_translation_is_one_file(german):
    """A second file changes page, registry and core texts; what it lacks stays English."""
    german(
        '[page]\ntitle = "Abstiegslabor"\n[optimizer]\n"adam.lr.name" = "Lernrate"\n'
        '[query]\n"number" = "{key} soll eine Zahl sein, nicht „{value}“."\n'
    )
    assert text("page.title", "de") == "Abstiegslabor"
    assert text("optimizer.adam.lr.name", "de") == "Lernrate"
    assert say(Message("query.number", key="x", value="viel"), "de") == "x soll eine Zahl sein, nicht „viel“."
    assert text("page.course", "de") == text("page.course", "en")


@pytest.mark.parametrize(
    "wrong",
    ['"{wert} ist keine Zahl."', '"{key} ist keine Zahl."', '"{value:d} ist keine Zahl."', '"{value ist keine"', "7"],
)
def test_a_translated_text_that_cannot_be_filled_in_stays_english(german, wrong):
    """A placeholder that is misspelt, foreign or left out spoils its own text only, and is named."""
    german(f'[page]\ntitle = "Abstiegslabor"\n[query]\nnumber = {wrong}\n')
    message = Message("query.number", key="x", value="viel")
    assert say(message, "de") == say(message, "en")
    assert text("page.title", "de") == "Abstiegslabor"
    assert list(words.misfits(words.own_texts("de"), words.english())) == ["query.number"]


@pytest.mark.parametrize("wrong", ['[page]\ntitle = "Abstiegslabor', 'title = "Abstiegslabor"', "[page]\na = 1\na = 2"])
def test_a_translation_that_cannot_be_read_is_english(german, wrong):
    """A missing quotation mark or section, or a key that stands there twice, stops no page, and the file is named."""
    german(wrong)
    assert text("page.title", "de") == text("page.title", "en")
    assert list(faults("de")) == ["de.toml"]


def test_every_catalogue_is_named_by_its_language():
    """Nobody could choose pt-BR.toml: a browser that asks for pt-BR is answered in pt."""
    assert {path.stem for path in words.TEXTS.iterdir()} == set(words.LANGUAGES)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_translation_fits_the_english(language):
    """No text of a language has a key, a value or a plural of its own, or leaves a value out."""
    assert faults(language) == {}


def test_what_is_wrong_in_a_translation_is_named(german):
    """Unknown keys, values left out, plurals that lack a word or have one too many."""
    german(
        '[page]\nheading = "Labor"\n[race]\nsize = "ein"\n[lesson]\nscreen = "{number}"\n'
        'counting = "{moves:one Zug|other Züge} von {most} {most:zero Null|other Zügen}"\n'
        'counted_more = "{count:one weiterer|few weitere|other weitere}"\n'
        'task_number = "{number} {count} {count:one x|two y}"\n'
    )
    assert {key: fault.split(":")[0] for key, fault in faults("de").items()} == {
        "page.heading": "there is no English text with this key",
        "race.size": "there is no English text with this key",
        "lesson.screen": "this leaves out {count}",
        "lesson.counting": "“zero Null|other Zügen” has no words for",
        "lesson.counted_more": "“one weiterer|few weitere|other weitere” has words for unknown kinds",
        "lesson.task_number": "“one x|two y” needs words for other numbers",
    }


def test_a_translation_may_count_what_the_english_does_not(german):
    """One, few and many are the language's own; what is counted but no number leaves the text English."""
    german(
        '[lesson]\ncounted_more = "{count} {count:one weiterer|other weitere}"\nscreen = "{number:other x} {count}"\n'
    )
    assert text("lesson.counted_more", "de", count=1) == "1 weiterer"
    assert text("lesson.counted_more", "de", count=3) == "3 weitere"
    assert text("lesson.screen", "de", number="two", count=3) == text("lesson.screen", number="two", count=3)


def test_numbers_are_written_as_the_language_does():
    """The decimal sign, the thousands and the plurals are the language's; points keep their coordinates apart."""
    assert format(Number(-1234.0, "sv")) == "\u22121234"
    assert f"{Number(0.25, 'de')} {Number(1.5e-7, 'de')}" == "0,25 1,5\u00a0×\u00a010⁻⁷"
    assert f"{Whole(31072, 'de'):,} {Whole(31072):,} {Whole(31072, 'de')}" == "31.072 31,072 31072"
    assert shown((1.5, -2.0), "de") == "(1,5; −2)"
    spec = "one plik|few pliki|many plików|other pliku"
    assert [chosen(spec, number, "pl") for number in (1, 2, 5, 22, 1.5)] == [
        "plik",
        "pliki",
        "plików",
        "pliki",
        "pliku",
    ]
    assert chosen("one row|other rows", 1, "qqq") == "row"
    assert say(LessonText("It is {a} at {b}.", a=0.25, b=float("inf")), "de") == "It is 0,25 at never."


def test_the_complete_catalogue_has_every_text(german):
    """What a translator copies has every text of registries, core, lessons and pages once, with what is translated."""
    printed = tomllib.loads("\n".join(complete()))
    assert {f"{s}.{key}": w for s, texts in printed.items() for key, w in texts.items()} == {
        key: w for key, w in english().items() if w
    }
    german('[page]\ntitle = "Abstiegslabor"\n')
    lines = [*complete("de")]
    assert 'title = "Abstiegslabor"' in lines
    assert f"course = {json.dumps(text('page.course'))}  # not translated yet" in lines
