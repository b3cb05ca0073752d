"""The page, run as Streamlit runs it but without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.stage.gallery.presets import FIRST, PRESETS
from app.words.words import text
from lessons.plain import plain_words
from optim_core import MAX_RUNS, OPTIMIZERS, SURFACES, Experiment, Run

PAGE = Path(__file__).resolve().parent.parent / "app" / "pages" / "navigation.py"


def opened(query: str = "") -> AppTest:
    """The page as a link opens it."""
    page = AppTest.from_file(PAGE, default_timeout=60)
    for field in filter(None, query.split("&")):
        key, _, value = field.partition("=")
        page.query_params[key] = value
    return page.run()


def experiment_of(page: AppTest) -> Experiment:
    return page.session_state["visit"].experiment


def address_of(page: AppTest) -> dict[str, str]:
    return {key: value if isinstance(value, str) else value[-1] for key, value in page.query_params.items()}


def fields_of(experiment: Experiment) -> dict[str, str]:
    from urllib.parse import parse_qsl

    return dict(parse_qsl(experiment.to_query()))


def test_a_newcomer_sees_the_first_preset():
    """Without a link the page opens with an experiment; the stage puts it into the address, not Streamlit.

    Streamlit would add a step for the back button that leads nowhere.
    """
    page = opened()
    assert not page.exception
    assert experiment_of(page) == PRESETS[FIRST]
    assert address_of(page) == {}
    assert experiment_of(page.run()) == PRESETS[FIRST]
    assert address_of(page) == fields_of(PRESETS[FIRST])


@pytest.mark.parametrize("slug", SURFACES)
def test_every_surface_opens(slug):
    """A link to any surface gives a page without warnings."""
    page = opened(f"v=1&surface={slug}&run1=adam")
    assert not page.exception
    assert not page.warning
    assert experiment_of(page).surface.slug == slug


def test_a_bad_link_opens_and_says_what_was_changed():
    """What is valid is kept, what is not is named; the old address is not taken for a wish to go back."""
    page = opened("surface=nowhere&x=1e308&steps=1000000&run1=adam&run1.lr=0.5&run2=none")
    assert not page.exception
    assert len(page.warning) == 1
    for word in ("nowhere", "1e308", "1000000", "none"):
        assert word in page.warning[0].value
    assert experiment_of(page).runs == (Run("adam", {"lr": 0.5}),)
    before = page.session_state["visit"].revision
    page.run()
    assert page.session_state["visit"].revision == before
    assert address_of(page) == fields_of(experiment_of(page))


def test_the_notes_on_a_link_are_there_until_they_are_read():
    """They lie over the stage, so there is a button that takes them away; the experiment stays."""
    page = opened("surface=nowhere&run1=adam&run1.lr=0.5")
    before = experiment_of(page)
    next(button for button in page.button if button.label == text("page.notes_read")).click().run()
    assert not page.warning
    assert experiment_of(page) == before


def test_marks_in_a_link_stay_text():
    """Markdown in a link is shown as typed, not as a link or a picture."""
    page = opened("surface=[a](http:b)")
    assert plain_words("[a](http:b)") in page.warning[0].value


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("too_small", "still_moving"), ("just_right", "converged"), ("bouncing", "bouncing"), ("exploding", "diverged")],
)
def test_presets_show_what_they_promise(name, outcome):
    """The core's own outcome of the preset is the phenomenon in its name."""
    assert [str(t.outcome[0]) for t in PRESETS[name].trajectories()] == [outcome]


def test_the_zigzag_preset_zigzags():
    """Gradient descent changes sides in y at every step of the first ten and comes down slower than momentum."""
    gd, momentum = PRESETS["zigzag"].trajectories()
    y = gd.points[:11, 0, 1]
    assert (y[1:] * y[:-1] < 0).all()
    assert momentum.loss[-1, 0] < gd.loss[-1, 0]


def test_the_saddle_preset_has_a_winner():
    """All three leave the ridge, Adam first, gradient descent last."""
    left = [int((abs(t.points[:, 0, 1]) > 0.5).argmax()) for t in PRESETS["saddle"].trajectories()]
    assert 0 < left[2] < left[1] < left[0]


def test_the_crawling_preset_hardly_gets_anywhere():
    """A rate that is too small has not come half the way to the minimum at 0 when its steps are over."""
    (crawl,) = PRESETS["too_small"].trajectories()
    assert abs(crawl.points[-1, 0, 0]) > 0.5 * abs(crawl.points[0, 0, 0])


def test_the_race_preset_has_workable_rates():
    """All four come down the valley; none diverges or bounces."""
    for trajectory in PRESETS["race"].trajectories():
        assert str(trajectory.outcome[0]) in ("converged", "still_moving")
        assert trajectory.loss[-1, 0] < 0.2 * trajectory.loss[0, 0]


def test_the_exploding_preset_jumps_farther_each_time():
    """Every jump is longer than the one before, as its text says."""
    (bang,) = PRESETS["exploding"].trajectories()
    sizes = bang.step_sizes[: int(bang.ended_at[0]), 0]
    assert (sizes[1:] > sizes[:-1]).all()


def test_what_the_stage_commits_becomes_the_experiment():
    """A new session, as after a server restart, takes what the browser still holds before the address."""
    page = opened("surface=booth&run1=gd")
    page.session_state["stage"] = {"query": "surface=beale&run1=adam&run1.lr=0.3"}
    del page.session_state["visit"]
    page.run()
    assert not page.exception
    assert experiment_of(page).surface.slug == "beale"
    assert address_of(page)["run1.lr"] == "0.3"


def test_the_back_button_brings_back_the_experiment():
    """An address other than the one last written is loaded, and the stage told."""
    page = opened("surface=booth&run1=adam")
    before = page.session_state["visit"].revision
    page.query_params.clear()
    page.query_params["surface"] = "beale"
    page.query_params["run1"] = "gd"
    page.run()
    assert experiment_of(page).surface.slug == "beale"
    assert page.session_state["visit"].revision > before


def test_nothing_is_shared_between_visitors():
    """Two sessions have experiments of their own."""
    first, second = opened("surface=booth&run1=adam"), opened("surface=beale&run1=gd")
    first.run()
    assert experiment_of(first).surface.slug == "booth"
    assert experiment_of(second).surface.slug == "beale"


@pytest.mark.parametrize("first", range(0, len(OPTIMIZERS), MAX_RUNS))
def test_every_optimizer_can_be_on_the_page(first):
    """A link with as many runs as there can be opens with all of them, whichever optimizers they are."""
    slugs = list(OPTIMIZERS)[first : first + MAX_RUNS]
    page = opened("&".join(f"run{i}={slug}" for i, slug in enumerate(slugs, start=1)))
    assert not page.exception
    assert not page.warning
    assert [run.optimizer for run in experiment_of(page).runs] == slugs
