"""Which tests run when: before a commit, in `make test`, in continuous integration, and in `make test-deep`."""

from __future__ import annotations

import os
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import settings

# The same examples in every run, so that a change fails for its own mistakes only. To go looking for new ones:
# HYPOTHESIS_PROFILE=explore python -m pytest
settings.register_profile("fast", derandomize=True, deadline=None, max_examples=10)
settings.register_profile("quick", derandomize=True, deadline=None, max_examples=30)
settings.register_profile("deep", derandomize=True, deadline=None, max_examples=300)
settings.register_profile("explore", deadline=None, max_examples=1000)

MANY, EVERY = 8, 8  # of a test with more cases than that, `--fast` looks at about every eighth

LEFT_OUT = pytest.StashKey[int]()


def examples(times: float) -> settings:
    """So many times the usual number of examples, where a property needs more or bears fewer."""
    return settings(max_examples=max(1, round(times * settings().max_examples)))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="run every test, and more examples of each property")
    parser.addoption("--fast", action="store_true", help="leave out what is slow, the browser, and most of many cases")


@pytest.hookimpl(tryfirst=True)  # before pytest-timeout looks
def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--deep") and config.option.timeout is None:
        config.option.timeout = 1800
    usual = "deep" if config.getoption("--deep") else "fast" if config.getoption("--fast") else "quick"
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", usual))


@pytest.hookimpl(trylast=True)  # when all have their marks
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is for another occasion."""
    if config.getoption("--deep"):
        return
    found = list(items)
    later = {"deep"} if os.environ.get("CI") else {"deep", "ci"}
    items[:] = _sampled([item for item in items if not marked(item, later)])
    if config.getoption("--fast"):
        items[:] = _before_a_commit(items)
    kept = set(items)
    left = [item for item in found if item not in kept]
    config.stash[LEFT_OUT] = len(left)
    config.hook.pytest_deselected(items=left)


def _sampled(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """All but what is marked `sample` and not in it. A value's place is its turn among those of its test."""
    places: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for item in items:
        mark, case = item.get_closest_marker("sample"), getattr(item, "callspec", None)
        found = []
        for name, value in case.params.items() if mark and case else ():
            turns = places[_test(item), name]
            found.append(turns.setdefault(id(value), len(turns)))
        if mark is None or in_sample(found, *mark.args):
            yield item


def in_sample(places: Iterable[int], every: int) -> bool:
    """Whether a case is one of so many, by the places of its values in their lists: on diagonals, so that each value of
    a list has its turn where the other lists are no shorter than that."""
    return sum(places) % every == 0


def _before_a_commit(items: list[pytest.Item]) -> list[pytest.Item]:
    quick = [item for item in items if marked(item, {"smoke"}) or not marked(item, {"e2e", "slow"})]
    cases = Counter(map(_test, quick))
    last = {_test(item): item for item in quick}  # what is new stands at the end of its registry
    return [
        item
        for item in quick
        if cases[_test(item)] <= MANY or item is last[_test(item)] or zlib.crc32(item.nodeid.encode()) % EVERY == 0
    ]


def marked(item: pytest.Item, names: set[str]) -> bool:
    return any(item.get_closest_marker(name) for name in names)


def _test(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


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
        fuller = "`make test` and `make test-deep`" if config.getoption("--fast") else "`make test-deep`"
        terminalreporter.write_line(f"left to {fuller}: {left}")
