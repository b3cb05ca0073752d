"""The source of a function or a record: from its file or, where it was written by us at run time, from itself."""

import inspect
import textwrap
from typing import Any

ATTRIBUTE = "__source__"


def source_of(thing: Any) -> str:
    """The source text, not indented. Raises OSError or TypeError where there is none."""
    own = getattr(thing, ATTRIBUTE, None)
    return own if isinstance(own, str) else textwrap.dedent(inspect.getsource(thing))


def with_source(thing: Any, source: str) -> Any:
    """The thing, which from now on can be asked for its source."""
    setattr(thing, ATTRIBUTE, source)
    return thing
