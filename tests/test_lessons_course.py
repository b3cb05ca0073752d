"""Every lesson of the course holds what it says: `python -m lessons check`, two tests for each lesson."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.__main__ import main
from lessons.check.report import check_file
from lessons.course import lesson_files

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
    template = Path(__file__).parent.parent / "lessons" / "template.md"
    text = template.read_text(encoding="utf-8")
    wrong, good, binary = tmp_path / "wrong.md", tmp_path / "good.md", tmp_path / "binary.md"
    wrong.write_text(text.replace("minutes = 6", "minuts = 6"), encoding="utf-8")
    good.write_text(text, encoding="utf-8")
    binary.write_bytes(b"\xff\xfe\x00")
    assert main(["check", str(wrong), str(binary), str(tmp_path / "nothing.md")]) == 1
    said = capsys.readouterr().out
    assert f"{wrong}:5: minuts: there is no field “minuts”; did you mean “minutes”?" in said
    assert f"{binary}:1: the file cannot be read" in said
    assert f"{tmp_path / 'nothing.md'}:1: the file cannot be read" in said
    assert main(["check", "--samples", "20", str(good)]) == 0
    assert "ok; 4 screens" in capsys.readouterr().out
