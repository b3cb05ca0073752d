"""The record of a learner's own optimizer: with it a typed rule is like any rule of the registry."""

from functools import lru_cache, partial

from optim_core.latex.names import symbol
from optim_core.rules.hypers import learning_rate
from optim_core.typed_rule.direction import direction_of
from optim_core.typed_rule.lines import REMARK
from optim_core.typed_rule.names import RATE
from optim_core.typed_rule.parse import parse_rule
from optim_core.typed_rule.records import Parameter, Typed
from optim_core.typed_rule.write import write
from optim_core.types import Hyper, Interval, Library, Optimizer

OWN = "own"  # the slug of all of them
KEPT = 256
LONG = 60  # parts; a rule with more of them may not have as many steps
BY_RATIOS = 100  # a range of so many times its low end moves by ratios
USUAL_RATE = learning_rate(default=0.05, low=1e-5, high=10.0)
WRITTEN_OUT = "This rule is your own, so no library has it; a script carries the rule itself."


@lru_cache(maxsize=KEPT)
def own_optimizer(text: str) -> Optimizer:
    """The optimizer that a typed rule means. Raises FormulaError where the rule cannot be used.

    >>> own_optimizer("step = -lr*g").state_names
    ()
    """
    typed = parse_rule(text)
    hypers = _hypers(typed)
    init, update = write(typed, tuple(hypers))
    direction = direction_of(typed)
    return Optimizer(
        slug=OWN,
        name="Own rule",
        init=init,
        update=update,
        hypers=hypers,
        help=_idea(typed.text) or "An update rule of your own: type its lines, and it runs like every other.",
        conventions="The lines are yours; g is the gradient and t counts the steps from 1.",
        source="typed in Descent Lab",
        long=typed.parts > LONG,
        state_help={state.name: state.remark or f"the state {state.name} of this rule" for state in typed.states},
        scales=direction.scaled,
        carries=direction.carried,
        libraries={library: Library(difference=WRITTEN_OUT) for library in ("pytorch", "keras", "optax")},
        again=partial(own_optimizer, text),
    )


def _idea(text: str) -> str:
    """What a remark in the first line says of the whole rule."""
    first = text.partition("\n")[0]
    return first.strip("# ") if first.startswith(REMARK) else ""


def _hypers(typed: Typed) -> dict[str, Hyper]:
    """The learning rate, which every rule has, and the declared parameters."""
    hypers = {RATE: USUAL_RATE}
    for parameter in typed.parameters:
        hypers[parameter.name] = _rate(parameter) if parameter.name == RATE else _hyper(parameter)
    return hypers


def _rate(parameter: Parameter) -> Hyper:
    low = parameter.low or min(USUAL_RATE.low, parameter.high / BY_RATIOS)  # its slider moves by ratios
    return learning_rate(default=parameter.default, low=low, high=parameter.high)


def _hyper(parameter: Parameter) -> Hyper:
    name, low, high = parameter.name, parameter.low, parameter.high
    return Hyper(
        symbol=symbol(name).text,
        default=parameter.default,
        low=low,
        high=high,
        valid=Interval(low, high),
        name=name,
        help=parameter.remark or f"The parameter {name} of this rule.",
        log=low > 0 and high / low >= BY_RATIOS,
    )
