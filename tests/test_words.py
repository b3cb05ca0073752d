"""Every word on screen comes from the catalogue, every text of the catalogue is used, and a translation is one file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.stage.gallery.presets import PRESETS
from app.stage.stage import LOADER
from app.words.words import Number, catalogue, say, shown
from optim_core import OPTIMIZERS, SCHEDULES, SURFACES, Message
from optim_core.experiment.read_runs import CHOICES
from optim_core.messages import ENGLISH, Count
from optim_core.rules.choices import CLIPS, DECAYS, LIBRARIES

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [path for package in ("app", "lessons", "optim_core") for path in ROOT.glob(f"{package}/**/*.py")]
SCRIPTS = [*ROOT.glob("app/stage/**/*.js"), *ROOT.glob("app/panels/**/*.js")]
NAMED = re.compile(r"\b(?:t|texts)(?:\.(\w+)\b(?!\()|\[\"([\w.]+)\"\])")  # t.name, t["panel.name"]
FIELD = re.compile(r"\{(\w+)[^}]*\}")


def strings_in_python() -> set[str]:
    """Every string constant of the Python sources."""
    found = set()
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def keys_in_scripts() -> set[str]:
    """Every `t.name`, `texts.name`, computed `texts[...]` and beginning of a name such as "take_in_" of the stage."""
    source = "\n".join([LOADER, *(path.read_text(encoding="utf-8") for path in SCRIPTS)])
    plain = named_in(source)
    computed = re.findall(r"\b(?:t|texts)\[`([\w.]+)\$\{[\w.]+\}`\]", source) + re.findall(r'"([\w.]+_)"', source)
    return plain | {key for key in stage_keys() for start in computed if key.startswith(start)}


def named_in(source: str) -> set[str]:
    """The texts that a script names whole."""
    chosen = {key for key in re.findall(r'"(\w+\.[\w.]+)"', source) if key in stage_keys()}  # t[a ? "b.c" : "b.d"]
    return chosen | {name or panels for name, panels in NAMED.findall(source)}


def pattern(node: ast.expr) -> str:
    """What strings a constant or an f-string may be, as a regular expression; nothing where it says too little."""
    if isinstance(node, ast.Constant):
        return re.escape(str(node.value))
    if isinstance(node, ast.IfExp):
        return f"{pattern(node.body)}|{pattern(node.orelse)}"
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts = [re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in node.values]  # type: ignore[type-var]
    said = "".join(parts).replace(r"stage\.", "").replace(r"\w+", "")
    return "".join(parts) if re.search(r"[a-z]{4}", said) else ""


def app_nodes() -> Iterator[ast.AST]:
    for path in ROOT.glob("app/**/*.py"):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def keys_in_python() -> set[str]:
    """The stage's words that Python names, by key or by an f-string."""
    named = {pattern(node) for node in app_nodes() if isinstance(node, (ast.Constant, ast.JoinedStr))}
    whole = re.compile("|".join(sorted(filter(None, named))))
    return {key for key in stage_keys() if whole.fullmatch(key) or whole.fullmatch(f"stage.{key}")}


def stage_keys() -> set[str]:
    return {key.removeprefix("stage.") for key in catalogue() if key.startswith("stage.")}


def test_the_stage_asks_only_for_words_that_exist():
    """No text of the stage is missing from the catalogue."""
    assert keys_in_scripts() <= stage_keys()


def test_every_word_of_the_stage_is_used():
    """No text of the stage is left over: each is named by a script or by the Python that builds its figures."""
    left_over = stage_keys() - keys_in_scripts() - keys_in_python()
    assert not left_over


def test_every_word_of_the_page_exists_and_is_used():
    """The page's keys in the code and in the catalogue are the same."""
    wanted = {s for s in strings_in_python() if re.fullmatch(r"page\.\w+", s)} - {"page.py"}
    assert wanted == {key for key in catalogue() if key.startswith("page.")}


def test_every_preset_has_a_name_and_a_help():
    """Presets and their texts belong together one to one."""
    wanted = {f"preset.{name}{end}" for name in PRESETS for end in ("", "_help")}
    assert wanted == {key for key in catalogue() if key.startswith("preset.")}


def test_every_fact_has_words():
    """What the core can say of a run is what the catalogue has sentences for."""
    wanted = {s for s in strings_in_python() if re.fullmatch(r"fact\.\w+[a-z]", s)}
    wanted |= {"fact.stopped_loss", "fact.stopped_gradient"}
    assert wanted == {key for key in catalogue() if re.match(r"fact\.(?!short\.)", key)}


def test_every_message_of_the_core_has_words():
    """Each key given to Message in the core exists, and each English text of the core is used."""
    used, starts = set(), {"fact."}
    for path in ROOT.glob("optim_core/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                starts.add(str(node.values[0].value))
    used = {s for s in strings_in_python() if s in ENGLISH}
    unknown = [
        key for key in ENGLISH if key not in used and not any(key.startswith(start) for start in starts if start)
    ]
    assert not unknown


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_every_optimizer_has_its_texts(slug):
    """Name, help, conventions, and a name and a help for each hyperparameter and each thing remembered."""
    texts = catalogue()
    keys = [f"optimizer.{slug}.{part}" for part in ("name", "help", "conventions")]
    keys += [f"optimizer.{slug}.{name}.{part}" for name in OPTIMIZERS[slug].hypers for part in ("name", "help")]
    keys += [f"optimizer.{slug}.state.{name}" for name in OPTIMIZERS[slug].state_names]
    keys += [f"optimizer.{slug}.no_step"] * bool(OPTIMIZERS[slug].no_step)
    keys += [f"optimizer.{slug}.{name}" for name, own in OPTIMIZERS[slug].libraries.items() if own.difference]
    assert all(texts[key].strip() for key in keys)


@pytest.mark.parametrize("slug", SCHEDULES)
def test_every_schedule_has_its_texts(slug):
    """Name and help, and a name and a help for each setting."""
    texts = catalogue()
    keys = [f"schedule.{slug}.{part}" for part in ("name", "help")]
    keys += [f"schedule.{slug}.{name}.{part}" for name in SCHEDULES[slug].hypers for part in ("name", "help")]
    assert all(texts[key].strip() for key in keys)


def test_every_choice_has_its_texts():
    """Each kind of decay and clipping has a label and a sentence, each library a name, each choice its own label."""
    texts = catalogue()
    keys = [f"choice.{name}" for name in CHOICES]
    keys += [f"choice.decay.{kind}{end}" for kind in DECAYS for end in ("", "_help")]
    keys += [f"choice.clip.{kind}{end}" for kind in CLIPS for end in ("", "_help")]
    keys += [f"library.{library}" for library in LIBRARIES]
    assert all(texts[key].strip() for key in keys)


@pytest.mark.parametrize("slug", SURFACES)
def test_every_surface_has_its_texts(slug):
    """Name, what it teaches and its source, and texts for its parameters."""
    texts = catalogue()
    keys = [f"surface.{slug}.{part}" for part in ("name", "teaches", "source")]
    keys += [f"surface.{slug}.{name}.{part}" for name in SURFACES[slug].parameters for part in ("name", "help")]
    assert all(texts[key].strip() for key in keys)


def test_numbers_in_sentences_are_short():
    """Three digits, no trailing zeros, points in brackets, messages within messages in words."""
    assert format(Number(0.30000000000000004)) == "0.3"
    assert shown((1.0, -2.5)) == "(1, −2.5)"
    assert shown((1.23456,)) == "1.23"
    inner = Message("query.number", key="x", value="much")
    assert say(Message("query.instead", problem=inner, used="1")).startswith(say(inner))


def test_every_template_can_be_filled():
    """No text names a field twice with different spellings or leaves a brace open."""
    for key, template in catalogue().items():
        fields = set(FIELD.findall(template))
        if fields and "%{" not in template:  # that is Plotly's to fill
            try:
                template.format(**dict.fromkeys(fields, Count(1)))
            except ValueError:
                template.format(**dict.fromkeys(fields, "1"))
        assert template.count("{") == template.count("}"), key


def messages_in_the_core() -> list[ast.Call]:
    """Every `Message(...)` that the core builds."""
    calls = []
    for path in ROOT.glob("optim_core/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
                calls.append(node)
    return calls


def test_every_message_names_a_text_and_gives_its_values():
    """No message of the core lacks its words, and none lacks a value that they mention."""
    told = {"name"}  # the name of a run is added where a fact is put into words
    for call in messages_in_the_core():
        key = call.args[0]
        if isinstance(key, ast.JoinedStr):
            assert any(known.startswith(str(key.values[0].value)) for known in catalogue()), ast.unparse(call)
        elif isinstance(key, ast.Constant):
            given = {word.arg for word in call.keywords} | (told if key.value.startswith("fact.") else set())
            fields = set(FIELD.findall(catalogue()[key.value]))
            assert None in given or fields <= given, ast.unparse(call)  # None: **values


def test_the_stage_fills_in_every_field_of_its_words():
    """What a script gives to `fill` are the fields of that text, and no text with fields is shown unfilled.

    Where the values have a name of their own, `fill(t.a, values)`, only that the text is filled can be seen.
    """
    source = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    filled = re.findall(r"(?<![.#\w])fill\(([^,{]*(?:\$\{\w+\}`\])?), \{([^}]*)\}", source)
    elsewhere = re.findall(r"(?<![.#\w])(?<!function )fill\(((?:[^(){}]|\$\{\w+\})*), (?!\{)\w+\)", source)
    assert len(filled) + len(elsewhere) == len(re.findall(r"(?<![.#\w])(?<!function )fill\(", source))
    chosen = re.findall(r"const text = [^;]+;|\S+\.replace\(\"\{", source)  # for a `fill(text, ...)`, or by hand
    seen = {key for which in [*elsewhere, *chosen] for key in keys_named(which)}
    for which, given in filled:  # one text, or one of several: t.a, texts[`b_${c}`], d ? t.e : t.f
        names = keys_named(which)
        if which == "text":
            continue
        assert names, which
        fields = set(re.findall(r"(?:^|,)\s*(\w+)\s*(?=:|,|$)", given))
        assert fields == {field for key in names for field in FIELD.findall(key_text(key))}, which
        assert len(names) == 1 or "?" in which or all(fields == {*FIELD.findall(key_text(key))} for key in names), which
        seen.update(names)
    for name, fields in filled_in_python():
        for key in (key for key in stage_keys() if re.fullmatch(name, f"stage.{key}") and FIELD.search(key_text(key))):
            seen.add(key)
            assert set(FIELD.findall(key_text(key))) <= fields, key
    assert {key for key in stage_keys() if FIELD.search(key_text(key))} - seen == set()


def keys_named(which: str) -> list[str]:
    """The texts that a script chooses from: whole names, and those that begin as a computed one and have fields."""
    starts = re.findall(r"\b(?:t|texts)\[`([\w.]+)\$", which)
    computed = (key for key in stage_keys() if key.startswith(tuple(starts)) and FIELD.search(key_text(key)))
    return sorted({*named_in(which), *computed})


def filled_in_python() -> Iterator[tuple[str, set[str | None]]]:
    """Each `text(key, language, field=...)` and `words[key].format(field=...)` of the app: the key and the fields."""
    for node in app_nodes():
        match node:
            case ast.Call(func=ast.Name(id="text"), args=[key, *_], keywords=given) if given:
                yield pattern(key), {word.arg for word in given}
            case ast.Call(func=ast.Attribute(value=ast.Subscript(slice=key), attr="format"), keywords=given):
                yield pattern(key), {word.arg for word in given}


def key_text(key: str) -> str:
    return catalogue()[f"stage.{key}"]
