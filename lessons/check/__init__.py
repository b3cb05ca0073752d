"""Proves what a lesson claims: `python -m lessons check`."""

from lessons.check.report import Report, check_job, check_lesson, check_text

__all__ = ["Report", "check_job", "check_lesson", "check_text"]
