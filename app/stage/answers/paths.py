"""The paths of an experiment in the form the browser draws: a JSON head, then plain columns of numbers.

Layout: uint32 length of the head, the head (padded to a multiple of 8 together with the length), then for each run
its columns, each of `rows` numbers: the point's coordinates, loss, the gradient's coordinates, step size, learning
rate. They are float32 while a finger moves and everything fits, else float64. Where the surface comes from data, a run
has what its model says behind its columns: `fit.count` columns of `fit.rows` numbers, and then how good it is: a column
of `measures.rows` numbers for each of `measures.names`, see fit.py. With two inputs the head has the regions
at each run's end, see region.py. Where an experiment has several seeds, each run has its bundle behind that:
for each seed, and then for their median, the point's coordinates and the loss, each of `bundle.rows` numbers, nan after
the path's end. Behind all runs stand the heights of a surface that is changing, `live.side` rows of as many numbers,
see app/stage/answers/live.py.
"""

import json
import struct
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.figures.theme import looks
from app.stage.answers.controls import names_of
from app.stage.answers.fit import fit_table, measures
from app.stage.answers.live import Shown, live_surface
from app.stage.answers.region import grid_record, region, two_inputs
from app.words.words import say
from optim_core import Experiment, Message, Run, Trajectory
from optim_core.insights.what_happened import clipped, in_short, what_happened
from optim_core.types import Array

DRAWN_ROWS = 2001  # longer runs are thinned to every nth row; tables and files have all
BUNDLE_ROWS = 201
FIT_ROWS, DRAFT_FIT_ROWS = 201, 21
MEASURED_ROWS, DRAFT_MEASURED_ROWS = 401, 51
MOST_NUMBERS = 120_000  # of one run in one answer, and of its bundle
FITS_FLOAT32 = 1e37


class Source(Protocol):
    """Where trajectories come from; an Experiment follows them."""

    def trajectory(self, run: Run) -> Trajectory: ...
    def bundle(self, run: Run) -> Trajectory: ...


def paths(
    experiment: Experiment,
    language: str,
    draft: bool,
    shown: Shown | None = None,
    source: Source | None = None,
    more: Mapping[str, Any] | None = None,
) -> bytes:
    """The trajectories of an experiment as bytes. A draft is for one frame of a drag.

    Where the surface itself changes in that frame, it comes along, for what is `shown` of it. The trajectories are
    those of `source`, left out the experiment's own; `more` goes into the head.
    """
    source = source or experiment
    styles = looks(experiment.runs, "light", names_of(experiment.runs, language))
    heads, tables, ends, followed = [], [], [], []
    width = 2 * experiment.surface.dim + 3
    for run, look in zip(experiment.runs, styles, strict=True):
        trajectory = source.trajectory(run)
        followed.append(trajectory)
        every = thinning(len(trajectory.loss) - 1, width, DRAWN_ROWS)
        table = columns(trajectory, every)
        tables.append(table)
        head = _head(run, trajectory, every, table.shape[1])
        facts = draft_facts(trajectory) if draft else what_happened(experiment, run, trajectory)
        head["words"] = " ".join(say(fact, language, name=look.label) for fact in facts)
        head["verdict"] = say(in_short(facts[0]), language)
        if experiment.surface.data is not None:
            step = thinning(len(trajectory.loss) - 1, 1, DRAFT_FIT_ROWS if draft else FIT_ROWS)
            tables.append(fit_table(experiment.surface, trajectory.points[drawn_rows(trajectory, step), 0]))
            head["fit"] = {"count": len(tables[-1]), "rows": tables[-1].shape[1], "every": step}
            step = thinning(len(trajectory.loss) - 1, 1, DRAFT_MEASURED_ROWS if draft else MEASURED_ROWS)
            rows = drawn_rows(trajectory, step)
            quality = measures(experiment.surface, trajectory.points[rows, 0])
            head["measures"] = {"names": [*quality], "rows": len(rows), "every": step}
            tables.extend(column[None] for column in quality.values())
        if experiment.seeds > 1 and experiment.chance and (run.base.elementwise or not draft):
            across = (experiment.seeds + 1) * (experiment.surface.dim + 1)
            step = thinning(experiment.steps, across, BUNDLE_ROWS)
            tables.append(bundle(experiment, source.bundle(run), step))
            rows = tables[-1].shape[1]
            head["bundle"] = {"seeds": experiment.seeds, "every": step, "rows": rows, "last": experiment.steps}
        heads.append(head)
        ends.append(trajectory.points[int(trajectory.ended_at[0]), 0] if trajectory.ended_at[0] >= 0 else None)
    live = None
    if shown is not None:
        live, heights = live_surface(experiment, followed[0], shown)
        tables.append(heights)
    small = draft and all(np.abs(table[np.isfinite(table)]).max(initial=0.0) < FITS_FLOAT32 for table in tables)
    head = {"precision": 4 if small else 8, "columns": width, "runs": heads}
    head |= {"region": _region(experiment, ends), "live": live, **(more or {})}
    text = json.dumps(head, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 4) % 8)
    dtype = "<f4" if small else "<f8"
    return b"".join([struct.pack("<I", len(text)), text, *(table.astype(dtype).tobytes() for table in tables)])


def _region(experiment: Experiment, ends: list[Array | None]) -> dict[str, Any] | None:
    """The regions of all runs at their ends, which stay with their paths while something is dragged."""
    data = experiment.surface.data
    if data is None or not two_inputs(experiment.surface):
        return None
    return {**grid_record(data), "regions": [region(experiment.surface, end) for end in ends]}


def thinning(steps: int, width: int, most: int) -> int:
    """Of how many rows one is sent: at most `most` rows, and fewer where a row is wide."""
    rows = max(2, min(most, MOST_NUMBERS // width))
    return -(-steps // (rows - 1)) or 1


def bundle(experiment: Experiment, together: Trajectory, every: int) -> Array:
    """The paths of all seeds and their median as (columns, rows), every nth row and the last.

    The median is taken of each number by itself, over the paths that still go on at that step.
    """
    rows = np.unique(np.append(np.arange(0, experiment.steps + 1, every), experiment.steps))
    numbers = np.concatenate([together.points[rows], together.loss[rows][:, :, None]], axis=2)
    median = np.full(numbers.shape[::2], np.nan)
    going = np.isfinite(numbers).all(axis=2)
    whole = going.all(axis=1)
    median[whole] = np.median(numbers[whole], axis=1)
    for row in np.flatnonzero(going.any(axis=1) & ~whole):
        median[row] = np.median(numbers[row][going[row]], axis=0)
    return np.vstack([numbers.transpose(1, 2, 0).reshape(-1, len(rows)), median.T])


def drawn_rows(trajectory: Trajectory, every: int) -> NDArray[np.int64]:
    """Every nth row that is finite, and the last of them."""
    last = int(trajectory.ended_at[0])
    return np.unique(np.append(np.arange(0, last + 1, every), last)) if last >= 0 else np.zeros(0, dtype=np.int64)


def columns(trajectory: Trajectory, every: int = 1) -> Array:
    """The rows that are finite, every nth of them and the last, as (columns, rows)."""
    rows = drawn_rows(trajectory, every)
    end = np.full(1, np.nan)  # no step leaves the last row
    sizes = np.append(trajectory.step_sizes[:, 0], end)[rows]
    rates = np.append(trajectory.learning_rate[:, 0], end)[rows]
    return np.vstack(
        [trajectory.points[rows, 0].T, trajectory.loss[rows, 0], trajectory.gradients[rows, 0].T, sizes, rates]
    )


def draft_facts(trajectory: Trajectory) -> list[Message]:
    """What is said while a finger moves, as in stage/browser/drafts/words.js: whether it settles is said at rest."""
    last = int(trajectory.ended_at[0])
    if last < 0:
        return [Message("stage.draft_no_start")]
    broke_off = last < len(trajectory.updates)
    key, step = {
        "diverged": ("draft_exploded", last + 1),
        "left_domain": ("draft_left_domain", last + 1),
        "no_step": ("draft_no_step", last),
    }.get(str(trajectory.outcome[0]) if broke_off else "", ("draft_now", last))
    return [Message(f"stage.{key}", step=step, loss=float(trajectory.loss[last, 0]))]


def _head(run: Run, trajectory: Trajectory, every: int, rows: int) -> dict[str, Any]:
    acted = np.flatnonzero(clipped(run, trajectory))
    return {
        "clipped": np.unique(acted // every).tolist() if len(acted) else [],
        "rows": rows,
        "every": every,
        "last": int(trajectory.ended_at[0]),
        "steps": len(trajectory.updates),
        "outcome": str(trajectory.outcome[0]),
    }
