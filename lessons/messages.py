"""What the lesson engine says as messages, with their English wording; the catalogue of the core takes them in."""

from __future__ import annotations

from optim_core.messages import ENGLISH

LESSONS_ENGLISH = {
    "lesson.locked": "“{key}” is fixed in this lesson, so it was set back to {value}.",
    "lesson.locked_away": "“{key}” is fixed in this lesson, so it was taken away.",
    "lesson.optimizer": "{name} is not among the optimizers of this lesson, so it was left out.",
    "progress.not_proved": "“{task}” in “{lesson}” is open again: what was kept with it does not solve it.",
    "progress.no_lesson": "There is no lesson “{lesson}” here; what was kept of it was left out.",
}

ENGLISH.update(LESSONS_ENGLISH)
