"""Which tests run when: most always, `ci` ones where CI is set, and `deep` ones where they are asked for."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import settings

# The same examples in every run, so that a change fails for its own mistakes only. To go looking for new ones:
# HYPOTHESIS_PROFILE=explore python -m pytest
settings.register_profile("quick", derandomize=True, deadline=None, max_examples=60)
settings.register_profile("deep", derandomize=True, deadline=None, max_examples=600)
settings.register_profile("explore", deadline=None, max_examples=1000)

LEFT_OUT = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="run every test, and more examples of each property")


def pytest_configure(config: pytest.Config) -> None:
    usual = "deep" if config.getoption("--deep") else "quick"
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", usual))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is for another occasion."""
    if config.getoption("--deep"):
        return
    later = {"deep"} if os.environ.get("CI") else {"deep", "ci"}
    left = [item for item in items if any(item.get_closest_marker(name) for name in later)]
    items[:] = [item for item in items if not any(item.get_closest_marker(name) for name in later)]
    config.stash[LEFT_OUT] = len(left)
    config.hook.pytest_deselected(items=left)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Each process that tests tells the one that reports."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)  # asked where pytest-xdist is there
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was tried again, and why, and how many tests are for another occasion."""
    again = terminalreporter.stats.get("rerun", [])
    if again:
        terminalreporter.section("failed at first, and tried again", yellow=True)
    for report in again:
        crash = getattr(report.longrepr, "reprcrash", None)
        terminalreporter.write_line(f"{report.nodeid}: {crash.message.splitlines()[0] if crash else report.longrepr}")
    if left := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(f"left to `make test-deep`: {left}")
