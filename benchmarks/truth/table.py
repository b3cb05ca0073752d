"""The words of the product about random runs, held against what is true, as counts and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from benchmarks.truth.draw import kind_of
from benchmarks.truth.judge import NEAR, Truth, box_of, is_minimum, is_saddle, truth
from optim_core import Experiment
from optim_core.insights.why import EXPLANATIONS, Evidence

AT_REST = ("converged", "hovering", "bouncing")  # what may be said of a run that is truly at rest
MINIMUM = ("why.fine", "why.trapped", "why.fine_from_the_start")
ALL = "all"


class Verdict(NamedTuple):
    """One word about one run."""

    experiment: Experiment
    word: str
    kind: str  # of surface
    true: bool
    rests: bool


def judged(experiments: Iterable[Experiment]) -> Iterator[Verdict]:
    """The verdicts on the words about the first run of each experiment."""
    for experiment in experiments:
        evidence = Evidence(experiment, 1)
        real, word, kind = truth(experiment), evidence.outcome, kind_of(experiment.surface)
        yield Verdict(experiment, word, kind, is_true(word, real), real.rests)
        says = next((found.says.key for one in EXPLANATIONS.values() if (found := one(evidence))), "")
        point, radius = evidence.points[-1] if evidence.last >= 0 else None, NEAR * box_of(experiment.surface)
        if says in MINIMUM and point is not None:
            yield Verdict(
                experiment, "a minimum", kind, real.stays and is_minimum(experiment.surface, point, radius), False
            )
        elif says == "why.saddle" and point is not None:
            yield Verdict(experiment, "a saddle", kind, is_saddle(experiment.surface, point, 5 * radius), False)


def is_true(word: str, real: Truth) -> bool:
    """Whether an outcome is the truth."""
    return {
        "converged": real.stays,
        "hovering": real.stays,
        "bouncing": real.bounces,
        "diverged": real.grows,
        "left_domain": real.gone,
        "no_step": real.broken,
        "rate_spent": real.spent,
    }.get(word, not real.rests)


def printed(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """The lines of the table."""
    counts: Counter[tuple[str, str]] = Counter()
    false: Counter[tuple[str, str]] = Counter()
    resting: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for verdict in verdicts:
        for kind in (verdict.kind, ALL):
            counts[verdict.word, kind] += 1
            false[verdict.word, kind] += not verdict.true
            resting[kind] += verdict.rests
            missed[kind] += verdict.rests and verdict.word not in AT_REST
    kinds = [*sorted({kind for _, kind in counts} - {ALL}), ALL]
    yield f"{'false of said':16}" + "".join(f"{kind:>16}" for kind in kinds)
    for word in sorted({word for word, _ in counts}):
        yield f"{word:16}" + "".join(_share(false[word, kind], counts[word, kind]) for kind in kinds)
    yield f"{'rest, missed':16}" + "".join(_share(missed[kind], resting[kind]) for kind in kinds)


def _share(part: int, of: int) -> str:
    return f"{f'{part}/{of} {100 * part / of:4.1f}%' if of else '-':>16}"
