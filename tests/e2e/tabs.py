"""Tabs that tests use one after another: a page opens in half the time where the browser has compiled it before."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Error, Page

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "locale": "en-GB",
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
SET_LATER = ("color_scheme", "reduced_motion", "viewport")  # what an open tab can be told
MOST = 4  # tabs that wait for another test; each holds a quarter of a gigabyte


class Tabs:
    """The tabs that are open and that nobody uses, each with the kind of browser it is in."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.free: list[tuple[str, Page]] = []
        self.taken: dict[Page, str] = {}

    def take(self, *, script: str = "", **options: Any) -> Page:
        """A tab in a browser with these options, used before and cleaned or else new; the script runs in each page first."""
        made = {name: value for name, value in options.items() if name not in SET_LATER or "is_mobile" in options}
        kind = f"{sorted(made.items())} {script}"
        found = next((tab for tab in self.free if tab[0] == kind), None)
        if found:
            self.free.remove(found)
        page = found[1] if found else self._open(script, {**DESKTOP, **made})
        self.taken[page] = kind
        if "is_mobile" not in options:
            page.set_viewport_size(options.get("viewport", DESKTOP["viewport"]))
            page.emulate_media(
                color_scheme=options.get("color_scheme", "null"), reduced_motion=options.get("reduced_motion", "null")
            )
        return page

    def _open(self, script: str, options: dict[str, Any]) -> Page:
        context = self.browser.new_context(**options)
        if script:
            context.add_init_script(script)
        return context.new_page()

    def give_back(self, page: Page) -> None:
        """Leave the page that is open, and forget what it stored. A tab that does not let itself be cleaned is closed."""
        kind = self.taken.pop(page)
        for other in page.context.pages:
            if other is not page:
                other.close()
        try:
            page.unroute_all()
            page.mouse.move(0, 0)
            page.goto(f"{self.url}_stcore/health")
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
            page.context.clear_cookies()
        except Error:
            page.context.close()
        else:
            self.free.append((kind, page))
        while len(self.free) > MOST:
            self.free.pop(0)[1].context.close()
