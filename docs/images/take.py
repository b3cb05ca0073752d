"""Takes the README's picture from the running app: `python docs/images/take.py http://localhost:8501/`"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.browser import launch

RUNS = "run1=gd&run1.lr=0.01&run2=momentum&run2.lr=0.004&run3=adam&run3.lr=0.3"
QUERY = f"v=1&surface=himmelblau&x=0.3&y=-0.4&steps=60&{RUNS}"

if __name__ == "__main__":
    with sync_playwright() as playwright:
        page = launch(playwright).new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{sys.argv[1]}?{QUERY}")
        page.wait_for_selector(".stage[data-rested]")
        page.get_by_role("slider", name="Step shown").fill("7")
        page.locator(".stage-step").evaluate("() => document.activeElement.blur()")
        page.wait_for_timeout(1500)
        page.screenshot(path=Path(__file__).with_name("playground.png"))
