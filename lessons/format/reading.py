"""Reads a lesson file: front matter in TOML between two +++ lines, then the screens in Markdown."""

import re
import tomllib
from typing import Any

from lessons.format.context import Context, read_query
from lessons.format.crosscheck import crosscheck
from lessons.format.fields import Fields
from lessons.format.lines import lines_of
from lessons.format.read_numbers import read_charts, read_numbers, read_reading, read_shows, read_variants
from lessons.format.read_questions import read_questions
from lessons.format.read_tasks import read_tasks
from lessons.format.safety import LARGEST, dangers
from lessons.format.screens import read_screens
from lessons.lesson import Lesson
from lessons.problems import LessonError, Problems
from lessons.records import BLOCK_KINDS, PANELS, PURPOSES, USUAL_PANELS, StageView
from optim_core import OPTIMIZERS, Message

FENCE = "+++"
MOST_DOTS = 200  # in one line
_FILE_NAME = re.compile(r"(?:(\d{1,3})-)?([a-z0-9][a-z0-9-]{0,60})")
_AT_LINE = re.compile(r" ?\(at (?:line (\d+), column \d+|end of document)\)")


def read_lesson(text: str, name: str = "lesson.md") -> Lesson:
    """The lesson in a file's text. Raises LessonError, whose `problems` name line, field and the nearest valid name."""
    problems = Problems()
    front, body, body_line = _parts(text, problems)
    table = {} if problems.all else _toml(front, problems)
    if problems.all:
        raise LessonError(problems.all, name)
    problems.lines = lines_of(front, first=2)
    _written_out(table, "", problems)
    context = Context(problems)
    lesson = _lesson(Fields(table, "", problems), body, body_line, context, name)
    if not problems.all:
        crosscheck(lesson, problems)
    if problems.all:
        raise LessonError(problems.all, name)
    return lesson


def _parts(text: str, problems: Problems) -> tuple[str, str, int]:
    """Front matter, body and the body's first line."""
    if not isinstance(text, str) or len(text) > LARGEST or len(text.encode("utf-8", "replace")) > LARGEST:
        problems.add("", Message("file.large", high=LARGEST // 1024), 1)
        return "", "", 1
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for place, message in dangers(text):
        problems.add("text", message, 1 + text.count("\n", 0, place))
    lines = text.split("\n")
    ends = [k for k, line in enumerate(lines) if line.strip() == FENCE][:2]
    if len(ends) < 2 or ends[0] != 0:
        problems.add("front matter", Message("file.fence", fence=FENCE), 1)
        return "", "", 1
    return "\n".join(lines[1 : ends[1]]), "\n".join(lines[ends[1] + 1 :]), ends[1] + 2


def _toml(front: str, problems: Problems) -> dict[str, Any]:
    for line, text in enumerate(front.split("\n"), start=2):
        if text.count(".") > MOST_DOTS:  # a key of ten thousand parts takes Python's reader seconds
            problems.add("front matter", Message("file.dots", high=MOST_DOTS), line)
            return {}
    try:
        return tomllib.loads(front)
    except (
        ValueError,
        RecursionError,
    ) as error:  # a TOMLDecodeError is a ValueError, and so is a number of 5000 digits
        place = _AT_LINE.search(str(error)[:200])
        line = int(place[1]) + 1 if place and place[1] else 2
        deep, why = Message("file.nested"), _AT_LINE.sub("", str(error)[:200])
        problems.add("front matter", Message("file.toml", why=deep if isinstance(error, RecursionError) else why), line)
        return {}


def _written_out(value: Any, field: str, problems: Problems) -> None:
    """Adds a problem for what a text hides behind an escape, such as \\u0021 for the mark that begins a picture."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _written_out(inner, f"{field}.{key}" if field else key, problems)
    elif isinstance(value, list):
        for k, inner in enumerate(value):
            _written_out(inner, f"{field}[{k}]", problems)
    elif isinstance(value, str):
        for _, message in dangers(value):
            problems.add(field, message)


def _lesson(front: Fields, body: str, body_line: int, context: Context, name: str) -> Lesson:
    problems = context.problems
    file_name = _FILE_NAME.fullmatch(name.rpartition("/")[2].removesuffix(".md").lower())
    title = context.text(front, "title", required=True)
    idea, able = context.text(front, "idea", required=True), context.text(front, "able", required=True)
    part = context.text(front, "part")
    minutes = front.whole("minutes", 10, 1, 120) or 10
    experiment = read_query(front, "experiment", required=True)
    free, optimizers = front.names("free"), front.names("optimizers", OPTIMIZERS, "optimizer")
    picture, terms = read_query(front, "picture"), front.names("terms")
    misconceptions, facts = front.names("misconceptions"), front.names("given")
    stage, variants = _stage(front), read_variants(front)
    numbers, shows = read_numbers(front), read_shows(front, context)
    questions, tasks = read_questions(front, context), read_tasks(front, context)
    charts, reading = read_charts(front, context), tuple(read_reading(front))
    front.done()
    known: dict[str, Any] = {
        **{purpose: [n for n, q in questions.items() if q.purpose == purpose] for purpose in PURPOSES},
        **dict(zip(BLOCK_KINDS[len(PURPOSES) :], (tasks, shows, charts), strict=True)),
    }
    screens = read_screens(body, body_line, known, context.collect, problems)
    return Lesson(
        slug=file_name[2] if file_name else "lesson",
        number=int(file_name[1] or 0) if file_name else 0,
        title=title,
        idea=idea,
        able=able,
        minutes=minutes,
        experiment=experiment,
        free=free,
        optimizers=optimizers,
        picture=picture,
        part=part,
        stage=stage,
        screens=screens,
        questions=questions,
        tasks=tasks,
        shows=shows,
        numbers=numbers,
        charts=charts,
        variants=variants,
        terms=terms,
        misconceptions=misconceptions,
        reading=reading,
        facts=facts,
        claims=tuple(context.claims),
        texts=tuple(context.texts),
        lines=problems.lines,
    )


def _stage(front: Fields) -> StageView:
    fields = front.table("stage")
    if fields is None:
        return StageView()
    view = StageView(
        paths=bool(fields.flag("paths", True)),
        panels=fields.names("panels", PANELS, "panel") if fields.has("panels") else USUAL_PANELS,
        log=fields.flag("log"),
        row=fields.whole("row", None, 0, 100_000),
    )
    fields.done()
    return view
