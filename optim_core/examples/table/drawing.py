"""Some of many rows, drawn by chance and evenly over all of them."""

import numpy as np
from numpy.typing import NDArray

from optim_core.types import Array

FEWEST_OF_CLASS = 20  # rows that are drawn of a class that is rare
Places = NDArray[np.intp]


def spread(count: int, wanted: int, rng: np.random.Generator) -> Places:
    """`wanted` of `count` places in order: one by chance from each of as many stretches of one length."""
    ends = np.arange(wanted + 1) * count // max(wanted, 1)
    return np.asarray(ends[:-1] + np.floor(rng.random(wanted) * np.diff(ends)).astype(np.intp))


def drawn(classes: Array, most: int, rng: np.random.Generator) -> Places:
    """The places of at most `most` rows, of each class its share, and a few even of a rare one."""
    if len(classes) <= most:
        return np.arange(len(classes))
    members = [np.flatnonzero(classes == one) for one in np.unique(classes)]
    rarest = min(members, key=len)
    share = round(most * len(rarest) / len(classes))
    few = max(share, min(len(rarest), FEWEST_OF_CLASS)) if len(members) > 1 else most
    quotas = [few if places is rarest else most - few for places in members]
    parts = [places[spread(len(places), quota, rng)] for places, quota in zip(members, quotas, strict=True)]
    return np.sort(np.concatenate(parts))


def held_out(classes: Array, share: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Which rows are held out: of each class its share, and never all but one row."""
    out = np.zeros(len(classes), dtype=np.bool_)
    kinds = np.unique(classes)
    least = 1 if len(kinds) > 1 else 2  # to learn from
    for one in kinds:
        places = np.flatnonzero(classes == one)
        out[places[spread(len(places), max(0, min(round(share * len(places)), len(places) - least)), rng)]] = True
    return out
