"""Every word on screen: texts by key, facts put into sentences, numbers as people write them."""

import math
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from app.words.numbers import Number, Whole, localized
from lessons.measuring.measures import Value
from lessons.measuring.words import LessonText, filled_in, no_number, written
from lessons.messages import LESSONS_ENGLISH
from optim_core import OPTIMIZERS, SCHEDULES, SURFACES, Hyper, Message, Optimizer, Run
from optim_core.examples.builtin import DATASETS
from optim_core.examples.table import ENCODINGS
from optim_core.insights.messages import INSIGHTS_ENGLISH
from optim_core.messages import ENGLISH, Name, forms
from optim_core.rules.choices import CLIP, DECAY
from optim_core.rules.hypers import clip_threshold, weight_decay
from optim_core.typed_rule import OWN, own_optimizer

SHORTEST = "step = -lr*g"  # a rule of one's own that brings no words of its own
LONGEST_POINT = 6  # coordinates that are said; of a longer point only the first
TEXTS = Path(__file__).parent / "texts"
FILE_NAME = re.compile(r"[a-z]{2,3}")  # of a language, without its region: pt, not pt-BR
LANGUAGES = tuple(sorted(path.stem for path in TEXTS.glob("*.toml") if FILE_NAME.fullmatch(path.stem)))


def known_language(wanted: str) -> str:
    """The wanted language, such as de or de-AT, where there is a catalogue for it, else English."""
    language = re.split(r"[^A-Za-z]", wanted, maxsplit=1)[0].lower()
    return language if language in LANGUAGES else "en"


@lru_cache(maxsize=8)
def catalogue(language: str = "en") -> Mapping[str, str]:
    """All texts of a language by key; what it lacks, or says with other values than the English text, is English."""
    usual, own = english(), own_texts(language)
    unfit = misfits(own, usual)
    return {**usual, **{key: words for key, words in own.items() if key in usual and key not in unfit}}


def misfits(own: Mapping[str, str], usual: Mapping[str, str]) -> Mapping[str, str]:
    """The texts of a translation that cannot be shown, by key, each with what is wrong with it beside the usual one."""
    problems: dict[str, str] = {}
    for key, words in own.items():
        try:
            wanted = places(usual.get(key, words))
            unknown, left_out = places(words) - wanted, wanted - places(words)
            without = [spec for spec in counted(words) if "other" not in forms(spec)]
        except (TypeError, ValueError) as problem:  # no text, or a brace that stands alone
            problems[key] = str(problem)
        else:
            if unknown:
                problems[key] = f"the English text has no {', '.join(sorted(unknown))}"
            elif left_out:
                problems[key] = f"this leaves out {', '.join(sorted(left_out))}"
            elif without:
                problems[key] = f"“{without[0]}” needs words for other numbers: other ..."
    return problems


def own_texts(language: str) -> Mapping[str, str]:
    """The texts of a language's own file; none where it cannot be read."""
    try:
        sections = _sections(language)
    except ValueError:
        return {}
    return {f"{section}.{key}": words for section, texts in sections.items() for key, words in texts.items()}


def unreadable(language: str) -> str:
    """Why a language's own file cannot be read, or nothing."""
    try:
        _sections(language)
    except ValueError as problem:  # no TOML, no UTF-8, or a text outside of all sections
        return str(problem)
    return ""


def _sections(language: str) -> Mapping[str, Mapping[str, str]]:
    path = TEXTS / f"{language}.toml"
    sections = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for name, texts in sections.items():
        if not isinstance(texts, dict):
            raise ValueError(f"“{name}” stands in no section, such as [page]")
    return sections


def places(words: str) -> set[str]:
    """The places to be filled in, each with its format: {count}, {low:.12g}. Whatever is counted is {count}."""
    return {
        f"{{{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec and '|' not in spec else ''}}}"
        for _, name, spec, conversion in Formatter().parse(words)
        if name is not None
    }


def counted(words: str) -> list[str]:
    """What follows numbers in a text: “one row|other rows”."""
    return [spec for _, _, spec, _ in Formatter().parse(words) if spec and "|" in spec]


def text(key: str, language: str = "en", /, **values: Any) -> str:
    """The text for `key` with its values filled in."""
    template = catalogue(language)[key]
    if not values:
        return template
    in_words = {name: shown(value, language) for name, value in values.items()}
    try:
        return template.format(**in_words)
    except ValueError:  # a translation that counts what is no number
        return catalogue()[key].format(**in_words)


def say(message: Message, language: str = "en", /, **more: Any) -> str:
    """A message in words. Messages among its values are put into words too."""
    if isinstance(message, Name):
        return catalogue(language).get(message.key, message.english)
    if isinstance(message, LessonText):
        values = {name: measured(value, language) for name, value in message.values.items()}
        return filled_in(message.key, values.get)
    return text(message.key, language, **message.values, **more)


def measured(value: Value, language: str = "en") -> str:
    """A measured value as a lesson writes it."""
    if isinstance(value, str):
        return written(value)
    return localized(written(value), language) if math.isfinite(value) else say(no_number(value), language)


def shown(value: object, language: str = "en") -> object:
    """A value as it stands in a sentence: a point in brackets, a number with four digits, a message in words."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Whole(value, language)
    if isinstance(value, Message):
        return say(value, language)
    if isinstance(value, tuple) and value and all(isinstance(part, Message) for part in value):
        return " ".join(say(part, language) for part in value)
    if isinstance(value, tuple) and len(value) == 1:
        return format(Number(value[0], language))
    if isinstance(value, tuple):
        said = value if len(value) <= LONGEST_POINT else value[: LONGEST_POINT // 2]
        numbers = [format(Number(v, language)) for v in said]
        between = "; " if localized(".", language) == "," else ", "
        return f"({between.join([*numbers, *['...'] * (len(numbers) < len(value))])})"
    if isinstance(value, float):
        return Number(value, language)
    return value


def english() -> Mapping[str, str]:
    """Every text there is, by key."""
    return {**_english_of_the_core(), **own_texts("en")}


def _english_of_the_core() -> Mapping[str, str]:
    """The registries' own texts and the core's messages, keyed as translations name them."""
    # Named, for whoever asks first keeps the catalogue for all.
    texts = {**ENGLISH, **INSIGHTS_ENGLISH, **LESSONS_ENGLISH}
    for slug, optimizer in {**OPTIMIZERS, OWN: own_optimizer(SHORTEST)}.items():
        for key in ("name", "help", "conventions", "source", "no_step"):
            texts[f"optimizer.{slug}.{key}"] = getattr(optimizer, key)
        texts.update(_numbers(optimizer))
        texts.update({f"optimizer.{slug}.{name}": own.difference for name, own in optimizer.libraries.items()})
    for slug, plan in SCHEDULES.items():
        texts.update({f"schedule.{slug}.name": plan.name, f"schedule.{slug}.help": plan.help})
        texts.update(_hypers(f"schedule.{slug}", plan.hypers))
    texts.update(_hypers("choice", {DECAY: weight_decay(0.0), CLIP: clip_threshold()}))
    for slug, surface in SURFACES.items():
        own = {"name": surface.name, "teaches": surface.teaches, "source": surface.source}
        texts.update({f"surface.{slug}.{key}": value for key, value in own.items()})
        texts.update(_hypers(f"surface.{slug}", surface.parameters))
    for slug, examples in DATASETS.items():
        for key in ("name", "teaches", "source"):
            texts[f"dataset.{slug}.{key}"] = getattr(examples, key)
    texts.update({f"encoding.{codec}": name for codec, name in ENCODINGS.items()})
    return texts


@lru_cache(maxsize=256)
def words_of(run: Run, language: str = "en") -> Mapping[str, str]:
    """All texts with those of a run: what a rule of one's own names is in no catalogue."""
    texts = catalogue(language)
    if not run.typed:
        return texts
    idea = run.base.help if run.typed.startswith("#") else texts[f"optimizer.{OWN}.help"]
    return {
        **texts,
        **{key: w for key, w in _numbers(run.base).items() if key not in texts},
        f"optimizer.{OWN}.help": idea,
    }


def _numbers(optimizer: Optimizer) -> Mapping[str, str]:
    """The texts of what an optimizer is set by, and of what it remembers."""
    base = f"optimizer.{optimizer.slug}"
    states = {f"{base}.state.{name}": meaning for name, meaning in optimizer.state_help.items()}
    return {**_hypers(base, optimizer.hypers), **states}


def _hypers(prefix: str, hypers: Mapping[str, Hyper]) -> Mapping[str, str]:
    names = {f"{prefix}.{name}.name": hyper.name for name, hyper in hypers.items()}
    return names | {f"{prefix}.{name}.help": hyper.help for name, hyper in hypers.items()}
