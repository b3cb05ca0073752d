"""The referee, `python -m benchmarks.truth`, knows what is true of runs that can be worked out by hand."""

from __future__ import annotations

import pytest

from benchmarks.truth.judge import truth
from optim_core import Experiment


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
