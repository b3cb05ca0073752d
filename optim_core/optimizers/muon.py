"""Muon: momentum on a matrix, turned into a step that goes equally far along all its singular directions."""

from dataclasses import replace
from typing import Any, NamedTuple

from numpy import maximum, sqrt, where, zeros_like

from optim_core.optimizers.sgd import SGD
from optim_core.rules.hypers import epsilon, learning_rate, memory, weight_decay
from optim_core.rules.operations.matrices import columns, newton_schulz
from optim_core.rules.vectors import norm
from optim_core.types import Array, Laws, Library, Optimizer


class MuonState(NamedTuple):
    m: Any  # running mean of the gradient


def init(x: Array) -> MuonState:
    return MuonState(zeros_like(x))


def update(g: Any, s: MuonState, t: int, *, lr: Any, momentum: Any, nesterov: Any, eps: Any, rows: int) -> Any:
    m = momentum * s.m + (1 - momentum) * g
    u = where(nesterov, momentum * m + (1 - momentum) * g, m)
    O = newton_schulz(u / maximum(norm(u), eps), rows)  # noqa: E741, N806 # all singular values near 1
    gamma = sqrt(maximum(1, rows / columns(g, rows)))  # a tall matrix takes longer steps
    dx = -lr * gamma * O
    return dx, MuonState(m)


def update_keras(g: Any, s: MuonState, t: int, *, lr: Any, momentum: Any, nesterov: Any, rows: int) -> Any:
    m = momentum * s.m + g
    u = where(nesterov, momentum * m + g, m)
    O = newton_schulz(u / (norm(u) + 1e-7), rows)  # noqa: E741, N806 # all singular values near 1
    gamma = 0.2 * sqrt(maximum(rows, columns(g, rows)))  # entries about as large as Adam's
    dx = -lr * gamma * O
    return dx, MuonState(m)


def update_optax(g: Any, s: MuonState, t: int, *, lr: Any, momentum: Any, nesterov: Any, eps: Any, rows: int) -> Any:
    m = momentum * s.m + (1 - momentum) * g
    g_hat = g / (1 - momentum**t)
    m_hat = m / (1 - momentum ** where(nesterov, t + 1, t))
    u = where(nesterov, momentum * m_hat + (1 - momentum) * g_hat, m_hat)
    O = newton_schulz(u / (norm(u) + eps), rows)  # noqa: E741, N806 # all singular values near 1
    gamma = sqrt(maximum(1, columns(g, rows) / rows))  # a wide matrix takes longer steps
    dx = -lr * gamma * O
    return dx, MuonState(m)


def first_step(g: Any, *, lr: Any, momentum: Any, eps: Any) -> Any:
    """A vector is a matrix of one column, with one singular value: the length of its momentum."""
    length = (1 + momentum) * (1 - momentum) * norm(g)
    value = length / maximum(length, eps)
    for _ in range(5):  # what Newton-Schulz makes of it (Jordan et al. 2024)
        value = 3.4445 * value - 4.7750 * value**3 + 2.0315 * value**5
    return -lr * sqrt(len(g)) * value * g / where(norm(g) > 0, norm(g), 1.0)


MUON = Optimizer(
    slug="muon",
    name="Muon",
    init=init,
    update=update,
    hypers={
        "lr": learning_rate(default=0.05, low=1e-4, high=1.0),
        "momentum": memory(
            r"\mu", 0.95, "momentum", "How much of the mean gradient is kept from one step to the next."
        ),
        "nesterov": replace(SGD.hypers["nesterov"], default=1.0),
        "eps": epsilon(1e-7),
        "weight_decay": weight_decay(0.1),
    },
    help="Momentum for weight matrices: the step keeps the matrix's singular directions but makes them equally long.",
    conventions="torch.optim.Muon with its learning rate adjustment 'original'; the momentum is a running mean, which "
    "has the same direction as Jordan's sum. PyTorch computes the Newton-Schulz steps with 8 bits of precision "
    "(bfloat16), here they have 53. A vector counts as a matrix with one column: all that is left then is its "
    "direction.",
    source="Jordan et al. 2024, Muon: An optimizer for hidden layers; torch.optim.Muon",
    state_help={"m": "running mean of the gradient"},
    carries="m",
    elementwise=False,
    decay="decoupled",
    laws=Laws(
        first_step=first_step,
        isotropic=True,  # a vector's only singular direction is its own
    ),
    libraries={
        "pytorch": Library(
            "torch.optim.Muon([x], lr={lr}, weight_decay={weight_decay}, momentum={momentum}, nesterov={nesterov}, "
            "eps={eps})",
            difference="PyTorch computes the Newton-Schulz steps with 8 bits of precision (bfloat16) whatever the "
            "weights have, so its steps differ from these by some 2 percent, and by more where the matrix is nearly "
            "singular.",
        ),
        "keras": Library(
            "keras.optimizers.Muon(learning_rate={lr}, weight_decay={weight_decay}, momentum={momentum}, "
            "nesterov={nesterov})",
            difference="Keras makes the step 0.2 times the root of the longer side as long, so that its entries are "
            "about as large as Adam's, and adds a fixed 1e-7 to the norm. It gives vectors to Adam.",
            update=update_keras,
        ),
        "optax": Library(
            "optax.contrib.muon(learning_rate={lr}, beta={momentum}, eps={eps}, weight_decay={weight_decay}, "
            "nesterov={nesterov})",
            difference="optax corrects the running mean for its zero start, adds epsilon to the norm, and takes longer "
            "steps for a wide matrix where PyTorch does for a tall one. It gives vectors to Adam.",
            update=update_optax,
        ),
    },
)
