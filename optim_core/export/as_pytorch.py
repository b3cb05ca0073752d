"""An experiment in PyTorch: torch.optim where it has the rule, torch.autograd for the gradient."""

from __future__ import annotations

from optim_core.experiment.experiment import Experiment
from optim_core.export import model
from optim_core.export.carry import Definitions
from optim_core.export.dialect import FINITE, GRADIENT_AT, GRADIENT_AT_COLUMN, TO_COLUMN, Dialect
from optim_core.export.job import Job, follow
from optim_core.export.lines import assigned
from optim_core.export.loss import Spelling, loss_source
from optim_core.rules.choices import clip_norm, clip_value, l2

SPELLING = Spelling(
    "torch", lambda function: function.torch or function.name, lambda number: f"torch.tensor(float({number}))"
)

VALUE_AND_GRADIENT = '''\
def value_and_gradient(point):
    """The loss and its gradient by automatic differentiation."""
    point = point.detach().requires_grad_()
    value = loss(point)
    (g,) = torch.autograd.grad(value, point)
    return value.detach(), g'''
COLUMN = '''\
def column(vector):
    """A tensor as NumPy's column (dim, 1), which the rule is written for."""
    return vector.numpy().reshape(-1, 1)'''
LOSS_AT_COLUMN = '''\
def loss_at_column(point, where=True):
    """The loss at another point, a column. (`where` tells which of many paths ask; here there is one.)"""
    return np.array([loss(torch.from_numpy(point[:, 0])).item()])'''
HESSIAN_AT_COLUMN = '''\
def hessian_at_column(point, where=True):
    """The second derivatives at a point, a column, as (dim, dim, 1)."""
    return torch.autograd.functional.hessian(loss, torch.from_numpy(point[:, 0])).numpy()[:, :, None]'''


BATCH_GRADIENT = '''\
def batch_gradient(t, point):
    """The gradient over the examples of step t only."""
    point = point.detach().requires_grad_()
    (g,) = torch.autograd.grad(loss(point, ROWS[t - 1]), point)
    return g'''


def _surface(experiment: Experiment, flat: bool, asks: frozenset[str], definitions: Definitions) -> list[str]:
    if not model.written(experiment):
        return loss_source(experiment.surface, SPELLING, flat)
    return [*model.loss_source(experiment, "torch", flat), *[BATCH_GRADIENT] * experiment.sampled]


def _by_rule(job: Job) -> list[str]:
    evaluate = ["value, g = loss(x), batch_gradient(t, x)" if job.sampled else "value, g = value_and_gradient(x)"]
    evaluate += ["g = g + NOISE[t - 1]"] * job.noisy
    state, step = job.rule_steps("torch", "column(x)", TO_COLUMN, "torch.from_numpy(dx[:, 0])")
    return ["x = torch.tensor(START)", state, *follow(job, "x", "g", "torch.linalg.vector_norm(g)", evaluate, step)]


def _by_library(job: Job) -> list[str]:
    shaped = job.shape is not None
    start = (
        f"torch.tensor(START).reshape{job.shape}.requires_grad_()"
        if shaped
        else ("torch.tensor(START, requires_grad=True)")
    )
    noise = "NOISE[t - 1].reshape(x.shape)" if shaped else "NOISE[t - 1]"
    evaluate = ["optimizer.zero_grad()", "value = loss(x)", "value.backward()", "value = value.detach()"]
    if job.sampled:
        evaluate = ["optimizer.zero_grad()", "value = loss(x.detach())", "loss(x, ROWS[t - 1]).backward()"]
    evaluate += [f"x.grad += {noise}"] * job.noisy
    hypers, rate = job.run.hypers, job.rate.value
    step = []
    for change in job.before:
        if change is clip_norm:
            step.append(f"torch.nn.utils.clip_grad_norm_([x], {hypers['clip_at']!r})")
        elif change is clip_value:
            step.append(f"torch.nn.utils.clip_grad_value_([x], {hypers['clip_at']!r})")
        elif change is l2:
            step.append(f"x.grad += {hypers['weight_decay']!r} * x.detach()  # weight decay by the gradient")
        else:
            name = job.definitions.function(change, "torch")
            grad = "x.grad.flatten()" if shaped else "x.grad"
            back = ".reshape(x.shape)" if shaped else ""
            step.append(f"x.grad = {name}({grad}, clip_at={hypers['clip_at']!r}){back}")
    if not job.rate.steady:
        step.append('optimizer.param_groups[0]["lr"] = lr')
    needs_old_point = "x" in job.run.rule.needs
    decay = f"{rate} * {hypers['weight_decay']!r}" if job.decays_after else ""
    if decay and needs_old_point:
        step.append("old = x.detach().clone()")
    elif decay:
        step += ["with torch.no_grad():", f"    x *= 1 - {decay}  # weight decay past the optimizer"]
    closure = "LBFGS(" in job.made("0")  # the one optimizer of torch that wants to compute the loss itself
    step.append("optimizer.step(lambda: value)  # the gradient is in x.grad" if closure else "optimizer.step()")
    if decay and needs_old_point:
        step += ["with torch.no_grad():", f"    x -= {decay} * old  # weight decay past the optimizer"]
    path, length = "x.detach().flatten()" if shaped else "x.detach()", "torch.linalg.vector_norm(x.grad)"
    made = job.made(repr(hypers["lr"]))
    return [f"x = {start}", assigned("optimizer", made), *follow(job, path, "x.grad", length, evaluate, step)]


PYTORCH = Dialect(
    slug="pytorch",
    versions={"torch": "2.13.0", "numpy": "2.4.6"},
    array="torch",
    imports=("import numpy as np", "import torch"),
    settings=("torch.set_default_dtype(torch.float64)  # some optimizers keep part of their state in it",),
    noise="NOISE = torch.from_numpy({noise})",
    surface=_surface,
    gradient="value_and_gradient({point})[1]",
    column="torch.from_numpy(point[:, 0])",
    helpers={
        "finite": FINITE.replace("np.", "torch."),
        "value_and_gradient": VALUE_AND_GRADIENT,
        "column": COLUMN,
        "gradient": GRADIENT_AT,
        "loss column": LOSS_AT_COLUMN,
        "gradient column": GRADIENT_AT_COLUMN,
        "hessian column": HESSIAN_AT_COLUMN,
    },
    by_rule=_by_rule,
    by_library=_by_library,
    last_loss="loss(torch.from_numpy(last))",
    last="torch.from_numpy(last)",
)
