"""The loop that follows one path, printed for the browser: a rule and a surface in one function of plain numbers.

It is the loop of simulation/plain_numbers.py, line by line; only the rows go into columns that are handed in.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from optim_core.javascript.expressions import NotPrintable, Printer, number
from optim_core.rules.reading import function_tree, straight_lines
from optim_core.simulation.spelled import ASKED, spell
from optim_core.types import Optimizer

# point, loss, gradient, size of the step, its learning rate: `columns` has one array for each of these numbers
_FOLLOW = """\
(start, steps, rates, sigma, draws, hypers, constants, columns) => {{
  const [{columns}] = columns;
  {constants}
  {hypers}
  let {x};
  {state}
  let now = 0;
  for (let t = 0; ; t++) {{
    now += 1;
    {asked}
    {surface}
    {noise}
    {record}
    if (t >= steps || !(Number.isFinite({total}) || ({finite}))) return t;
    const rate = rates[t];
    {rule}
    const size = Math.sqrt({squares});
    c_size[t] = size > 0 && size < Infinity ? size : Math.hypot({steps});
    c_rate[t] = rate;
    {remember}
    {move}
  }}
}}"""


def follow(optimizer: Optimizer, source: str, dim: int) -> str:
    """The function that follows `optimizer` on the surface whose loss and gradient in `dim` dimensions `source` gives.

    `follow(start, steps, rates, sigma, draws, hypers, constants, columns)` fills the rows 0, 1, ... of `columns` and
    returns the last that it filled: the last of `steps`, or the first that is not finite. `hypers` and `constants` are
    numbers in the order of the optimizer's hyperparameters and of the surface's constants; `sigma` times the next `dim`
    of `draws` is added to each gradient, unless `sigma` is 0. Raises NotPrintable.
    """
    tree = ast.parse(source).body[0]
    assert isinstance(tree, ast.FunctionDef)
    arguments = [argument.arg for argument in tree.args.args]
    ground = {name: f"x{k}" if k < dim else f"p{k - dim}" for k, name in enumerate(arguments)}
    try:
        spelled = spell(optimizer, dim)
        lines, memory = spelled.lines(), spelled.state()
    except ValueError as error:
        raise NotPrintable(str(error)) from error
    known = {f"{stem}_{i}": f"{stem}{i}" for stem in ("x", "g", "dx") for i in range(dim)}
    rule = Printer({**known, "now": "now", "h_lr": "rate"}, calls={ASKED: ASKED})
    kept = [rule.name(name) for name in spelled.memory]

    def each(pattern: str, joiner: str = " ") -> str:
        return joiner.join(pattern.format(i=i) for i in range(dim))

    return _FOLLOW.format(
        columns=f"{each('c_x{i}', ', ')}, c_loss, {each('c_g{i}', ', ')}, c_size, c_rate",
        constants=" ".join(f"const p{k} = constants[{k}];" for k in range(len(arguments) - dim)),
        hypers=" ".join(
            f"const {rule.name(f'h_{name}')} = hypers[{k}];"
            for k, name in enumerate(optimizer.hypers)
            if name != "lr"
        ),
        x=each("x{i} = start[{i}]", ", "),
        state=" ".join(f"let {name} = {v};" for name, v in zip(kept, first_memory(optimizer, dim), strict=True)),
        surface="\n    ".join(_surface(tree, ground)),
        asked=_asked(tree, ground, dim) if ASKED in optimizer.needs else "",
        noise=f"if (sigma !== 0) {{ {each('g{i} += sigma * draws[t * ' + str(dim) + ' + {i}];')} }}",
        record=f"{each('c_x{i}[t] = x{i};')} c_loss[t] = loss; {each('c_g{i}[t] = g{i};')}",
        total=each("x{i} + g{i}", " + ") + " + loss",
        finite=each("Number.isFinite(x{i}) && Number.isFinite(g{i})", " && ") + " && Number.isFinite(loss)",
        rule="\n    ".join(map(rule.line, lines)),
        steps=each("dx{i}", ", "),
        squares=each("dx{i} * dx{i}", " + "),
        remember=" ".join(
            [*(f"const m{k} = {rule.text(text)};" for k, text in enumerate(memory)),
             *(f"{name} = m{k};" for k, name in enumerate(kept))]
        ),
        move=each("x{i} += dx{i};"),
    )  # fmt: skip


def _surface(tree: ast.FunctionDef, ground: Mapping[str, str]) -> list[str]:
    """The lines that work out loss and gradient, written where they are needed."""
    printer = Printer(ground, stem="s")  # beside the names of the rule
    lines, last = straight_lines(tree, tree.name)
    body = [printer.assign(name, value) for name, value in lines]
    assert isinstance(last, ast.Return)
    assert isinstance(last.value, ast.Tuple)
    loss, *slopes = map(printer.expression, last.value.elts)
    return [*body, f"const loss = {loss};", *(f"let g{i} = {slope};" for i, slope in enumerate(slopes))]


def _asked(tree: ast.FunctionDef, ground: Mapping[str, str], dim: int) -> str:
    """The gradient at another point, with the noise of this step."""
    lines = " ".join(_surface(tree, ground))
    noisy = ", ".join(f"sigma === 0 ? g{i} : g{i} + sigma * draws[t * {dim} + {i}]" for i in range(dim))
    return f"const {ASKED} = ({', '.join(f'x{i}' for i in range(dim))}) => {{ {lines} return [{noisy}]; }};"


def first_memory(optimizer: Optimizer, dim: int) -> list[str]:
    """What a rule remembers before its first step, in the order of its memory."""
    try:
        _, last = straight_lines(function_tree(optimizer.init, "init"), "init")
    except ValueError as error:
        raise NotPrintable(str(error)) from error
    if not (isinstance(last, ast.Return) and isinstance(last.value, ast.Call)):
        raise NotPrintable("init")
    return [_first(part, i) for part in last.value.args for i in range(dim)]


def _first(part: ast.expr, axis: int) -> str:
    """One part of the first memory, for one coordinate."""
    match part:
        case ast.Call(func=ast.Name(id="zeros_like")):
            return number(0.0)
        case ast.Call(func=ast.Name(id="ones_like")):
            return number(1.0)
        case ast.Call(func=ast.Name(id="full_like"), args=[_, value]):
            return Printer().expression(value)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="x"), attr="copy"), args=[]):
            return f"x{axis}"
    raise NotPrintable(ast.unparse(part))
