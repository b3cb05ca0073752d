"""A point as a matrix: rows and columns of a weight matrix, and small matrices that belong to each path.

A weight matrix with `rows` rows is written out row by row, so a point (dim, batch) holds w11, w12, ..., w21, w22, ...
"""

from typing import Any

import numpy as np

from optim_core.rules.vectors import total
from optim_core.types import Array


def columns(v: Any, rows: int) -> int:
    """How many columns a point (dim, batch) has as a matrix with `rows` rows."""
    return len(v) // rows


def along_rows(matrix: Any) -> Array:
    """The sum along the second axis of (i, k, ..., batch), one after another as in `total`, shape (i, ..., batch)."""
    many = matrix.shape[-1] > 1
    return np.asarray(np.ascontiguousarray(matrix).sum(axis=1) if many else matrix.cumsum(axis=1)[:, -1])


def row_means(v: Any, rows: int) -> Array:
    """Every entry replaced by the mean of its row, shape (dim, batch)."""
    matrix = v.reshape(rows, -1, v.shape[-1])
    means = along_rows(matrix)[:, None] / matrix.shape[1]
    return np.broadcast_to(means, matrix.shape).reshape(v.shape)


def column_means(v: Any, rows: int) -> Array:
    """Every entry replaced by the mean of its column, shape (dim, batch)."""
    matrix = v.reshape(rows, -1, v.shape[-1])
    means = total(matrix)[None] / len(matrix)
    return np.broadcast_to(means, matrix.shape).reshape(v.shape)


def newton_schulz(v: Any, rows: int) -> Array:
    """The matrix with the singular directions of v (dim, batch), but all singular values brought near 1 (0.7 to 1.2).

    Five steps, each an odd polynomial of the matrix, which work without a singular value decomposition. The singular
    values of v may be 1 at most; those below about 0.01 do not get all the way, and 0 stays 0.
    """
    a, b, c = 3.4445, -4.7750, 2.0315
    matrix = v.reshape(rows, -1, v.shape[-1])
    tall = rows > columns(v, rows)
    m = matrix.swapaxes(0, 1) if tall else matrix
    for _ in range(5):
        gram = product(m, m.swapaxes(0, 1))
        m = a * m + product(b * gram + c * product(gram, gram), m)
    return np.asarray((m.swapaxes(0, 1) if tall else m).reshape(v.shape))


def product(a: Any, b: Any) -> Array:
    """The matrix product for each path: (i, k, batch) times (k, j, batch) or (k, batch)."""
    if b.ndim == 2:
        return np.asarray(along_rows(a * b[None]))
    return np.asarray(along_rows(a[:, :, None] * b[None]))


def identity(v: Any) -> Array:
    """The matrix with ones on its diagonal, as large as v (dim, batch) asks for, shape (dim, dim, 1)."""
    return np.eye(len(v))[:, :, None]


def diagonal(matrix: Any) -> Array:
    """The diagonal of each path's matrix (dim, dim, batch), shape (dim, batch)."""
    return np.asarray(np.einsum("iib->ib", matrix))
