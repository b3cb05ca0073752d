"""How quick the lessons are: checks of tasks, and lesson pages in a real Chromium. `python -m benchmarks.lessons`

For every task the reference solution is graded in a process that has graded nothing like it before, as for the first
learner who solves it. Then each lesson is opened from the course by a click; a page is usable once its text stands and
its stage is drawn. Absolute times depend on the machine.
"""

import statistics
import time

from playwright.sync_api import sync_playwright

from benchmarks.served import ADDRESS, VIEW, served
from lessons import course
from lessons.grading.grading import grade
from lessons.settings import laid_over
from tests.browser import LAUNCH_ARGS, executable

NETWORKS = ("net_",)  # surfaces whose runs train a network
READY = "document.querySelector('.st-key-screen h2') && document.querySelector('.stage')?.dataset.rested"


def checks() -> None:
    """Prints how long each task's check takes, in milliseconds."""
    quick, slow = list[float](), list[float]()
    for lesson in course("en").values():
        for name, task in lesson.tasks.items():
            if task.kind == "answer":
                continue
            start = lesson.task_start(name).to_query()
            runs = [laid_over(start, change) for change in task.solution]
            began = time.perf_counter()
            passed = grade(lesson, name, runs, 0).passed
            took = 1000 * (time.perf_counter() - began) / len(runs)
            trains = any(f"surface={prefix}" in runs[0] for prefix in NETWORKS)
            (slow if trains else quick).append(took)
            print(f"  {lesson.slug:28s}{name:14s}{took:8.1f} ms a run {'' if passed else '  NOT PASSED'}")
    print(
        f"checks without a network: median {statistics.median(quick):.0f} ms, longest {max(quick):.0f} ms (goal: 200)"
    )
    if slow:
        print(f"checks that train a network: longest {max(slow):.0f} ms (goal: 2000)")


def pages() -> None:
    """Prints how long it takes from a click on the course to a usable lesson page."""
    with served(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=LAUNCH_ARGS)
        page = browser.new_page(viewport=VIEW)
        page.goto(f"{ADDRESS}{next(iter(course('en')))}")  # neither browser nor server is new
        page.wait_for_function(READY, polling=20)
        took = []
        for lesson in course("en").values():
            page.goto(f"{ADDRESS}course")
            link = page.get_by_role("link", name=lesson.title).last
            link.wait_for()
            page.wait_for_timeout(1500)
            began = time.perf_counter()
            link.click()
            page.wait_for_url(f"**/{lesson.slug}*")
            page.wait_for_function(READY, polling=20)
            took.append(time.perf_counter() - began)
            print(f"  {lesson.slug:28s}{took[-1]:6.2f} s")
        print(f"click to usable page: median {statistics.median(took):.2f} s, longest {max(took):.2f} s (goal: 2)")
        browser.close()


if __name__ == "__main__":
    checks()
    pages()
