"""The fast way to follow one path: a plain loop over numbers, written out from the optimizer's own rule.

Python's floats are several times faster than arrays of two numbers. So for a few paths the rule's lines are written
once for each coordinate into a loop without arrays, which gives the same numbers as the array step.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from optim_core.simulation.spelled import SCALAR_FUNCTIONS, spell
from optim_core.types import Optimizer

_LOOP = """\
def follow(value_and_gradient, with_arrays, point, memory, steps, rates, noise, hypers, react=None):
    rows = []
    record = rows.extend
    {x} = point
    ({state}) = memory
    {read_hypers}
    now = 0.0
    for t in range(1, steps + 2):
        now += 1.0
        try:
            loss, {g} = value_and_gradient({x_args})
        except (ValueError, OverflowError, ZeroDivisionError):
            loss, {g} = with_arrays({x_args})
        if noise is not None:
            {add_noise}
        if t > steps or (not isfinite({total}) and not ({finite})):
            record(({x_args}, loss, {g}, {state}))
            return rows
        h_lr = rates[t - 1] if react is None else react(t, loss)
        {rule}
        record(({x_args}, loss, {g}, {state}{dx}))
        {remember}
        {move}
"""


@lru_cache(maxsize=256)
def path_loop(optimizer: Optimizer, dim: int) -> Callable[..., list[float]]:
    """The loop for `optimizer` in `dim` dimensions.

    `follow(value_and_gradient, with_arrays, point, memory, steps, rates, noise, hypers, react)` starts with the state
    `memory` and returns one flat list of floats: for each row the point, loss, gradient, state and update, but no
    update in the last one. It ends after the first row that is not finite. Where plain numbers raise an error in the
    surface, `with_arrays` is asked, which gives inf or nan; an error in the rule is raised: ValueError, OverflowError
    or ZeroDivisionError. Where `react(t, loss)` is given, it gives the learning rates.

    Raises ValueError for a rule that is not straight-line code, or that uses what plain numbers do not know.
    """
    axes = range(dim)
    spelled = spell(optimizer, dim)
    state = "".join(f"{name}, " for name in spelled.memory)
    lines = spelled.lines()

    def each(pattern: str, joiner: str = ", ") -> str:
        return joiner.join(pattern.format(i=i) for i in axes)

    source = _LOOP.format(
        x=each("x_{i}") + ",",
        x_args=each("x_{i}"),
        state=state,
        read_hypers="; ".join(f"h_{name} = hypers[{name!r}]" for name in optimizer.hypers),
        g=each("g_{i}"),
        add_noise=each("g_{i} += noise[t - 1][{i}]", "; "),
        total=each("x_{i} + g_{i}", " + ") + " + loss",  # one test for all: not finite where one of them is not
        finite=each("isfinite(x_{i}) and isfinite(g_{i})", " and ") + " and isfinite(loss)",
        rule="\n        ".join(lines),
        remember=f"{state} = {', '.join(spelled.state())}," if state else "",
        dx=each("dx_{i}"),
        move=each("x_{i} += dx_{i}", "; "),
    )
    # The text comes from our own registry's source code (or from rules built of whitelisted nodes), never from a form.
    space: dict[str, Any] = {**SCALAR_FUNCTIONS, "isfinite": math.isfinite}
    exec(compile(source, f"<path loop of {optimizer.slug}>", "exec"), space)
    follow: Callable[..., list[float]] = space["follow"]
    return follow
