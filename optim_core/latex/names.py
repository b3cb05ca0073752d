"""How a name in a rule's source is written on paper: m_hat is m with a hat, beta1 is the Greek letter with a 1."""

from collections.abc import Mapping

from optim_core.latex.piece import ATOM, POWER, Piece

GREEK = """
alpha beta gamma delta zeta eta theta iota kappa mu nu xi pi rho sigma tau phi chi psi omega
Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega
"""
LETTERS = {name: rf"\{name}" for name in GREEK.split()}
LETTERS |= {"epsilon": r"\varepsilon", "eps": r"\varepsilon", "lambda": r"\lambda", "lam": r"\lambda", "ell": r"\ell"}
LETTERS |= {"lr": r"\eta", "dx": r"\Delta x"}
ACCENTS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde"}
BELOW = {"inf": r"\infty", "max": r"\max", "min": r"\min"}
NEIGHBOURS = {"prev": -1, "last": -1, "old": -1, "next": 1}
MOMENTS = {-1: "t-1", 0: "t", 1: "t+1"}


def symbol(name: str, moment: int | None = None, field: bool = False) -> Piece:
    r"""The symbol for `name` as it is at step t + `moment`; without a moment it is the same at every step.

    In the name of a `field` of the state, "prev" is a part like any other: g_prev of step t - 1 is not g of t - 2.

    >>> symbol("m_hat", 0).text
    '\\hat{m}_t'
    """
    head, *rest = [part for part in name.split("_") if part]
    stem = head.rstrip("0123456789") or head
    text = LETTERS.get(stem) or (stem if len(stem) == 1 else word(stem))
    below, above = [head[len(stem) :]], []
    for part in rest:
        if part in ACCENTS:
            text = f"{ACCENTS[part]}{{{text}}}"
        elif part in NEIGHBOURS and moment is not None and not field:
            moment = max(-1, min(moment + NEIGHBOURS[part], 1))
        elif part in BELOW or part.isdigit():
            below.append(BELOW.get(part, part))
        elif part != "t":
            above.append(LETTERS.get(part) or (part if len(part) == 1 else word(part)))
    below.append("" if moment is None else MOMENTS[moment])
    return Piece(text + _script("_", below) + _script("^", above), POWER if above else ATOM)


def distinct(piece: Piece, others: Mapping[str, Piece]) -> Piece:
    """The symbol with a prime where another name has the same one already."""
    while piece.text in {other.text for other in others.values()}:
        piece = Piece(f"{piece.text}'", POWER)
    return piece


def word(name: str) -> str:
    """A name of several letters, upright."""
    return rf"\text{{{name.replace('_', '-')}}}"


def operation(name: str) -> str:
    """A function that has no notation but its name; an underscore becomes a hyphen."""
    return word(name.replace("_", "-"))


def _script(mark: str, parts: list[str]) -> str:
    text = ",".join(filter(None, parts))
    if not text:
        return ""
    return f"{mark}{text}" if len(text) == 1 else f"{mark}{{{text}}}"
