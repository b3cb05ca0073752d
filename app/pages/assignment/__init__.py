"""Assignments by link: made by a teacher, taken by a learner, checked again."""
