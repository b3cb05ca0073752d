"""The code that follows a path, printed once more for the browser: an experiment's rules, schedules and surface."""

from optim_core.javascript.module import Module, Unprinted, printed

__all__ = ["Module", "Unprinted", "printed"]
