"""The examples as a model sees them: its inputs moved, or standardised."""

from functools import partial

import numpy as np

from optim_core.examples.builtin import DATASETS
from optim_core.examples.data import Data, Points
from optim_core.examples.dataset import Sample, Truth, points_of
from optim_core.types import Array


def view_of(sample: Sample, shift: float, standardise: float, examples: float = 0.0, spread: float = 0.0) -> Data:
    """A sample as the model sees it: shifted, or standardised by the training examples.

    `examples` and `spread` are how many a built-in set draws, and how scattered.
    """
    built_in = DATASETS.get(sample.data)
    train = _points(sample.train, sample.data, examples, spread, held_out=False)
    test = _points(sample.test, sample.data, examples, spread, held_out=True)
    assert train is not None, "a sample that is none of ours has rows"
    offset, scale = np.full(train.x.shape[1:], -shift), np.ones(train.x.shape[1:])
    if standardise:  # what was added to all does not matter then; a constant input becomes 0
        offset, scale = train.x.mean(axis=0), np.where(np.ptp(train.x, axis=0) > 0, train.x.std(axis=0), 1.0)

    def moved(points: Points) -> Points:
        return Points((points.x - offset) / scale, points.y)

    source = None if built_in is None or sample.own else built_in.truth
    labels = sample.labels if built_in is None else built_in.labels
    groups: tuple[str, ...] = ("0", "1") if train.x.ndim > 1 else ()
    if built_in is not None:
        groups = built_in.groups
    count = 2 if train.x.ndim == 1 else 3
    labels, named = labels[:count], labels[count:]
    return Data(
        moved(train),
        None if test is None else moved(test),
        labels if len(labels) == count else ("x", "y") if count == 2 else ("x1", "x2", "class"),
        truth=None if source is None else partial(_seen, source, offset, scale),
        groups=named if groups and len(named) == 2 else groups,
        offset=tuple(np.atleast_1d(offset).tolist()),
        scale=tuple(np.atleast_1d(scale).tolist()),
    )


def _seen(source: Truth, offset: Array, scale: Array, x: Array) -> Array:
    """The function behind the examples, of inputs as the model sees them."""
    return source(x * scale + offset)


def _points(
    rows: tuple[tuple[float, ...], ...] | None, slug: str, examples: float, spread: float, *, held_out: bool
) -> Points | None:
    if rows is not None:
        return points_of(rows) if rows else None
    return DATASETS[slug].drawn(int(examples), spread, held_out) if slug in DATASETS else None
