"""What the models of all seeds have become: a curve for each, or the region of each, at the end of its path."""

from typing import Any

import numpy as np

from app.server.answering import for_json
from app.stage.answers.fit import grid
from app.stage.answers.path_cache import ends_of
from app.stage.answers.region import grid_record, region, two_inputs
from optim_core import Experiment

COARSE = 32  # places a side of a region: there is one for each seed


def seed_models(query: str) -> dict[str, Any] | None:
    """For each run what its model is at the end of every seed's path; None without data or with a single seed.

    `curves` are values at the grid's inputs, None where one is no number; `regions` are as in region.py.
    """
    experiment = Experiment.from_query(query)
    model = experiment.surface.model
    if model is None or experiment.seeds < 2 or not experiment.chance:
        return None
    ends = [ends_of(experiment, run) for run in experiment.runs]
    if two_inputs(experiment.surface):
        regions = [[region(experiment.surface, end, COARSE) for end in run] for run in ends]
        return {**grid_record(model.data, COARSE), "regions": regions}
    inputs = grid(model.data)
    with np.errstate(all="ignore"):
        return {"curves": [for_json(model.predictions(run, inputs).tolist()) for run in ends]}
