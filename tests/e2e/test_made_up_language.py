"""In a made-up language nothing on the pages stays English but names and code, and nothing is cut off."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lessons import readable
from optim_core.typed_rule import TEMPLATE
from tests.e2e.conftest import DESKTOP, PHONE, Visit
from tests.e2e.lab import Lab
from tests.e2e.server import ROOT, Server
from tests.made_up import LANGUAGE, LEFT_OUT, made_up, speak

SEEN = Path(__file__).with_name("made_up.js").read_text(encoding="utf-8").partition("\n\n")[2].rstrip().rstrip(";")
KEPT = "code, pre, textarea, .katex, math, script, style, [lang]:not(html), [data-testid=stIconMaterial]"  # symbols, and names of languages
STREAMLITS = (  # what Streamlit itself says, and cannot say otherwise
    r"^(Skip to main content|App pages|Choose an option|Open|Sidebar|Expand sidebar|Main menu|Stop|Running\.*|Upload|Browse files)$|^Help for |"
    r"^\d+MB per file|^Press Enter"
)
PAGES = {
    "playground": "",
    "network": "?surface=net_sine",
    "course": "course",
    "lesson": "what-is-good",
    "glossary": "glossary",
    "jungle": "jungle",
    "assignment": "assignment",
}
LEFT = readable("en")[LEFT_OUT]  # the lesson that is not translated; the course page shows it as it is
AS_WRITTEN = (
    LEFT.title,
    LEFT.idea,
    LEFT.part,
    *re.findall(r"# (.+)", TEMPLATE),
)  # and remarks in code are the author's own
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A copy of the app that speaks the language, all its lessons but the last."""
    tree = tmp_path_factory.mktemp("abroad")
    for package in ("app", "lessons", "optim_core"):
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    speak(tree)
    with Server(folder=tree) as running:
        yield running


@pytest.fixture(params=[DESKTOP, pytest.param(PHONE, marks=pytest.mark.ci)], ids=["desktop", "phone"])
def traveller(newcomer: Visit, abroad: Server, request: pytest.FixtureRequest) -> Lab:
    """A visitor whose browser speaks the language."""
    return newcomer(abroad.url, **{**request.param, "locale": LANGUAGE, "reduced_motion": "reduce"})


@pytest.mark.timeout(600)
def test_nothing_stays_english_and_nothing_is_cut_off(traveller: Lab) -> None:
    """Page by page, with everything unfolded: no English words, none beyond their box, no page wider than its window."""
    found: dict[str, object] = {}
    for name, address in PAGES.items():
        arrive(traveller, address)
        traveller.unfold()
        traveller.page.wait_for_load_state("networkidle")
        seen = traveller.page.evaluate(SEEN, [KEPT, STREAMLITS])
        seen["english"] = [words for words in seen["english"] if not any(kept in words for kept in AS_WRITTEN)]
        found |= {f"{name}: {what}": wrong for what, wrong in seen.items() if wrong}
    assert found == {}


def test_the_language_stays_until_another_is_chosen(newcomer: Visit, abroad: Server) -> None:
    """?lang= is kept beside the experiment and from page to page, <html lang> follows, and the menu leads back."""
    lab = newcomer(abroad.url)
    lab.page.goto(f"{abroad.url}?surface=bowl&steps=7&run1=gd&lang={LANGUAGE}")
    expect(lab.page.locator("html")).to_have_attribute("lang", LANGUAGE)
    lab.at_rest()
    lab.page.get_by_role("link", name=made_up("Course"), exact=True).first.click()
    lab.page.wait_for_url(f"**/course?lang={LANGUAGE}")
    lab.page.reload()
    expect(lab.page.get_by_role("heading", level=1)).to_have_text(
        made_up("From “what is a gradient” to choosing an optimizer")
    )
    # Streamlit's own race: who goes back in the first moment after a reload ends there, with the other page's address.
    lab.page.wait_for_load_state("networkidle")
    lab.page.go_back()
    lab.at_rest(steps="7")
    lab.page.locator("nav.languages a").click()
    expect(lab.page.locator("html")).to_have_attribute("lang", "en")
    lab.at_rest(steps="7")
    assert "lang=en" in lab.address


def test_a_lesson_that_is_not_translated_says_so(newcomer: Visit, abroad: Server) -> None:
    """The last lesson is in English, with one line about it in the reader's language."""
    lab = newcomer(abroad.url, locale=LANGUAGE)
    arrive(lab, LEFT_OUT)
    expect(lab.page.get_by_text(made_up("This lesson is not translated yet, so it is in English."))).to_be_visible()


def arrive(lab: Lab, address: str) -> None:
    lab.page.goto(f"{lab.url}{address}")
    expect(lab.page.locator("nav.languages")).to_be_visible()
    lab.page.wait_for_load_state("networkidle")
