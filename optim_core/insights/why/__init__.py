"""Why did that happen? Explanations of a run, each with its evidence, and a fix that was tried before it is offered."""

from dataclasses import replace

from optim_core.experiment.experiment import Experiment
from optim_core.insights.what_happened import in_short, what_happened
from optim_core.insights.why import facts, failed, fine, held, restless, slow, stuck, sure, valley
from optim_core.insights.why.evidence import Evidence
from optim_core.insights.why.finding import Explained, Explanation, Finding, Fix
from optim_core.insights.why.fixes import offered

__all__ = ["EXPLANATIONS", "Evidence", "Explained", "Explanation", "Finding", "Fix", "explain"]

_BY_SEVERITY: tuple[Explanation, ...] = (
    failed.broken_rule,
    failed.left_domain,
    failed.no_step,
    failed.no_floor,
    failed.diverged,
    fine.stopped,
    fine.landed,
    stuck.saddle,
    stuck.trapped,
    restless.noise_floor,
    restless.hovering,
    restless.bouncing,
    stuck.plateau,
    held.decayed,
    held.throttled,
    sure.separated,
    slow.running_dry,
    slow.rate_spent,
    valley.overshoot,
    valley.zigzag,
    slow.too_slow,
    slow.unfinished,
    fine.fine,
)
EXPLANATIONS: dict[str, Explanation] = {explanation.__name__: explanation for explanation in _BY_SEVERITY}


def explain(experiment: Experiment, number: int) -> Explained | None:
    """Why run `number` = 1, 2, ... went as it did: the first explanation that has evidence; None where none has."""
    evidence = Evidence(experiment, number)
    for name, explanation in EXPLANATIONS.items():
        finding = explanation(evidence)
        if finding is not None:
            fix, without = (None, None) if finding.content else offered(evidence, finding)
            said = finding.evidence if finding.content else (*finding.evidence, *facts.from_data(evidence))
            happened = in_short(what_happened(experiment, evidence.run, evidence.path)[0])
            verdict = in_short(finding.says, happened=happened)
            finding = replace(finding, evidence=said, tries=())  # the tries hold on to whole trajectories
            return Explained(name, verdict, finding, fix, without)
    return None
