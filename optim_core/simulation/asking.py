"""What a rule may ask of the surface besides the gradient at its point, and how often it asked."""

from collections.abc import Callable
from math import nan
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.examples.data import Data, Points
from optim_core.messages import ExperimentError, Message
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Optimizer

BLOCK = 64  # steps whose examples are fetched together

Gradient = Callable[[Array, int], ArrayLike]  # (points (batch, dim), t) -> gradients (batch, dim)


class Asking:
    """Answers one rule's questions over one piece of a batch. Points are (dim, batch), coordinates as rows.

    A question may come with `where` (batch,): the paths that really ask, only these are counted.
    """

    def __init__(
        self,
        surface: Surface,
        gradient: Gradient | None,
        noise: Array | None,
        batch: int,
        examples: NDArray[np.int16] | None = None,
        late: bool = False,
    ) -> None:
        """With `late`, and minibatches, the losses are left out: `losses` gives those of many steps at once."""
        self.surface, self.own, self.noise, self.examples = surface, gradient, noise, examples
        self.late = late and examples is not None
        self.fetched: tuple[int, Points] | None = None  # from which step on
        self.columns = surface.columns
        self.t = 1
        self.count: NDArray[np.int64] = np.zeros(batch, dtype=np.int64)

    def inputs(self, optimizer: Optimizer) -> dict[str, Any]:
        """What the rule needs by name, except the point. Raises ValueError for what nobody can give."""
        offered = {
            "x": None,  # another one at each step
            "rows": self.surface.matrix_rows or self.surface.dim,
            "loss": self.loss,
            "gradient": self.gradient,
            "hessian": self.hessian,
        }
        if unknown := [name for name in optimizer.needs if name not in offered]:
            raise ValueError(
                f"{optimizer.slug}: update asks for {', '.join(unknown)}, which is no hyperparameter of it"
            )
        return offered

    def loss_and_gradient(self, x: Array, g: Array) -> Any:
        """The loss (batch,). What the rule is given as gradient, noise included, is written into `g` (dim, batch)."""
        loss: Any
        if self.examples is not None and self.surface.model is not None:
            loss = nan if self.late else self.losses(x[None])[0]
            g[:] = self.surface.model.gradient(x, self.minibatch(self.surface.model.data, self.examples))
        elif self.columns is not None:
            loss, g[:] = self.columns(x)
        else:
            loss, *slopes = self.surface.rows(*x)
            for axis, slope in enumerate(slopes):
                g[axis] = slope
        if self.own is not None:
            g[:] = self._own_gradient(self.own, x).T
        if self.noise is not None:
            g += self.noise[self.t - 1]
        return loss

    def _own_gradient(self, own: Gradient, x: Array) -> Array:
        """What the caller's function gives, (batch, dim); one point it may answer with (dim,)."""
        asked, given = x.T.copy(), None
        answer = own(asked, self.t)
        try:
            given = np.asarray(answer, dtype=np.float64)
            return given.reshape(x.T.shape)
        except (TypeError, ValueError):
            said = type(answer).__name__ if given is None else str(given.shape)
            raise ExperimentError(Message("simulate.gradient", wanted=str(x.T.shape), given=said)) from None

    def minibatch(self, data: Data, rows: NDArray[np.int16]) -> Points:
        """The examples of this step."""
        first, place = divmod(self.t - 1, BLOCK)
        if self.fetched is None or self.fetched[0] != first:
            self.fetched = first, data.drawn(rows[first * BLOCK : (first + 1) * BLOCK])
        x, y = self.fetched[1]
        return Points(x[place], y[place])

    def losses(self, points: Array) -> Array:
        """The losses (rows, batch) over all examples at points (rows, dim, batch)."""
        weights = np.moveaxis(points, 1, 0).reshape(points.shape[1], -1)
        model = self.surface.model
        values = self.surface.losses(*weights) if model is None or self.columns is None else model.value(weights)
        return values.reshape(len(points), -1)

    def loss(self, x: Array, where: Any = True) -> Array:
        """The loss at other points, (batch,)."""
        self.count += where
        return np.array(np.broadcast_to(self.surface.losses(*x), x.shape[1:]))

    def gradient(self, x: Array, where: Any = True) -> Array:
        """The gradient at other points, (dim, batch), over the examples and with the noise of this step."""
        self.count += where
        g = np.empty_like(x)
        self.loss_and_gradient(x, g)
        return g

    def hessian(self, x: Array, where: Any = True) -> Array:
        """The matrix of second derivatives, (dim, dim, batch)."""
        self.count += where
        return np.moveaxis(self.surface.hessian(x.T), 0, -1)
