"""A learning-rate range test: the trial, its reading, and the advice in words."""
