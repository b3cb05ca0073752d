"""A task counts as done where the runs kept with it still solve it, or where an earlier version has found so.

The second is only the record's own word, so it is marked wherever it is shown, and never becomes a code for a teacher.
"""

from dataclasses import replace

from lessons.course import readable
from lessons.grading.grading import RULES, grade
from lessons.learner.progress import Notes, Progress
from lessons.learner.record import LessonRecord
from lessons.lesson import Lesson
from optim_core import Message


def proven(progress: Progress, language: str = "en") -> tuple[Progress, Notes]:
    """The progress with every done task graded again from its runs and answers; what does not hold is open again.

    A task that was graded by earlier rules stays done where today's do not pass it.
    """
    lessons, notes, kept = readable(language), list[Message](), dict[str, LessonRecord]()
    for slug, record in progress.lessons.items():
        if slug not in lessons:
            notes.append(Message("progress.no_lesson", lesson=slug[:60]))
            continue
        lesson = lessons[slug]
        held = {name for name in record.solved if _holds(lesson, name, record, progress.seed)}
        done = held | lesson.tasks.keys() & {*record.earlier}
        lost = [name for name in record.solved if name not in done]
        notes += [Message("progress.not_proved", task=name, lesson=lesson.title) for name in lost]
        kept[slug] = replace(
            record,
            solved={name: runs for name, runs in record.solved.items() if name in done},
            rules={name: RULES for name in record.solved if name in held},
            seeds={name: seed for name, seed in record.seeds.items() if name in done},
        )
    return replace(progress, lessons=kept, last=progress.last if progress.last in lessons else ""), tuple(notes)


def _holds(lesson: Lesson, name: str, record: LessonRecord, seed: int) -> bool:
    if name not in lesson.tasks:
        return False
    seed = record.seeds.get(name, seed)
    return grade(lesson, name, record.solved[name], seed, record.tries.get(name, ())).passed
