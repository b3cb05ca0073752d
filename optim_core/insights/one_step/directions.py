"""Where a vector points, as a message: to the right, up and to the left, along w3."""

import math
from collections.abc import Sequence

import numpy as np

from optim_core.messages import Message
from optim_core.types import Array

DIAGONAL = math.tan(math.radians(22.5))  # a coordinate below this share of the other one is not worth a word


def direction(vector: Array, variables: Sequence[str]) -> Message | None:
    """The direction of `vector` (dim,) on a map with x to the right and y upwards; None where it has none.

    Of more than two coordinates only the one that counts most is named.
    """
    sizes = np.abs(vector)
    if not (0.0 < sizes.max(initial=0.0) < np.inf):
        return None
    if len(vector) > 2:
        most = int(sizes.argmax())
        return Message(f"microscope.{'more' if vector[most] > 0 else 'less'}", variable=variables[most])
    across, up = vector[0], vector[1] if len(vector) > 1 else 0.0
    sides = [
        ("right" if across > 0 else "left") if sizes[0] > DIAGONAL * abs(up) else "",
        ("up" if up > 0 else "down") if abs(up) > DIAGONAL * sizes[0] else "",
    ]
    return Message("microscope." + "_".join(filter(None, reversed(sides))))
