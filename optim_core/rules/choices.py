"""What a run may choose besides its optimizer: weight decay, clipping, and whose library's conventions hold.

Each choice is a few lines of straight-line code that become part of the update rule, so that they are run, typeset
and exported like the rule itself.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from numpy import maximum, minimum, where

from optim_core.rules.hypers import clip_threshold, weight_decay
from optim_core.rules.reading import inputs
from optim_core.rules.vectors import norm
from optim_core.types import Library, Optimizer

DECAYS = ("none", "l2", "decoupled")
CLIPS = ("none", "value", "norm")
LIBRARIES = ("pytorch", "keras", "optax")
OURS = "pytorch"
DECAY, CLIP = "weight_decay", "clip_at"  # the hyperparameters that come with these choices


def clip_value(g: Any, *, clip_at: Any) -> Any:
    """Each coordinate of the gradient is cut off at the threshold."""
    g = maximum(minimum(g, clip_at), -clip_at)
    return g


def clip_norm(g: Any, *, clip_at: Any) -> Any:
    """A gradient longer than the threshold is shortened to it; PyTorch adds a millionth to its length."""
    g = g * minimum(1.0, clip_at / (norm(g) + 1e-6))
    return g


def clip_norm_exactly(g: Any, *, clip_at: Any) -> Any:
    """A gradient longer than the threshold is shortened to it, as Keras and optax do."""
    g = where(norm(g) > clip_at, g * clip_at / norm(g), g)
    return g


def l2(g: Any, *, x: Any, weight_decay: Any) -> Any:
    """Weight decay times the point is added: the gradient of a loss that also punishes long points."""
    g = g + weight_decay * x
    return g


def decoupled(dx: Any, *, x: Any, lr: Any, weight_decay: Any) -> Any:
    """The step also pulls the point towards zero, past whatever the rule does to gradients."""
    dx = dx - lr * weight_decay * x
    return dx


_CLIPS: dict[str, tuple[Callable[..., Any], ...]] = {"none": (), "value": (clip_value,), "norm": (clip_norm,)}
_EXACT_CLIPS = {**_CLIPS, "norm": (clip_norm_exactly,)}
_BEFORE: dict[str, tuple[Callable[..., Any], ...]] = {"none": (), "l2": (l2,), "decoupled": ()}
_AFTER: dict[str, tuple[Callable[..., Any], ...]] = {"none": (), "l2": (), "decoupled": (decoupled,)}


@lru_cache(maxsize=512)
def effective(optimizer: Optimizer, decay: str | None = None, clip: str = "none", library: str = OURS) -> Optimizer:
    """The optimizer with a run's choices in it. `decay` None is the kind that its definition carries.

    Its hyperparameters gain `weight_decay` and `clip_at` where they are used, and lose the first where it is not.

        >>> effective(OPTIMIZERS["adam"], decay="l2").hypers["weight_decay"].default
        0.01
    """
    kind = optimizer.decay if decay is None else decay
    hypers = dict(optimizer.hypers)
    if kind == "none" and not decays_itself(optimizer):
        hypers.pop(DECAY, None)
    elif DECAY not in hypers:
        hypers[DECAY] = weight_decay(0.01)
    if clip != "none":
        hypers[CLIP] = clip_threshold()
    variant = optimizer.libraries.get(library, Library())
    clips = _CLIPS if library == OURS else _EXACT_CLIPS
    return replace(
        optimizer,
        update=variant.update or optimizer.update,
        init=variant.init or optimizer.init,
        hypers=hypers,
        decay=kind,
        limit=optimizer.limit if variant.update is None else variant.limit,
        scales=optimizer.scales if variant.scales is None else variant.scales,
        before=(*clips[clip], *_BEFORE[kind]),
        after=_AFTER[kind],
    )


def decays_itself(optimizer: Optimizer) -> bool:
    """Whether weight decay is woven into the rule, so that it cannot be exchanged for another kind."""
    return DECAY in inputs(optimizer.update)


def ready(optimizer: Optimizer) -> Optimizer:
    """The optimizer as it runs where nobody chose anything: with the weight decay that its definition carries."""
    chosen = optimizer.before or optimizer.after or optimizer.decay == "none"
    return optimizer if chosen else effective(optimizer)
