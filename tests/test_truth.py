"""The words about runs are held against the truth: a sample of what `python -m benchmarks.truth` looks at."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.truth.judge import truth
from benchmarks.truth.table import Verdict, judged
from optim_core import Experiment

RUNS = Path(__file__).parent / "runs.txt"


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    """The words about sixty runs that `experiments(seed=5)` drew once, before whatever optimizer was added since."""
    return list(judged(map(Experiment.from_query, RUNS.read_text(encoding="utf-8").split())))


def test_no_word_about_these_runs_is_false(verdicts: list[Verdict]) -> None:
    """Followed twenty times as long, each of them did what was said of it."""
    said = Counter(verdict.word for verdict in verdicts)
    assert said["converged"] >= 3
    assert [(verdict.word, verdict.experiment.to_query()) for verdict in verdicts if not verdict.true] == []


@pytest.mark.parametrize(
    ("query", "stays"),
    [
        ("surface=bowl&x=4&y=3&steps=100&run1=gd&run1.lr=0.3", True),
        ("surface=oval&kappa=1000&steps=50&run1=gd&run1.lr=0.001", False),
        ("surface=rosenbrock&x=2.5&y=-2.5&steps=400&run1=gd&run1.lr=0.0002", False),
    ],
)
def test_the_referee_knows_rest_when_it_sees_it(query: str, stays: bool) -> None:
    """By hand: a bowl's bottom is reached within a hundred steps; both valleys go on."""
    assert truth(Experiment.from_query(query)).stays is stays
