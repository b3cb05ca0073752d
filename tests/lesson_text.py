"""A small lesson with one of everything, which the tests of lessons read, change and solve."""

from __future__ import annotations

from pathlib import Path

from lessons import read_lesson
from lessons.settings import laid_over

TEMPLATE = (Path(__file__).parent.parent / "lessons" / "template.md").read_text(encoding="utf-8")
TEXT = """+++
title = "T"
idea = "I"
able = "a"
experiment = "surface=quadratic&L={L}&x=2&steps=200&run1=gd&run1.lr=0.1"
free = ["run1.lr"]
[variant]
L = [1, 2, 5, 10]
[number.final]
measure = "loss"
[number.lim]
formula = "2/L"
[show.big]
label = "Big"
set = "run1.lr=1.9"
[predict.side]
ask = "Which?"
options = [
  {text = "A", right = true},
  {text = "B", say = "no", show = "big"},
]
[predict.numbers]
ask = "How much?"
fields = [{label = "limit", number = "lim", within = "2%"}]
right = "Yes, {lim}."
wrong = "No, {lim}."
[explain.why]
ask = "Why?"
ours = "The limit is {lim}."
[task.one]
say = "Below."
needs = [{number = "final", below = 1e-9, miss = "It is {final} at {lr}."}]
solution = "run1.lr=0.2"
hints = ["h"]
[task.bracket]
say = "Bracket."
kind = "pair"
one = [{number = "outcome", is = "converged"}]
other = [{number = "outcome", is = "diverged"}]
ratio = {number = "lr", at_most = 1.1}
same = ["steps"]
miss = "Too far apart."
miss_one = "None converges."
miss_other = "None diverges."
solution = ["run1.lr=0.19", "run1.lr=0.205"]
[task.three]
say = "Three."
kind = "collect"
count = 3
distinct = "lr"
each = [{number = "final", below = 1}]
groups = [[{number = "lr", above = 0.15}]]
solution = ["run1.lr=0.1", "run1.lr=0.12", "run1.lr=0.16"]
[task.limit]
say = "The limit for {L}?"
kind = "answer"
formula = "2/L"
within = "2%"
rounds = 3
right = "Yes, {given}."
wrong = "{given} is not {lim}."
[task.few]
say = "Few."
kind = "moves"
moves = 2
needs = [{number = "final", below = 1e-9}]
solution = "run1.lr=0.2"
+++
## One
Text.
{predict side}
{show big}
## Two
{predict numbers}
{explain why}
{task one}
## Three
{task bracket}
{task three}
{task limit}
{task few}
"""
TEN = next(seed for seed in range(99) if read_lesson(TEXT, "07-small.md").drawn(seed)["L"] == 10)


def q(**fields: object) -> str:
    """A run of the small lesson for the learner whose curvature is 10."""
    base = "surface=quadratic&L=10&x=2&steps=200&run1=gd&run1.lr=0.1"
    return laid_over(base, "&".join(f"{key.replace('_', '.')}={value}" for key, value in fields.items()))


LESSON = read_lesson(TEXT, "07-small.md")
