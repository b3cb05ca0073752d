"""The glossary in the stage's tooltips: what a control's help says ends with the meaning of its word."""

from collections.abc import Mapping
from typing import Any

from lessons.glossary import glossary

# The last part of a field's key -> the glossary's term.
TERMS: Mapping[str, str] = {
    "lr": "learning-rate",
    "beta": "momentum",
    "beta1": "momentum",
    "beta2": "second-moment",
    "rho": "second-moment",
    "weight_decay": "weight-decay",
    "warmup": "warm-up",
    "noise": "noise",
    "seed": "seed",
    "batch": "batch-size",
    "L": "curvature",
    "kappa": "condition-number",
    "standardise": "standardise",
    "width": "hidden-unit",
    "w": "weight",
    "b": "bias",
}


def explained(part: Any, language: str) -> Any:
    """A part of the scene in which every control that has a word of the glossary says what it means."""
    if isinstance(part, list):
        return [explained(each, language) for each in part]
    if not isinstance(part, dict):
        return part
    result = {key: explained(value, language) for key, value in part.items()}
    term = TERMS.get(str(part.get("key", "")).rpartition(".")[2])
    if "help" in part and term and (meaning := glossary(language).get(term)):
        result["term"] = term
        result["help"] = f"{part['help']} {meaning.name}: {meaning.meaning}".strip()
    return result
