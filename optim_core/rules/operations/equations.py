"""Linear equations: the vector that a matrix turns into a given one, where there is exactly one."""

from typing import Any

import numpy as np

from optim_core.types import Array


def solve(H: Any, g: Any) -> Array:  # noqa: N803 (the field's own letter)
    """The p with H p = g for each path; nan where the symmetric H (dim, dim, batch) is singular.

    Singular to working precision: its smallest eigenvalue is lost in the rounding of its largest one.
    """
    matrices = np.moveaxis(H, -1, 0)
    finite = np.isfinite(matrices).all(axis=(1, 2))[:, None, None]
    rank = np.linalg.matrix_rank(np.where(finite, matrices, 0.0), hermitian=True)
    regular = rank == len(g)
    safe = np.where(regular[:, None, None], matrices, np.eye(len(g)))
    p = np.linalg.solve(safe, np.moveaxis(g, -1, 0)[:, :, None])[:, :, 0]
    return np.where(regular, p.T, np.nan)
