"""Functions that formulas have elsewhere: what they are called here, how they are written, or why they are not here."""

from __future__ import annotations

# What the same function, or constant, is called elsewhere.
OTHER_NAMES = {
    **dict.fromkeys(("arctan", "arctg", "arctangent"), "atan"),
    **dict.fromkeys(("arcsin", "arcsine"), "asin"),
    **dict.fromkeys(("arccos", "arccosine"), "acos"),
    **dict.fromkeys(("tg", "tangent", "tangens"), "tan"),
    **dict.fromkeys(("sen", "sine", "sinus"), "sin"),
    **dict.fromkeys(("cosine", "cosinus"), "cos"),
    **dict.fromkeys(("loge", "logarithm"), "log"),
    **dict.fromkeys(("root", "squareroot", "sqroot"), "sqrt"),
    **dict.fromkeys(("fabs", "absolute", "magnitude"), "abs"),
    **dict.fromkeys(("maximum", "fmax", "larger"), "max"),
    **dict.fromkeys(("minimum", "fmin", "smaller"), "min"),
    "exponential": "exp",
    "th": "tanh",
    "sh": "sinh",
    "ch": "cosh",
    "m_pi": "pi",
}
# With {0} and {1} for what stands in the parentheses; two of them where the name has two readings.
WRITTEN_OTHERWISE: dict[str, tuple[str, ...]] = {
    "cot": ("1/tan({0})",),
    "sec": ("1/cos({0})",),
    "csc": ("1/sin({0})",),
    "coth": ("1/tanh({0})",),
    "sech": ("1/cosh({0})",),
    "csch": ("1/sinh({0})",),
    **dict.fromkeys(("asinh", "arcsinh", "arsinh"), ("log({0} + sqrt({0}^2 + 1))",)),
    **dict.fromkeys(("acosh", "arccosh", "arcosh"), ("log({0} + sqrt({0}^2 - 1))",)),
    **dict.fromkeys(("atanh", "arctanh", "artanh"), ("log((1 + {0})/(1 - {0}))/2",)),
    **dict.fromkeys(("acot", "arccot"), ("pi/2 - atan({0})",)),
    **dict.fromkeys(("atan2", "arctan2"), ("2*atan({0}/(sqrt({1}^2 + {0}^2) + {1}))",)),
    **dict.fromkeys(("pow", "power"), ("{0}^{1}",)),
    **dict.fromkeys(("square", "sq"), ("{0}^2",)),
    "sqr": ("{0}^2", "sqrt({0})"),
    "cube": ("{0}^3",),
    "cbrt": ("{0}^(1/3)",),
    "hypot": ("sqrt({0}^2 + {1}^2)",),
    **dict.fromkeys(("lg", "log10"), ("log({0})/log(10)",)),
    **dict.fromkeys(("ld", "lb", "log2"), ("log({0})/log(2)",)),
    "log1p": ("log(1 + {0})",),
    "expm1": ("exp({0}) - 1",),
    "exp2": ("2^{0}",),
    "exp10": ("10^{0}",),
    "reciprocal": ("1/{0}",),
    **dict.fromkeys(("negative", "neg"), ("-{0}",)),
    "relu": ("max({0}, 0)",),
    **dict.fromkeys(("leaky_relu", "leakyrelu"), ("max({0}, 0.01*{0})",)),
    **dict.fromkeys(("sigmoid", "logistic", "expit", "sigma"), ("1/(1 + exp(-{0}))",)),
    "softplus": ("log(1 + exp({0}))",),
    **dict.fromkeys(("logaddexp", "logsumexp"), ("log(exp({0}) + exp({1}))",)),
    "logcosh": ("log(cosh({0}))",),
    **dict.fromkeys(("silu", "swish"), ("{0}/(1 + exp(-{0}))",)),
    "sinc": ("sin({0})/{0}", "sin(pi*{0})/(pi*{0})"),
    "haversin": ("sin({0}/2)^2",),
    **dict.fromkeys(("radians", "deg2rad"), ("{0}*pi/180",)),
    **dict.fromkeys(("degrees", "rad2deg"), ("{0}*180/pi",)),
    "sind": ("sin({0}*pi/180)",),
    "cosd": ("cos({0}*pi/180)",),
    "tand": ("tan({0}*pi/180)",),
    **dict.fromkeys(("clip", "clamp"), ("min(max({0}, {1}), {2})",)),
    **dict.fromkeys(("mean", "average"), ("({0} + {1})/2",)),
    **dict.fromkeys(("add",), ("{0} + {1}",)),
    **dict.fromkeys(("sub", "subtract"), ("{0} - {1}",)),
    **dict.fromkeys(("mul", "multiply"), ("{0}*{1}",)),
    **dict.fromkeys(("div", "divide"), ("{0}/{1}",)),
}
# What jumps, and a smooth function beside it; what has no short spelling, and one that is close to it.
SMOOTH = {
    **dict.fromkeys(("sign", "sgn", "signum"), "tanh(10*{0})"),
    **dict.fromkeys(("heaviside", "step", "theta", "unitstep"), "1/(1 + exp(-10*{0}))"),
    "floor": "{0} - 0.5 + sin(2*pi*{0})/(2*pi)",  # stairs with their edges rounded off
    **dict.fromkeys(("ceil", "ceiling"), "{0} + 0.5 + sin(2*pi*{0})/(2*pi)"),
    **dict.fromkeys(("round", "rint"), "{0} - sin(2*pi*{0})/(2*pi)"),
    "frac": "0.5 - sin(2*pi*{0})/pi",  # the first wave of the saw
    **dict.fromkeys(("mod", "fmod", "remainder"), "{1}*(0.5 - sin(2*pi*{0}/{1})/pi)"),
}
NEARLY = {
    "erf": ("tanh(1.1284*({0} + 0.0894*{0}^3))", 0.0005),
    "erfc": ("(1 - tanh(1.1284*({0} + 0.0894*{0}^3)))", 0.0005),
    "gelu": ("0.5*{0}*(1 + tanh(0.7979*({0} + 0.0447*{0}^3)))", 0.0005),
}
WITHOUT_GRADIENT = frozenset((*SMOOTH, "int", "trunc", "fix"))
CHOOSING = frozenset(("piecewise", "where", "if", "ifelse", "iif", "cases", "select"))
INFINITE = frozenset(("inf", "infinity", "infty", "oo", "nan"))
# Names of other functions that are no slips of ours.
_OTHERS = """
arg argmax argmin beta cis conj cosc coshc cosm det diff dot ei elu erf erfc erfi exp1 expi expint expm fact factorial
gamma gcd gelu im imag in inf int integrate inv lambertw lcm len lim limit logit logm mad med median mid mix mode norm
prod product rand randn random re real sin2 sinh2 sinhc sinm sinc si ci softmax sqrtm std sum tanc tanm trace var vec
zeta
"""
ELSEWHERE = frozenset(_OTHERS.split())


def example_of(name: str) -> str:
    """How a function that is not known is written, for x and a number."""
    return WRITTEN_OTHERWISE[name][0].format("x", "2", "5")
