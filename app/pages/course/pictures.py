"""Small pictures of experiments, computed by the server."""

from app.figures.theme import Scheme
from app.pages import progress, reader
from app.server.options import base_path
from lessons import Lesson
from lessons.lesson import filled_query


def picture_of(query: str, scheme: Scheme | None = None) -> str:
    """The address of the picture of an experiment, in the visitor's scheme where none is named."""
    return f"{base_path()}/stage/picture/{scheme or reader.scheme()}.svg?{query}"


def pictured(lesson: Lesson) -> str:
    """The address of the picture that stands for a lesson."""
    query = filled_query(lesson.picture or lesson.experiment, lesson.drawn(progress.current().seed))
    return picture_of(query)
