"""The effective rate of each coordinate: how far a step goes along it for each unit of what the rule scales.

Gradient descent has one rate for all coordinates. An adaptive rule multiplies its own estimate of the gradient, such as
Adam's m_hat, by another rate in each coordinate and at each step; that rate is what takes the learning rate's place.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from optim_core.equations.replay import moves, replay
from optim_core.rules.reading import STEP
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Optimizer, Trajectory


def effective_rates(
    optimizer: Optimizer,
    surface: Surface,
    trajectory: Trajectory,
    steps: Sequence[int] | NDArray[np.int64],
    hypers: Mapping[str, float],
) -> Array | None:
    """The rates at the steps `steps` = 1, 2, ... of the first path, (steps, dim); None where a rule has one for all.

    The rate is how much of the step goes when what is scaled becomes 0 in the last line that uses it, over what is
    scaled: -dx / m_hat for Adam. NaN where what is scaled is 0 already: then there is nothing to see of a rate.

        >>> path = simulate("adagrad", SURFACES["bowl"], [3.0, 1.0], 1, hypers={"lr": 0.3})
        >>> effective_rates(OPTIMIZERS["adagrad"], SURFACES["bowl"], path, [1], {"lr": 0.3})  # 0.3 / |gradient|
        array([[0.1, 0.3]])
    """
    if not optimizer.scales:
        return None
    again = replay(optimizer, surface, trajectory, steps, hypers)
    names = again.follow()
    scaled = moves(names[optimizer.scales], names[STEP])
    silent = again.follow({**names, optimizer.scales: np.zeros_like(scaled)}, again.last_use(optimizer.scales))
    with np.errstate(all="ignore"):
        return np.asarray(np.where(scaled == 0.0, np.nan, (silent[STEP] - names[STEP]) / scaled).T)
