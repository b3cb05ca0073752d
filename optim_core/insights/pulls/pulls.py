"""What each example asks of a model: at one point, the gradient of its own loss, whose mean is the gradient of all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optim_core.examples.losses import chance
from optim_core.experiment.experiment import Experiment
from optim_core.simulation.minibatches import minibatches
from optim_core.surfaces.measures import example_gradients
from optim_core.types import Array


@dataclass(frozen=True)
class Pulls:
    """The n examples at one point (dim,). An example pulls against its gradient, which is where its loss falls."""

    point: Array
    answers: Array  # (n,) the model's; where targets are classes the chance of class 1
    residuals: Array  # (n,) target less answer
    losses: Array  # (n,)
    gradients: Array  # (n, dim)
    picked: NDArray[np.int16]  # the examples that the next step looks at, in their own order

    @property
    def sampled(self) -> bool:
        """Whether the next step looks at some of the examples only."""
        return len(self.picked) < len(self.gradients)

    @property
    def whole(self) -> Array:
        """The gradient over all examples (dim,): the mean of theirs."""
        with np.errstate(all="ignore"):
            return np.asarray(self.gradients.mean(axis=0))

    @property
    def batch(self) -> Array:
        """The gradient over the examples of the next step (dim,), without noise."""
        if not self.sampled:
            return self.whole
        with np.errstate(all="ignore"):
            return np.asarray(self.gradients[self.picked].mean(axis=0))


def pulls_at(experiment: Experiment, point: Array, step: int) -> Pulls | None:
    """The pulls at a point (dim,) that a run of `experiment` is at after `step` steps; None without data."""
    model = experiment.surface.model
    if model is None:
        return None
    train, count = model.data.train, len(model.data)
    with np.errstate(all="ignore"):
        gradients = example_gradients(experiment.surface, point)
        assert gradients is not None, "a surface with a model has examples"
        outputs = model.predictions(point, train.x)
        answers = chance(outputs) if model.data.groups else outputs
        losses = model.loss.value(outputs, train.y)
    picked = np.arange(count, dtype=np.int16)
    if experiment.sampled and experiment.batch is not None:
        picked = np.sort(minibatches(experiment.seed, step, count, experiment.batch)[step])
    return Pulls(point, answers, train.y - answers, losses, gradients, picked)
