"""Guided lessons: read from files, held to what they unlock, graded on the learner's own runs."""

from lessons.course import course, readable
from lessons.format.reading import read_lesson
from lessons.lesson import Lesson
from lessons.messages import LESSONS_ENGLISH
from lessons.problems import LessonError, Problem
from lessons.records import Block, Option, Question, Screen, StageView, Task

__all__ = [
    "LESSONS_ENGLISH",
    "Block",
    "Lesson",
    "LessonError",
    "Option",
    "Problem",
    "Question",
    "Screen",
    "StageView",
    "Task",
    "course",
    "read_lesson",
    "readable",
]
