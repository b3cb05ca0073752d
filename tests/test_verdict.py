"""What happened in a few words: one verdict for each outcome and each explanation, short, and with its numbers."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from app.panels.why.answer import why
from app.stage.gallery.presets import PRESETS
from app.stage.gallery.situations import SITUATIONS
from app.words.words import catalogue, say, shown, text
from optim_core import Experiment
from optim_core.insights.what_happened import in_short, what_happened
from optim_core.insights.why import explain
from optim_core.messages import Message

MOST_WORDS = 14
# Of [fact] what is said besides how a run ended, and of [why] what is no finding, is not in a card's two lines.
ENDINGS = {
    *("broken", "no_step", "converged", "hovering", "rate_spent", "creeping", "still_moving", "no_progress"),
    *("bouncing", "diverged", "overflowed_at_once", "overflowed_falling", "overflowed", "left_domain", "no_start"),
    *("stopped_loss", "stopped_gradient"),
}
BOLD = re.compile(r"\*([^*]+)\*")


def verdicts(section: str) -> dict[str, str]:
    beginning = f"{section}.short."
    return {key.removeprefix(beginning): words for key, words in catalogue().items() if key.startswith(beginning)}


def said(words: str) -> str:
    return words.replace("*", "")


@pytest.mark.parametrize("section", ["fact", "why"])
def test_each_has_one_word_that_stands_out_and_few_others(section):
    """One or two words first, in asterisks; at most fourteen with its numbers, of which each may be 5.63 × 10⁻¹⁰."""
    for name, words in verdicts(section).items():
        longer = say(Message(f"{section}.short.{name}", **dict.fromkeys(fields(words), 5.63e-10)))
        (bold,) = BOLD.findall(words) or BOLD.findall("*It*")
        assert words.startswith(("*", "{happened}")), name
        assert len(bold.split()) <= 2, name
        assert len(said(longer).replace("\u00a0", "").split()) <= MOST_WORDS, longer


def fields(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def test_each_outcome_and_each_finding_has_one():
    """What how a run ended can be is listed here; a finding is found in the source of the explanations."""
    assert set(verdicts("fact")) == ENDINGS
    assert set(verdicts("why")) <= {key.removeprefix("why.") for key in catalogue()}
    for experiment in (*SITUATIONS.values(), *PRESETS.values()):
        for number, run in enumerate(experiment.runs, start=1):
            (first, *_) = what_happened(experiment, run, experiment.trajectory(run))
            found = explain(experiment, number)
            for verdict in (in_short(first), *([found.verdict] if found else [])):
                words = said(say(verdict)).replace("\u00a0", "")
                assert "{" not in words
                assert len(words.split()) <= MOST_WORDS, words
    for name in SITUATIONS:
        assert any(key.startswith(name) for key in verdicts("why")), name


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_verdict_holds_the_numbers_of_the_sentence(name):
    """Whatever a verdict names has the value that the long sentence, which is checked elsewhere, has of it."""
    experiment = SITUATIONS[name]
    found = explain(experiment, 1)
    assert found is not None
    words = say(found.verdict)
    assert len(said(words).replace("\u00a0", "").split()) <= MOST_WORDS, words
    assert "{" not in words
    for field in fields(catalogue()[found.verdict.key]) - {"happened"}:
        assert format(shown(found.finding.says.values[field])) in words
        assert format(shown(found.finding.says.values[field])) in say(found.finding.says)
    assert why(experiment.to_query(), "en")["runs"][0]["verdict"] == words


def test_an_explosion_says_when():
    """The verdict of a run that broke off has the step at which it did, as the card's long words have it."""
    experiment = Experiment.from_query("surface=ravine&steps=60&run1=gd&run1.lr=0.2")
    (first, *_) = what_happened(experiment, experiment.runs[0], experiment.trajectory(experiment.runs[0]))
    found = explain(experiment, 1)
    assert found is not None
    step = first.values["step"]
    assert experiment.trajectories()[0].ended_at[0] == step - 1 or first.key == "fact.diverged"
    assert say(found.verdict).startswith(say(in_short(first)))


def test_only_the_run_that_is_in_sight_is_explained():
    """`run` names one run; of the others there is nothing, and what is said of it is what is said beside all."""
    query = Experiment.from_query("surface=ravine&steps=20&run1=gd&run2=adam").to_query()
    alone = why(f"{query}&run=2", "en")["runs"]
    assert alone == [None, why(query, "en")["runs"][1]]


def test_drafts_have_short_words_too():
    """What the browser says while a finger moves has a short form beside each long one."""
    for name in verdicts("stage"):
        assert name in {key.removeprefix("stage.") for key in catalogue()}
        assert len(said(text(f"stage.short.{name}", step=39, loss=5.63e-10)).split()) <= MOST_WORDS
