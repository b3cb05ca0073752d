"""What the learner has done so far: in the session while a page is open, and kept in the browser."""

from app.pages.progress.keeper import keep, known, session, tell
from app.pages.progress.record import current, lesson_record, put, put_lesson

__all__ = ["current", "keep", "known", "lesson_record", "put", "put_lesson", "session", "tell"]
