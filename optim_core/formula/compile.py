"""From an accepted formula to everything that is known of it. SymPy, which takes a second to load, is loaded on use."""

from __future__ import annotations

from functools import lru_cache

from optim_core.formula.callables import functions
from optim_core.formula.known import known
from optim_core.formula.parse import Parsed, parse
from optim_core.formula.record import Compiled
from optim_core.messages import FormulaError, Message

LONGEST = 200_000  # characters of derivatives, as LaTeX and as code; some of it goes to every learner's browser


def compile_formula(parsed: Parsed, constants: int = 0) -> Compiled:
    """Work out gradient, Hessian, LaTeX and code, here and now, however long it takes. Raises FormulaError.

    So many of the last variables are constants: nothing is differentiated by them.
    """
    from optim_core.formula.symbolic import work_out

    try:
        compiled = work_out(parsed, constants)
        functions(compiled, (1.0,) * constants)  # the code must be code that Python takes
    except FormulaError:
        raise
    except Exception as error:  # SymPy has many ways to fail on an unusual formula; none may reach a page
        raise FormulaError(Message("formula.no_gradient_found"), parsed.text) from error
    if len(compiled.to_json()) > LONGEST:
        raise FormulaError(Message("formula.gradient_too_long"), parsed.text)
    return compiled


@lru_cache(maxsize=64)
def compile_form(text: str, variables: tuple[str, ...], constants: tuple[str, ...]) -> Compiled:
    """Compile a formula of our own in which some names stand for numbers."""
    parsed = parse(text, (*variables, *constants))
    return known(parsed) or compile_formula(parsed, len(constants))


@lru_cache(maxsize=256)
def compile_trusted(text: str, variables: tuple[str, ...]) -> Compiled:
    """Parse and compile a formula of our own, such as a built-in surface's."""
    parsed = parse(text, variables)
    return known(parsed) or compile_formula(parsed)
