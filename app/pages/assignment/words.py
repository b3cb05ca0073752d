"""Assignments in words: what a goal asks for, what a setting is called, and the address of a link."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, quote, urlsplit

import streamlit as st

from app.pages import places
from app.server.options import base_path
from app.stage.answers.controls import names_of
from app.words.words import catalogue, measured, text
from lessons.assignments.assigned import Wording
from lessons.assignments.assignment import Assignment, Goal, OwnAssignment, experiment_for, write_assignment
from lessons.plain import plain_words
from lessons.settings import keys_of, setting
from optim_core import Experiment

ASSIGNMENT, MAKE, CHECK = "assignment", "make", "check"  # the page's own fields in the address
VALUE = "{value}"
ROWS = ("points", "held", "names")  # rows of one's own would make a code as long as they are


def wording(assignment: Assignment | None, language: str) -> Wording:
    """What is said of an assignment, for the lesson that is made of it."""
    goals: dict[Goal, tuple[str, str]] = {}
    if isinstance(assignment, OwnAssignment):
        experiment = experiment_for(assignment.experiment)
        for goal in assignment.goals:
            wish = goal_words(goal, experiment, language)
            goals[goal] = wish, text("assignment.miss", language, goal=wish, value=VALUE)
    return Wording(text("assignment.usual_title", language), goals)


def goal_words(goal: Goal, experiment: Experiment, language: str) -> str:
    limit = plain_words(goal.limit.replace("_", " ")) if isinstance(goal.limit, str) else measured(goal.limit, language)
    how = text(f"assignment.test_{goal.test}", language, limit=limit)
    name = setting_name(goal.argument, experiment, language) if isinstance(goal.argument, str) else ""
    argument = "" if isinstance(goal.argument, str) else measured(goal.argument, language)
    return text(f"assignment.goal_{goal.kind}", language, how=how, argument=argument, name=name)


def setting_name(key: str, experiment: Experiment, language: str) -> str:
    """What a field or a pattern of fields is called: “Adam: learning rate”."""
    words = catalogue(language)
    if key == "run*":
        return words["assignment.free_runs"]
    if key == "start":
        return words["assignment.free_start"]
    if key == "data":
        return words["assignment.free_data"]
    match = re.fullmatch(r"run(\d)(?:\.(.+))?", key)
    if match is None or int(match[1]) > len(experiment.runs):
        usual = words.get(f"stage.{key}", key)
        name = words.get(f"surface.{experiment.surface.slug}.{key}.name", usual)
        return words["assignment.free_coordinate"].format(name=key) if key in experiment.surface.variables else name
    run = experiment.runs[int(match[1]) - 1]
    own = names_of(experiment.runs, language)[int(match[1]) - 1]
    if match[2] is None:
        return words["assignment.free_which"].format(name=own)
    if match[2] == "*":
        return words["assignment.free_all"].format(name=own)
    plan = f"schedule.{run.schedule}.{match[2].removeprefix('schedule.')}.name"
    known = (f"optimizer.{run.optimizer}.{match[2]}.name", f"choice.{match[2]}.name", f"choice.{match[2]}", plan)
    usual = words.get(f"stage.{match[2]}", match[2])
    return f"{own}: {next((words[name] for name in known if name in words), usual)}"


def free_choices(experiment: Experiment) -> tuple[str, ...]:
    """What a teacher may leave free, the likeliest first: single settings, then whole groups of them."""
    runs = range(1, len(experiment.runs) + 1)
    keys = [key for key in keys_of(experiment) if key not in ("surface", "formula", "stop.loss", "stop.gradient")]
    keys = [key for key in keys if not key.endswith((".low", ".high")) and key not in ROWS]
    rates = [key for key in keys if key.endswith(".lr")]
    rest = [key for key in keys if key not in rates and not re.fullmatch(r"run\d", key)]
    drawn = () if set(experiment.surface.variables).isdisjoint(keys) else ("start",)
    return (*rates, *drawn, *rest, *(f"run{k}.*" for k in runs), "run*")


def numbers_of(experiment: Experiment) -> tuple[str, ...]:
    """The settings that are numbers."""
    return tuple(key for key in free_choices(experiment) if isinstance(setting(experiment, key), float))


def url(fields: Mapping[str, str]) -> str:
    """The whole address of this page with these fields, for a teacher to hand on."""
    parts = urlsplit(str(st.context.url or ""))
    query = "&".join(f"{key}={quote(value, safe='/~')}" for key, value in fields.items())
    return f"{parts.scheme}://{parts.netloc}{base_path()}/{places.ASSIGNMENT}?{query}"


def link_of(assignment: Assignment) -> str:
    return url({ASSIGNMENT: write_assignment(assignment)})


def pasted(words: str) -> tuple[str, str]:
    """The assignment's text and the code in what somebody pasted: a whole link, or either alone."""
    words = words.strip()
    if "=" not in words:
        return words, ""
    fields = parse_qs(urlsplit(words).query or words.partition("?")[2] or words, max_num_fields=60)
    return fields.get(ASSIGNMENT, [""])[0], fields.get(CHECK, [""])[0]
