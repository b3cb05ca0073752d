"""A learning-rate schedule as equations, read from the function that gives its rates."""

from __future__ import annotations

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
from optim_core.schedules import Plan

RATE = "lr"


def plan_equations(plan: Plan, hypers: Mapping[str, Any] = NOTHING) -> tuple[Equation, ...]:
    r"""The lines that lead to the rate of step t; none for a schedule that watches the losses.

    Where the values in `hypers` decide between two branches, only the one in force is shown.

    >>> [line.latex for line in plan_equations(SCHEDULES["exponential"])]
    ['\\eta_t = \\eta \\gamma^{t - 1}']
    """
    if plan.rate is None:
        return ()
    tree = ast.parse(source_of(plan.rate)).body[0]
    if not isinstance(tree, ast.FunctionDef):
        raise ValueError(f"{plan.slug}: rate must be a plain function")
    time, rate, steps = (argument.arg for argument in tree.args.args)
    names = {time: Piece("t", ATOM), rate: symbol(RATE), steps: Piece(word("steps"), ATOM), "pi": Piece(r"\pi", ATOM)}
    names |= {name: chosen_symbol(hyper) for name, hyper in plan.hypers.items()}

    def leaf(node: ast.expr) -> Piece | None:
        return names[node.id] if isinstance(node, ast.Name) else None

    moving, found, remarks = {time}, [], iter([*notes(plan.rate), ""])
    for line in tree.body:
        match line:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                left = None
            case ast.Return(value=ast.expr() as value):
                name, left = RATE, symbol(RATE, 0)
            case _:
                continue  # the docstring
        value = resolved(value, hypers)
        if not moving.isdisjoint(part.id for part in ast.walk(value) if isinstance(part, ast.Name)):
            moving.add(name)
        right = typeset(value, leaf).right_side
        if left is None:
            left = names[name] = distinct(symbol(name, 0 if name in moving else None), names)
        found.append(Equation(name, f"{left.text} = {right}", next(remarks), ""))
    return tuple(found)
