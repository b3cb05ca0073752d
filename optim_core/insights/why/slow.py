"""Why a run is slow: its steps dried up, its schedule ended, its rate is small, or it needs more time."""

import numpy as np

from optim_core.insights.why import candidates, facts
from optim_core.insights.why.evidence import SHORTEST, Evidence
from optim_core.insights.why.finding import Finding
from optim_core.insights.why.stuck import arrived
from optim_core.messages import Message
from optim_core.simulation.simulate import simulate

DRIED = 5.0  # times: so much longer a step would be without memory
TRIAL = 32  # steps with the same slope
SHORTENED = 0.8  # by twice as many of them; the root of a sum makes it 0.71
SPENT = 0.05  # of the highest rate
SMALL = 0.2  # of the limit
RESTING = 1e-6  # of the whole fall in the last quarter: more steps would change nothing
STILL_FALLING = 0.005  # of the whole fall comes in the last quarter
STRAIGHT = 0.95  # cosine between steps that follow each other


def running_dry(e: Evidence) -> Finding | None:
    """A sum of all squared slopes only grows, so the same slope makes an ever shorter step."""
    if not _on_its_way(e) or not e.run.steady:
        return None
    step, fresh = float(e.sizes[-1]), _fresh(e)
    if not 0 < step * DRIED <= fresh or (name := _sum(e)) is None:
        return None
    sums = e.path.state[name][: e.last + 1, 0].max(axis=1)
    evidence = (
        Message("why.dry_fresh", step=step, fresh=fresh, times=facts.times(fresh, step)),
        Message("why.dry_sum", before=float(sums[1]), after=float(sums[-1])),
    )
    tries = (candidates.rates(e, candidates.FACTORS_UP), candidates.adaptive(e), candidates.longer(e, 2, 5, 10))
    return Finding(Message("why.running_dry"), evidence, tries)


def rate_spent(e: Evidence) -> Finding | None:
    """The schedule has taken the learning rate to almost nothing before the run was there."""
    if not _on_its_way(e) or e.run.steady:
        return None
    highest, late = float(e.rates.max()), float(e.rates[-1])
    spent = np.flatnonzero(e.rates <= SPENT * highest)
    since = int(spent[0]) + 1 if len(spent) else 0
    if not since or late > SPENT * highest or since > 0.9 * e.last:
        return None
    evidence = (
        Message("why.spent_since", step=since, highest=highest, late=late),
        Message("why.spent_loss", loss=float(e.losses[since - 1]), end=float(e.losses[-1])),
    )
    steady = candidates.with_run(e, candidates.steadied(e.run))
    tries = ((steady,), candidates.rates(e, candidates.FACTORS_UP))
    return Finding(Message("why.rate_spent", step=since), evidence, tries)


def too_slow(e: Evidence) -> Finding | None:
    """The steps are far shorter than the surface would bear."""
    if not _on_its_way(e):
        return None
    bends, rate = e.along(0, e.last), float(np.median(e.rates))
    sharp = float(np.median([bend.sharpest for bend in bends])) if bends else 0.0
    limit = e.limit(sharp) if sharp > 0 else None
    if limit is not None and rate > SMALL * limit:
        return None
    ahead, of = _straight(e)
    if limit is None and (ahead < STRAIGHT * of or facts.late_share(e) < STILL_FALLING):
        return None
    evidence: tuple[Message, ...] = (facts.product(e, rate, sharp, limit),) if limit is not None else ()
    evidence += (Message("why.straight", count=ahead, of=of),) if ahead >= STRAIGHT * of else ()
    evidence += (facts.fall(e), Message("why.moved", size=float(np.median(e.sizes)), width=e.diagonal))
    tries = (
        tuple(candidates.with_rate(e, limit / 2)) if limit is not None else (),
        candidates.rates(e, candidates.FACTORS_UP),
        candidates.adaptive(e, ("adam",)),
    )
    return Finding(Message("why.too_slow", rate=rate), evidence, tries)


def unfinished(e: Evidence) -> Finding | None:
    """Nothing is wrong: it comes down, and needs more steps or a rule that takes longer ones."""
    if not _on_its_way(e) or not _falls(e):
        return None
    bend = e.bend(e.last)
    sharp, flat = (bend.sharpest, bend.flattest) if bend is not None else (0.0, 0.0)
    evidence = (facts.fall(e), *facts.condition(bend))
    better = (
        *candidates.rates(e, (1.5, 2.0, 3.0, 0.7, 0.5)),
        *candidates.heavy_ball(e, sharp, flat),
        *candidates.remembering(e, 0.9),
    )
    return Finding(Message("why.unfinished", steps=e.last), evidence, (better, candidates.longer(e, 2, 5, 10)))


def _on_its_way(e: Evidence) -> bool:
    still = e.outcome != "converged" or not arrived(e)
    return still and not e.failed and not e.stopped and e.last >= 2 and e.outcome != "bouncing"


def _fresh(e: Evidence) -> float:
    """How long a step this run would take from its last point if it had just begun."""
    begun = simulate(e.run.rule, e.surface, e.points[-1], 1, hypers=e.run.hypers)
    return float(begun.step_sizes[0, 0])


def _sum(e: Evidence) -> str | None:
    """Which part of the state is a sum that never forgets and shortens the steps: tried with one slope all the time."""
    if not e.run.rule.elementwise:
        return None
    slope = np.ones((1, e.surface.dim))
    tried = simulate(
        e.run.rule, e.surface, e.points[-1], 2 * TRIAL, hypers=e.run.hypers, gradient=lambda points, t: slope
    )
    if int(tried.ended_at[0]) < 2 * TRIAL or tried.step_sizes[-1, 0] > SHORTENED * tried.step_sizes[TRIAL - 1, 0]:
        return None
    doubled = (n for n, s in tried.state.items() if s[TRIAL, 0].min() > 0 and np.allclose(s[-1], 2 * s[TRIAL]))
    return next(doubled, None)


def _falls(e: Evidence) -> bool:
    """Whether the loss is still on its way down, on the mean over a quarter of the path."""
    third, fourth = e.quarters() if e.last >= SHORTEST else (slice(0, 1), slice(e.last, None))
    before, after = float(e.losses[third].mean()), float(e.losses[fourth].mean())
    return before - after > RESTING * max(0.0, float(e.losses[0]) - after) and after < e.losses[0]


def _straight(e: Evidence) -> tuple[int, int]:
    """How many steps went the way of the step before, and of how many."""
    products = (e.updates[1:] * e.updates[:-1]).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        cosines = products / (e.sizes[1:] * e.sizes[:-1])
    return int((cosines >= STRAIGHT).sum()), len(cosines)
