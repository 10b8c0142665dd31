"""How a session of 1,000 sheets feels in the web client: `python -m benchmarks.web_cards`.

`buildtrace serve` hands the client out, and the benchmark answers for the API. The page is opened,
walked by key, scrolled and searched in headless Chromium, whose trace tells what each task of the
page's own thread took: by the clock, and of the processor, which does not depend on what else the
machine does.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS, PROGRAMS
from tests.browser.made_sessions import PATH, answer_reviews, answer_session, sheet_row
from tests.browser.web import serving

SIZE: Final = ViewportSize(width=1440, height=900)
SHEETS: Final = 1000
FOUND: Final = 111  # by "A-9"
# A locator would be looked for by a task of this page's, too.
SHOWN: Final = "(count) => document.querySelectorAll('[data-card]:not([hidden])').length === count"
STEPS: Final = 60
LONG_US: Final = 50_000
TASKS: Final = ("ThreadControllerImpl::RunTask", "RunTask")


def main() -> None:
    """Print the hardest task of each thing that is done on the page."""
    program = next(filter(None, map(shutil.which, PROGRAMS)))
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        page = browser.new_context(viewport=SIZE, base_url=address).new_page()
        picture = {"overlay_url": "/icon.svg", "thumbnail_url": "/icon.svg"}
        answer_session(page, [sheet_row(number, **picture) for number in range(SHEETS)])
        answer_reviews(page)
        print("| | tasks > 50 ms of CPU | most CPU, ms | all CPU, ms | > 50 ms by the clock |")
        print("|---|---|---|---|---|")
        for name, act in ACTS.items():
            _print_row(name, _traced(browser, page, act))
        browser.close()


def _open(page: Page) -> None:
    page.goto(PATH)
    expect(page.locator("article")).to_have_count(SHEETS, timeout=60_000)


def _walk(page: Page) -> None:
    for _ in range(STEPS):
        page.keyboard.press("j")


def _scroll(page: Page) -> None:
    page.mouse.move(500, 500)
    for _ in range(STEPS):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(30)


def _search(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("A-9")
    page.wait_for_function(SHOWN, arg=FOUND)
    for _ in range(3):
        page.keyboard.press("Backspace")
    page.wait_for_function(SHOWN, arg=SHEETS)


ACTS: Final[dict[str, Callable[[Page], None]]] = {
    "opened, until all cards are there": _open,
    f"walked by key, {STEPS} cards": _walk,
    f"scrolled by {STEPS} × 700 px": _scroll,
    "searched, and the search cleared": _search,
}


def _traced(browser: Browser, page: Page, act: Callable[[Page], None]) -> list[dict[str, Any]]:
    """Return the tasks of the page's own thread while something is done on it."""
    browser.start_tracing(page=page, categories=["toplevel", "disabled-by-default-toplevel"])
    act(page)
    page.wait_for_timeout(300)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        event
        for event in events
        if event["name"] in TASKS and (event["pid"], event["tid"]) in mains and "tdur" in event
    ]
    busiest, _count = Counter(task["pid"] for task in tasks).most_common(1)[0]
    return [task for task in tasks if task["pid"] == busiest]


def _print_row(name: str, tasks: list[dict[str, Any]]) -> None:
    cpu_us, wall_us = [task["tdur"] for task in tasks], [task["dur"] for task in tasks]
    long_cpu, long_wall = (sum(us > LONG_US for us in taken) for taken in (cpu_us, wall_us))
    most_ms, all_ms = max(cpu_us) / 1000, sum(cpu_us) / 1000
    print(f"| {name} | {long_cpu} | {most_ms:.0f} | {all_ms:.0f} | {long_wall} |")


if __name__ == "__main__":
    main()
