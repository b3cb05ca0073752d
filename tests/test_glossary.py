"""The glossary: each term once, checked, found, linked, and every lesson's terms are in it."""

from __future__ import annotations

import pytest

from app.figures.picture import picture_of
from app.pages.glossary import address, linked, matching, taught_in
from app.stage.answers.meanings import TERMS
from app.stage.answers.scene import scene
from lessons import LessonError, course
from lessons.glossary import Term, glossary, read_glossary, term
from optim_core import OPTIMIZERS, SURFACES, Experiment, Run

GOOD = '[loss]\nname = "Loss"\nmeaning = "How bad."\npicture = "surface=bowl"\n'
ARTICLE = (
    "gradient direction step learning-rate local-minimum weight bias update loss efficiency universal-approximation "
    "stochastic-gradient-descent adagrad adam optimizer data model"
)


@pytest.mark.parametrize("one", glossary().values(), ids=lambda one: one.key)
def test_every_term_is_whole(one: Term):
    """One line that ends like a sentence, a picture that can be computed, and no related term twice."""
    assert one.meaning.endswith((".", "!"))
    assert not one.more or one.more.endswith(".")
    assert picture_of(one.picture, "light").startswith("<svg")
    assert len(set(one.see)) == len(one.see)


def test_the_words_of_the_article_are_there():
    """Every idea of the article that the project grew out of has its term."""
    assert set(ARTICLE.split()) <= set(glossary())


def test_every_term_of_a_lesson_is_in_the_glossary_and_every_term_is_taught():
    """Lessons and glossary know the same words, so that each word leads to the lesson that teaches it."""
    used = {key for lesson in course().values() for key in lesson.terms}
    assert used <= set(glossary())
    assert set(taught_in("en")) == used
    first = next(iter(course().values()))
    assert all(taught_in("en")[key].slug == first.slug for key in first.terms)


def test_no_two_pictures_are_the_same():
    """A picture says something about its own term."""
    pictures = [one.picture for one in glossary().values()]
    assert len(set(pictures)) == len(pictures)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[loss", "TOML"),
        (GOOD + "colour = 1", "colour"),
        (GOOD.replace("name", "nmae"), "did you mean “name”"),
        (GOOD + 'see = ["lose"]', "did you mean “loss”"),
        (GOOD + 'see = ["loss"]', "itself"),
        (GOOD + GOOD.replace("[loss]", "[losses]"), "each term stands once"),
        (GOOD.replace("surface=bowl", "surface=bowls"), "bowl"),
        (GOOD.replace("How bad.", "x" * 161), "one line"),
        (GOOD.replace("[loss]", "[Loss_1]"), "small letters"),
        ("loss = 1", "table"),
    ],
)
def test_a_wrong_glossary_is_explained(text, said):
    """Each mistake is named with its line and the nearest valid name."""
    with pytest.raises(LessonError) as raised:
        read_glossary(text)
    assert said in str(raised.value)


def test_a_wrong_key_names_the_nearest():
    """Who asks for a term that is not there learns which one may be meant."""
    with pytest.raises(KeyError, match="learning-rate"):
        term("learning-rat")


def test_the_search_finds_names_before_texts():
    """A search looks into names, other forms and meanings; the named ones come first, all in alphabetical order."""
    assert [one.key for one in matching("nesterov")] == ["nesterov"]
    assert matching("SGD")[0].key == "stochastic-gradient-descent"
    assert matching("learning RATE")[0].key == "learning-rate"
    assert matching("no such words here") == []
    names = [one.name.casefold() for one in matching("")]
    assert names == sorted(names)
    assert len(names) == len(glossary())


def test_the_first_mention_becomes_a_link():
    """Each term is linked once, the longest form first, in whatever letters it is written."""
    words = "The Learning rate scales the gradient. A learning rate of 1; gradients differ."
    there = linked(words)
    assert there == (
        f"The [Learning rate]({address('learning-rate')}) scales the [gradient]({address('gradient')}). "
        "A learning rate of 1; gradients differ."
    )
    assert linked("no such words") == "no such words"
    assert linked("the gradient", leave=["gradient"]) == "the gradient"


@pytest.mark.parametrize(
    "words",
    [
        "`gradient`",
        "$gradient$",
        "$$\ngradient\n$$",
        "```\ngradient\n```",
        "[gradient](https://example.com)",
        "[x](term:gradient)",
        "## A gradient",
        "{task gradient}",
        "gradientless",
        "pre-gradient",
    ],
)
def test_what_must_not_become_a_link(words):
    """Code, maths, links, headings, blocks and parts of words stay as they are."""
    assert linked(words) == words


def test_the_optimizers_of_the_course_have_terms():
    """The glossary's optimizers exist in the app under the same name."""
    for slug in ("adam", "adamw", "adagrad", "rmsprop", "lion", "muon", "nesterov"):
        assert slug in OPTIMIZERS
        assert slug in glossary()


def test_a_control_says_what_its_word_means():
    """The tooltip of a control ends with the glossary's line; what has no term keeps its own words."""
    made = scene(Experiment(SURFACES["ravine"], (Run("adam"),), noise=1.0), (), "en", "light")
    controls = {c["key"]: c for c in [*made["parameters"], *made["settings"].values(), *made["runs"][0]["controls"]]}
    for key, name in (("run1.lr", "learning-rate"), ("noise", "noise"), ("kappa", "condition-number")):
        assert controls[key]["help"].endswith(glossary()[name].meaning)
        assert controls[key]["term"] == name
    assert "term" not in controls["steps"]


def test_the_stage_names_terms_that_exist():
    """Every term that the stage's tooltips ask for is in the glossary."""
    assert set(TERMS.values()) <= set(glossary())
