"""The course is in order, and every lesson holds what it says: `python -m lessons check`, two tests for each lesson."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lessons import LessonError, course, readable
from lessons.__main__ import main
from lessons.check.report import check_file
from lessons.course import lesson_files
from tests.lesson_text import TEMPLATE

FILES = lesson_files()


each = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])


@pytest.mark.slow
@each
def test_the_lesson_is_proved(path: Path) -> None:
    """Its numbers are true, its solutions pass, and its defaults fail."""
    assert [str(problem) for problem in check_file(path, samples=0).problems] == []


@pytest.mark.deep
@each
def test_chance_does_not_pass_it(path: Path) -> None:
    """Besides, of the settings that one might try at random less than one in ten passes."""
    assert [str(problem) for problem in check_file(path).problems] == []


def test_the_command_says_what_is_wrong_and_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m lessons check FILE` prints file:line: field: message and ends with 1."""
    wrong, good, binary = tmp_path / "wrong.md", tmp_path / "good.md", tmp_path / "binary.md"
    wrong.write_text(TEMPLATE.replace("minutes = 6", "minuts = 6"), encoding="utf-8")
    good.write_text(TEMPLATE, encoding="utf-8")
    binary.write_bytes(b"\xff\xfe\x00")
    assert main(["check", str(wrong), str(binary), str(tmp_path / "nothing.md")]) == 1
    said = capsys.readouterr().out
    assert f"{wrong}:5: minuts: there is no field “minuts”; did you mean “minutes”?" in said
    assert f"{binary}:1: the file cannot be read" in said
    assert f"{tmp_path / 'nothing.md'}:1: the file cannot be read" in said
    assert main(["check", "--samples", "20", str(good)]) == 0
    assert "ok; 4 screens" in capsys.readouterr().out


def test_the_course_is_in_order() -> None:
    """Lessons come in the order of their numbers, each slug once."""
    numbers = [lesson.number for lesson in course().values()]
    assert numbers == sorted(numbers)
    assert len({*numbers}) == len(numbers) >= 1


def test_a_lesson_that_is_not_translated_is_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A language has its own lessons, and the English ones beside them; each says in which language it is."""
    for name in ("en/01-first", "en/02-second", "xx/02-second"):
        path = tmp_path / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.setattr(sys.modules[course.__module__], "HERE", tmp_path)
    sys.modules[course.__module__]._read.cache_clear()
    assert {slug: lesson.language for slug, lesson in course("xx").items()} == {"first": "en", "second": "xx"}
    assert {lesson.language for lesson in course("yy").values()} == {"en"}
    sys.modules[course.__module__]._read.cache_clear()


def test_one_lesson_with_a_mistake_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole course is refused with the mistake named; who learns still gets the lessons that can be read."""
    good, wrong = tmp_path / "01-good.md", tmp_path / "02-wrong.md"
    good.write_text(TEMPLATE, encoding="utf-8")
    wrong.write_text(TEMPLATE.replace("minutes = 6", "minuts = 6"), encoding="utf-8")
    module = sys.modules[course.__module__]  # the package has a function of the same name
    monkeypatch.setattr(module, "lesson_files", lambda language: [good, wrong])
    assert list(readable("xx")) == ["good"]
    with pytest.raises(LessonError, match=r"02-wrong\.md:5: minuts"):
        course("xx")
