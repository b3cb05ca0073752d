"""The one plain sentence about the last change: what was set, and what that did to the runs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from app.figures.theme import looks
from app.server.answering import Refused, split_query
from app.stage.answers.controls import names_of
from app.stage.answers.path_cache import path_of
from app.words.words import catalogue, say, shown, text
from lessons.measuring.words import numeral
from optim_core import Experiment, Message, Stop
from optim_core.insights.difference import Change, Difference, Effect, difference

MOST = 3  # changes, and effects, that are named; the rest is counted


def difference_answer(query: str, language: str) -> dict[str, Any]:
    """What changed between the experiment `before` and the one of the query, in words, and the names of the runs then.

    `same` says that both texts are one experiment, of which there is nothing to say; `comparable` that both are on one
    surface.
    """
    query, own = split_query(query, "before")
    if "before" not in own:
        raise Refused(text("ghost.before_missing", language))
    before, after = Experiment.from_query(own["before"]), Experiment.from_query(query)
    facts = difference(before, after, path_of)
    return {
        "same": before.to_query() == after.to_query(),
        "comparable": facts.comparable,
        "words": in_words(facts, before, after, language) if facts.changes or not facts.comparable else "",
        "labels": labels_of(before, language),
    }


def labels_of(experiment: Experiment, language: str) -> list[str]:
    """What the runs are called on the stage."""
    return [look.label for look in looks(experiment.runs, "light", names_of(experiment.runs, language))]


def in_words(facts: Difference, before: Experiment, after: Experiment, language: str) -> str:
    """The sentence, such as "learning rate 0.1 → 0.3: settled by step 41 → diverged from step 6 on."."""
    if not facts.comparable:
        return text("ghost.other_surface", language)
    teller = _Teller(before, after, language)
    changes = teller.listed([teller.change(change) for change in facts.changes], ", ")
    effects = teller.listed(list(teller.effects(facts.effects)), "; ")
    one_seed = after.chance and before.seed == after.seed
    seed = text("ghost.seed_only", language, seed=after.seed) if effects and one_seed else ""
    kind = "only_changes" if not effects else "sentence" if len(facts.effects) == 1 else "sentences"
    return text(f"ghost.{kind}", language, changes=changes, effects=effects + seed)


class _Teller:
    """Puts the facts about two experiments into words of one language."""

    def __init__(self, before: Experiment, after: Experiment, language: str) -> None:
        self.before, self.after, self.language, self.words = before, after, language, catalogue(language)
        self.were, self.are = labels_of(before, language), labels_of(after, language)

    def listed(self, parts: list[str], between: str) -> str:
        """The first parts, and how many more there are."""
        if len(parts) <= MOST + 1:  # one that is left would take no less room
            return between.join(parts)
        return between.join([*parts[:MOST], text("ghost.more", self.language, count=len(parts) - MOST)])

    def effects(self, effects: Sequence[Effect]) -> Iterator[str]:
        """How each run ended before and now."""
        for effect in effects:
            ending = self.effect(effect.before, effect.after)
            name = self.are[effect.run]
            yield ending if len(effects) == 1 else text("ghost.of_run", self.language, name=name, effect=ending)

    def effect(self, then: Message | None, now: Message) -> str:
        """One way to end and another; where both are of a kind, only the numbers that are others are said twice."""
        ended = say(now, self.language)
        if then is None:
            return ended
        was = say(then, self.language)
        if was == ended:
            return text("ghost.as_before", self.language, after=ended)
        if then.key != now.key:
            return self.became(was, ended)
        pairs = (
            (name, shown(then.values[name], self.language), shown(now.values[name], self.language))
            for name in now.values
        )
        return text(
            now.key, self.language, **{n: b if f"{a}" == f"{b}" else self.became(f"{a}", f"{b}") for n, a, b in pairs}
        )

    def became(self, before: str, after: str) -> str:
        return text("ghost.became", self.language, before=before, after=after)

    def change(self, change: Change) -> str:
        """One change, such as "learning rate of Adam 0.1 → 0.3"."""
        t, language = self.words, self.language
        if change.what in ("added", "removed"):
            name = self.are[change.after] if change.what == "added" else self.were[change.before]
            return text(f"ghost.{change.what}", language, name=name)
        if change.what == "optimizer":
            return self.became(t[f"optimizer.{change.before}.name"], t[f"optimizer.{change.after}.name"])
        name = self.name(change)
        if change.what == "start" and len(moved := self.moved(change)) == 1:
            place = moved[0]
            name = text("ghost.start_in", language, variable=self.after.surface.variables[place])
            change = replace(change, before=change.before[place], after=change.after[place])
        if change.run is not None and len(self.are) > 1:
            name = text("ghost.name_of", language, name=name, run=self.are[change.run])
        if change.what in ("box", "plane", "typed", "settings"):
            return text("ghost.other", language, name=name)
        was, now = self.values(change)
        return text("ghost.changed", language, name=name, before=was, after=now)

    def name(self, change: Change) -> str:
        """What the setting is called; one that has no words yet is called as its definition has it."""
        what, _, part = change.what.partition(".")
        if what == "surface":
            return self.words[f"surface.{self.after.surface.slug}.{part}.name"]
        if change.run is None:
            return self.words[f"ghost.{what}"]
        run = self.after.runs[change.run]
        if what == "lr" and part:
            return text("stage.rate_from", self.language, step=part.removeprefix("from"))
        if what == "schedule" and part:
            return self.words[f"schedule.{run.schedule}.{part}.name"]
        if what not in run.rule.hypers:
            return self.words[f"ghost.{what}"]
        known = (f"optimizer.{run.optimizer}.{what}.name", f"choice.{what}.name")
        return next((self.words[key] for key in known if key in self.words), run.rule.hypers[what].name)

    def values(self, change: Change) -> tuple[str, str]:
        """Both values as they stand in the sentence, with as many digits as it takes to tell them apart."""
        was, now = change.before, change.after
        if isinstance(was, str) and isinstance(now, str):
            return self.words[_choice(change.what, was)], self.words[_choice(change.what, now)]
        if change.what == "stop":
            return self.stop(was), self.stop(now)
        if isinstance(was, float) and isinstance(now, float):
            return told_apart(was, now)
        return str(shown(was, self.language)), str(shown(now, self.language))

    @staticmethod
    def moved(change: Change) -> list[int]:
        """Which coordinates of the start are others; none of several where there is only one."""
        places = [i for i, (was, now) in enumerate(zip(change.before, change.after, strict=True)) if was != now]
        return places if len(change.before) > 1 else []

    def stop(self, stop: Stop | None) -> str:
        if stop is None:
            return self.words["stage.stop_none"]
        return f"{self.words[f'stage.stop_{stop.what}']} {numeral(stop.limit, 3)}"


def _choice(what: str, value: str) -> str:
    """The key of a choice's name."""
    return {"schedule": f"schedule.{value}.name", "library": f"library.{value}"}.get(what, f"choice.{what}.{value}")


def told_apart(was: float, now: float) -> tuple[str, str]:
    """Two numbers with four digits, or as many as it takes for their difference to be seen."""
    digits = next((n for n in range(4, 17) if f"{was:.{n}g}" != f"{now:.{n}g}"), 17)
    return f"{was:.{digits}g}", f"{now:.{digits}g}"
