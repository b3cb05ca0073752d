"""A network as text: its layers in torch.nn, its prediction as code, its loss as formulas."""

from collections.abc import Iterator
from itertools import pairwise

from optim_core.examples.losses import Loss


def torch_layers(inputs: int, hidden: tuple[int, ...], relu: bool) -> Iterator[str]:
    """The network as layers of torch.nn."""
    for before, units in pairwise((inputs, *hidden)):
        yield f"Linear({before}, {units})"
        yield "ReLU()" if relu else "Tanh()"
    yield f"Linear({(inputs, *hidden)[-1]}, 1)"


def prediction_code(inputs: int, hidden: tuple[int, ...], relu: bool) -> list[str]:
    """The prediction as lines over `point` and x, (n,) or (n, inputs), in a library's functions."""
    lines, at, before = (["h = x[:, None]"] if inputs == 1 else ["h = x"]), 0, inputs
    for place, units in enumerate((*hidden, 1)):
        end = at + units * before
        lines.append(f"h = h @ point[{at}:{end}].reshape(({units}, {before})).T + point[{end}:{end + units}]")
        if place < len(hidden):
            lines.append("h = {np}.where(h > 0, h, 0 * h)" if relu else "h = {np}.tanh(h)")
        at, before = end + units, units
    return [*lines, "return h[:, 0]"]


def loss_latex(hidden: tuple[int, ...], relu: bool, loss: Loss) -> tuple[str, ...]:
    """The loss, what comes out of each layer, and the answer z."""
    step = r"\max(0, {})" if relu else r"\tanh({})"
    lines, before = [], "x_i"
    for layer in range(1, len(hidden) + 1):
        inner = rf"W_{layer} {before} + b_{layer}"
        lines.append(rf"h_{{{layer}, i}} = {step.format(inner)}")
        before = f"h_{{{layer}, i}}"
    last = len(hidden) + 1
    weights = rf"W_{last} {before} + b_{last}" if hidden else r"w_1 x_{1 i} + w_2 x_{2 i} + b"
    return (rf"f = \frac{{1}}{{n}} \sum_{{i=1}}^{{n}} {_braced(loss.latex)}", *lines, rf"z_i = {weights}")


def _braced(latex: str) -> str:
    return rf"\left({latex}\right)" if " - " in latex and not latex.endswith("^2") else latex
