"""A task counts as done only where the runs that are kept with it still solve it, whoever wrote the record."""

from dataclasses import replace

from lessons.course import readable
from lessons.grading.grading import grade
from lessons.learner.progress import Notes, Progress
from lessons.learner.record import LessonRecord
from lessons.lesson import Lesson
from optim_core import Message


def proven(progress: Progress, language: str = "en") -> tuple[Progress, Notes]:
    """The progress with every done task graded again from its runs and answers; what does not hold is open again."""
    lessons, notes, kept = readable(language), list[Message](), dict[str, LessonRecord]()
    for slug, record in progress.lessons.items():
        if slug not in lessons:
            notes.append(Message("progress.no_lesson", lesson=slug[:60]))
            continue
        lesson = lessons[slug]
        held = {name: runs for name, runs in record.solved.items() if _holds(lesson, name, record, progress.seed)}
        lost = [name for name in record.solved if name not in held]
        notes += [Message("progress.not_proved", task=name, lesson=lesson.title) for name in lost]
        kept[slug] = replace(record, solved=held) if lost else record
    return replace(progress, lessons=kept, last=progress.last if progress.last in lessons else ""), tuple(notes)


def _holds(lesson: Lesson, name: str, record: LessonRecord, seed: int) -> bool:
    if name not in lesson.tasks:
        return False
    return grade(lesson, name, record.solved[name], seed, record.tries.get(name, ())).passed
