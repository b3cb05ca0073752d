"""What can be chosen at the top of the playground: surfaces and examples in groups, each with its name and sentence."""

from dataclasses import dataclass
from functools import lru_cache

from app.stage.gallery.presets import FIRST, PRESET_GROUPS, PRESETS
from app.stage.gallery.situations import SITUATIONS
from app.words.words import catalogue, text
from optim_core import SURFACES, Experiment, Surface

SURFACE_GROUPS = ("one", "bowl", "saddle", "many", "data", "network")


@dataclass(frozen=True)
class Entry:
    """Something to choose: a surface by its slug, an example by its query."""

    value: str
    label: str
    says: str  # one sentence: what is to be seen


@dataclass(frozen=True)
class Group:
    label: str
    entries: list[Entry]


@dataclass(frozen=True)
class Gallery:
    surfaces: list[Group]
    examples: list[Group]
    first: str  # the query of what a newcomer sees


@lru_cache(maxsize=8)
def gallery(language: str) -> Gallery:
    """All of it in the words of a language."""
    examples = [
        Group(text(f"gallery.examples_{group}", language), [_preset(name, language) for name in presets])
        for group, presets in PRESET_GROUPS.items()
    ]
    wrong = Group(text("gallery.examples_wrong", language), [_situation(name, language) for name in SITUATIONS])
    return Gallery(_surfaces(language), [*examples, wrong], PRESETS[FIRST].to_query())


def group_of(surface: Surface) -> str:
    """The group that a built-in surface stands in: what its loss comes from, how many weights it has, its land."""
    if surface.model is not None:
        return "data" if surface.model.units is None else "network"
    return "one" if surface.dim == 1 else surface.land


def headline(experiment: Experiment, language: str) -> str:
    """What is to be seen, in one sentence: an example brings its own, everything else has its surface's."""
    query, slug = experiment.to_query(), experiment.surface.slug
    of_examples = (
        entry.says for group in gallery(language).examples for entry in group.entries if entry.value == query
    )
    return next(of_examples, teaches(slug, language))


def name_of(slug: str, language: str) -> str:
    """The name of a surface; without a slug it is a formula of the learner's own."""
    return catalogue(language)[f"surface.{slug}.name" if slug else "gallery.own_formula"]


def teaches(slug: str, language: str) -> str:
    return catalogue(language)[f"surface.{slug}.teaches" if slug else "gallery.own_teaches"]


def _surfaces(language: str) -> list[Group]:
    groups = {group: Group(text(f"gallery.surfaces_{group}", language), []) for group in SURFACE_GROUPS}
    for slug, surface in SURFACES.items():
        groups[group_of(surface)].entries.append(_surface(slug, language))
    return [*groups.values(), Group(text("gallery.surfaces_own", language), [_surface("", language)])]


def _surface(slug: str, language: str) -> Entry:
    return Entry(slug, name_of(slug, language), teaches(slug, language))


def _preset(name: str, language: str) -> Entry:
    words = catalogue(language)
    return Entry(PRESETS[name].to_query(), words[f"preset.{name}"], words[f"preset.{name}_help"])


def _situation(name: str, language: str) -> Entry:
    called = text(f"situation.{name}", language)
    return Entry(SITUATIONS[name].to_query(), called, text("gallery.why", language, name=called))
