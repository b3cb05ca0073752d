"""A teacher makes a link, a learner solves it and gets a code, and anybody checks the code."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from app.words.words import text

pytestmark = pytest.mark.e2e
START = "surface=quadratic&L=2&x=2&steps=20&run1=gd&run1.lr=0.01"
PATIENCE = 20_000


def code_in(page: Page, key: str) -> str:
    """What stands in the first box to copy from within a container."""
    box = page.locator(f".st-key-{key} .copyable code").first
    expect(box).to_be_visible(timeout=PATIENCE)
    return box.inner_text().strip()


def check(page: Page, code: str) -> None:
    """Type a code into the field and press the button."""
    page.get_by_label(text("assignment.code"), exact=True).fill(code)
    page.get_by_role("button", name=text("assignment.check"), exact=True).click()


def test_from_a_teachers_link_to_a_checked_code(visit):
    """The link locks all but the rate; a better rate solves the task; its code passes, and a wrong one does not."""
    teacher = visit()
    page = teacher.page
    page.goto(f"{teacher.url}assignment?make={quote(START)}")
    untitled = code_in(page, "made_link")
    page.get_by_label(text("assignment.name"), exact=True).fill("Get there")
    page.get_by_label(text("assignment.name"), exact=True).press("Enter")
    expect(page.locator(".st-key-made_link .copyable code")).not_to_have_text(untitled, timeout=PATIENCE)
    link = code_in(page, "made_link")
    expect(page.locator(".st-key-made_link")).to_contain_text("assignment=~")

    learner = visit()
    page = learner.page
    page.goto(link)
    expect(page.get_by_role("heading", name="Get there").first).to_be_visible(timeout=PATIENCE)
    rates = page.get_by_role("textbox", name="learning rate", exact=True)
    expect(rates).to_have_count(1, timeout=PATIENCE)
    expect(page.get_by_role("textbox", name=text("stage.steps"), exact=True)).to_have_count(0)
    expect(page.locator(".st-key-result_code")).to_have_count(0)
    rates.fill("0.45")
    rates.press("Enter")
    code = code_in(page, "result_code")
    page.get_by_label(text("assignment.nickname"), exact=True).fill("Ada")
    page.get_by_label(text("assignment.nickname"), exact=True).press("Enter")
    expect(page.locator(".st-key-result_code .copyable code").first).not_to_have_text(code, timeout=PATIENCE)
    code = code_in(page, "result_code")
    assert len(code) < 60
    assert "assignment=~" in page.url, "a reload leads back to the assignment"

    checker = visit()
    page = checker.page
    page.goto(f"{checker.url}assignment")
    expect(page.get_by_label(text("assignment.code"), exact=True)).to_be_visible(timeout=PATIENCE)
    check(page, code)
    expect(page.get_by_text(text("assignment.code_needs_link"))).to_be_visible(timeout=PATIENCE)
    page.get_by_label(text("assignment.link"), exact=True).fill(link)
    check(page, f"  {code.lower()} ")
    said = page.get_by_text(text("assignment.passed", name="Ada", title="Get there"))
    expect(said).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".st-key-check_code")).to_contain_text("learning rate 0.45")
    check(page, code[:-1] + ("A" if code[-1] != "A" else "B"))
    expect(page.get_by_text(re.compile("not a code of this app|cut off"))).to_be_visible(timeout=PATIENCE)
    expect(said).to_have_count(0)


def test_a_damaged_link_is_explained_on_a_phone(visit):
    """What is no assignment is called so, and the page still offers everything else."""
    lab = visit(viewport={"width": 390, "height": 844})
    lab.page.goto(f"{lab.url}assignment?assignment=~AAAA")
    expect(lab.page.get_by_text(text("assignment.unreadable"))).to_be_visible(timeout=PATIENCE)
    expect(lab.page.get_by_label(text("assignment.code"), exact=True)).to_be_visible()
    assert lab.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
