"""How far each run ends from the nearest known minimum, in words, ready for JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.figures.theme import looks
from app.server.answering import Refused
from app.stage.answers.controls import names_of
from app.stage.answers.path_cache import path_in
from app.words.words import text
from optim_core import Experiment


def distance(query: str, language: str) -> dict[str, Any]:
    """A sentence for each run."""
    experiment = Experiment.from_query(query)
    minima = np.array(experiment.surface.minima)
    if not len(minima):
        raise Refused(text("distance.none", language))
    words = []
    for number, look in enumerate(looks(experiment.runs, "light", names_of(experiment.runs, language)), start=1):
        trajectory = path_in(query, number)
        end = trajectory.points[max(int(trajectory.ended_at[0]), 0), 0]
        nearest = float(np.linalg.norm(minima - end, axis=1).min())
        words.append(text("distance.end", language, name=look.label, distance=nearest))
    return {"words": words}
