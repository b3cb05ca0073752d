"""From a typed formula to functions: the text is checked, differentiated by SymPy and turned into Python code."""

from optim_core.formula.asking import compile_text, warm
from optim_core.formula.callables import Functions, functions
from optim_core.formula.compile import compile_form, compile_formula, compile_trusted
from optim_core.formula.known import known, learn
from optim_core.formula.messages import FORMULA_ENGLISH
from optim_core.formula.parse import Parsed, parse
from optim_core.formula.record import Compiled
from optim_core.messages import ENGLISH

ENGLISH.update(FORMULA_ENGLISH)

__all__ = [
    "Compiled",
    "Functions",
    "Parsed",
    "compile_form",
    "compile_formula",
    "compile_text",
    "compile_trusted",
    "functions",
    "known",
    "learn",
    "parse",
    "warm",
]
