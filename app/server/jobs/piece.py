"""One piece of a job's result as a line of JSON: messages in the reader's language, arrays as lists, no infinity."""

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from app.words.words import say
from optim_core import Message


def line(piece: Mapping[str, Any], language: str) -> str:
    """The piece as one line. A number that is not finite becomes null."""
    return json.dumps(_plain(piece, language), separators=(",", ":"), allow_nan=False)


def _plain(value: Any, language: str) -> Any:
    match value:
        case Message():
            return say(value, language)
        case Mapping():
            return {name: _plain(part, language) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part, language) for part in value]
        case np.ndarray() | np.generic():
            return _plain(value.tolist(), language)
        case float():
            return value if math.isfinite(value) else None
    return value
