"""A straight line w x + b, and how far it is from some points: linear regression."""

from numpy import array, repeat

from optim_core.types import Array


def line(point: Array, x: Array) -> Array:
    """The line's height (n, batch) at the inputs x, (n, 1) or (n, batch)."""
    w, b = point
    height: Array = w * x + b
    return height


def line_error(point: Array, x: Array, y: Array) -> tuple[Array, Array]:
    """The mean squared error (batch,) and its gradient (2, batch)."""
    inputs, targets = x.T.copy(), y.T.copy()  # paths first: a path's sums are the same alone and among others
    w, b = point[:, :, None]
    apart = w * inputs + b - targets
    count = len(x)
    slopes = array([(apart * inputs).sum(axis=1), apart.sum(axis=1)])
    return (apart * apart).sum(axis=1) / count, slopes * (2 / count)


def line_hessian(point: Array, x: Array, y: Array) -> Array:
    """The second derivatives of the mean squared error, (2, 2, batch): the same everywhere."""
    inputs = x[:, 0]
    across, both = (inputs * inputs).mean(), inputs.mean()
    curved = 2 * array([[across, both], [both, 1.0]])
    return repeat(curved[:, :, None], point.shape[1], axis=2)
