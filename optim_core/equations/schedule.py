"""A learning-rate schedule as equations, read from the function that gives its rates."""

import ast
from collections.abc import Mapping
from typing import Any

from optim_core.equations.notation import chosen_symbol
from optim_core.equations.notes import notes
from optim_core.equations.program import resolved
from optim_core.equations.symbolic import NOTHING, Equation
from optim_core.equations.typeset import typeset
from optim_core.latex.names import distinct, symbol, word
from optim_core.latex.piece import ATOM, Piece
from optim_core.rules.source import source_of
from optim_core.schedules import Schedule

RATE = "lr"


def schedule_equations(schedule: Schedule, hypers: Mapping[str, Any] = NOTHING) -> tuple[Equation, ...]:
    r"""The lines that lead to the rate of step t; none for a schedule that watches the losses.

    Where the values in `hypers` decide between two branches, only the one in force is shown.

    >>> [line.latex for line in schedule_equations(SCHEDULES["exponential"])]
    ['\\eta_t = \\eta \\gamma^{t - 1}']
    """
    if schedule.rate is None:
        return ()
    tree = ast.parse(source_of(schedule.rate)).body[0]
    if not isinstance(tree, ast.FunctionDef):
        raise ValueError(f"{schedule.slug}: rate must be a plain function")
    time, rate, steps = (argument.arg for argument in tree.args.args)
    names = {time: Piece("t", ATOM), rate: symbol(RATE), steps: Piece(word("steps"), ATOM), "pi": Piece(r"\pi", ATOM)}
    names |= {name: chosen_symbol(hyper) for name, hyper in schedule.hypers.items()}

    def leaf(node: ast.expr) -> Piece | None:
        return names[node.id] if isinstance(node, ast.Name) else None

    moving, equations, remarks = {time}, [], iter([*notes(schedule.rate), ""])
    for line in tree.body:
        match line:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                target = None
            case ast.Return(value=ast.expr() as value):
                name, target = RATE, symbol(RATE, 0)
            case _:
                continue  # the docstring
        value = resolved(value, hypers)
        if not moving.isdisjoint(part.id for part in ast.walk(value) if isinstance(part, ast.Name)):
            moving.add(name)
        right = typeset(value, leaf).right_side
        if target is None:
            target = names[name] = distinct(symbol(name, 0 if name in moving else None), names)
        equations.append(Equation(name, f"{target.text} = {right}", next(remarks), ""))
    return tuple(equations)
