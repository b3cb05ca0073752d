"""What an explanation says: a sentence, its evidence, and changes worth trying; and a fix that was tried and holds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from optim_core.experiment.experiment import Experiment
from optim_core.insights.why.evidence import Evidence
from optim_core.messages import Message

# What a fix has to reach: rest, or the same loss sooner; an end that is clearly lower; a lower mean under noise.
Goal = Literal["settle", "lower", "quiet"]
Group: TypeAlias = Iterable[Experiment]  # experiments of which the best is taken


@dataclass(frozen=True)
class Finding:
    """Why a run went as it did. `tries` are changed experiments in groups: the first group with one that helps counts.

    `content` is for a run that needs no fix.
    """

    says: Message
    evidence: tuple[Message, ...]
    tries: Iterable[Group] = ()
    goal: Goal = "settle"
    content: bool = False


@dataclass(frozen=True)
class Fix:
    """A change that was tried and helps: what it changes, and what it did."""

    label: Message
    promise: Message
    experiment: Experiment


@dataclass(frozen=True)
class Explained:
    """What is said of one run: the explanation, in a few words, the finding, and a fix that holds or why not."""

    name: str
    verdict: Message
    finding: Finding
    fix: Fix | None
    without: Message | None = None


Explanation: TypeAlias = Callable[[Evidence], Finding | None]
