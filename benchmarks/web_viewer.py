"""How fast the web client's viewer is: `python -m benchmarks.web_viewer`.

A sheet of 48 × 36 in is compared by `buildtrace serve`. In headless Chromium pages are opened until
their content shows, and the sheet from its session's page until its first tile is drawn and until
it is sharp; then it is moved and zoomed in every mode while the browser itself tells of tasks that
held up the page for more than 50 ms. On a busy machine a task may wait for its turn: the trace
tells how long it has worked.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.speed import arch_e
from tests.browser.sheet_site import Site, compared
from tests.browser.web import serving

MIB: Final = 1024 * 1024
ROUNDS: Final = 5
MODES: Final = {"o": "overlay", "s": "side by side", "w": "swipe", "b": "blink"}
PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")

FIRST_PAINT: Final = """
  () => performance.getEntriesByName('first-contentful-paint')[0].startTime
"""
WATCH: Final = """
  window.seen = {
    click: 0, first: 0, sharp: 0, longTasks: [], frames: [], live: 0, most: 0, largest: 0,
  };
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) seen.longTasks.push([task.startTime, task.duration]);
  }).observe({ type: 'longtask', buffered: true });
  addEventListener('click', () => { seen.click ||= performance.now(); }, true);
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    draw.apply(this, given);
    if (!seen.first && this.canvas.className === 'viewer-canvas') {
      seen.first = -1;
      requestAnimationFrame(() => { seen.first = performance.now(); });
    }
  };
  new MutationObserver(() => {
    const stage = document.querySelector('.viewer-stage');
    const isSharp = stage?.getAttribute('aria-busy') === 'false';
    if (seen.first > 0 && isSharp) seen.sharp ||= performance.now();
  }).observe(document, { subtree: true, attributes: true, childList: true });
  const sizes = new WeakMap();
  const make = window.createImageBitmap.bind(window);
  window.createImageBitmap = async (...given) => {
    const bitmap = await make(...given);
    const pixels = bitmap.width * bitmap.height;
    sizes.set(bitmap, pixels);
    seen.live += 4 * pixels;
    seen.most = Math.max(seen.most, seen.live);
    seen.largest = Math.max(seen.largest, pixels);
    return bitmap;
  };
  const close = ImageBitmap.prototype.close;
  ImageBitmap.prototype.close = function () {
    seen.live -= 4 * (sizes.get(this) ?? 0);
    close.call(this);
  };
  window.watchFrames = () => {
    seen.longTasks = [];
    seen.frames = [];
    let before = performance.now();
    const step = (now) => {
      seen.frames.push(now - before);
      before = now;
      if (!window.stopFrames) requestAnimationFrame(step);
    };
    window.stopFrames = false;
    requestAnimationFrame(step);
  };
"""


def main() -> None:
    """Measure and print tables for docs/PERFORMANCE.md."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as address:
        site = compared(address, arch_e(1).pdf, arch_e(2).pdf)
        row = site.session["comparisons"][0]
        size = site.client.get(f"/api/comparisons/{row['comparison_id']}")["overlay_size"]
        print(f"{row['drawing_name']}: {size['width_px']} × {size['height_px']} px, ", end="")
        print(f"{row['changes_count']} changes; load {os.getloadavg()[0]:.1f}")
        with _browser() as browser:
            _print_first_content(browser, site)
            _print_opening(browser, site)
            _print_moving(browser, site)


@contextmanager
def _browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    arguments = ["--headless", "--no-sandbox", "--disable-gpu"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=arguments)
        yield launched
        launched.close()


def _print_first_content(browser: Browser, site: Site) -> None:
    """Time pages that nothing is cached of, until something and until what they are for shows."""
    session = f"/sessions/{site.session['session_id']}"
    sheet = f"{session}/sheets/{site.session['comparisons'][0]['comparison_id']}"
    pages = {
        "projects": ("/", "a[href^='/projects/']"),
        "session": (session, "a[href*='/sheets/']"),
        "sheet": (sheet, "[data-change]"),
    }
    print("\n| page, ms from navigation | first paint | its content, median | most |")
    print("|---|---|---|---|")
    for name, (path, content) in pages.items():
        painted, filled = [], []
        for _ in range(ROUNDS):
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.goto(f"{site.address}{path}", wait_until="commit")
            page.locator(content).first.wait_for(timeout=30_000)
            filled.append(float(page.evaluate("() => performance.now()")))
            painted.append(float(page.evaluate(FIRST_PAINT)))
            page.context.close()
        first, middle = statistics.median(painted), statistics.median(filled)
        print(f"| {name} | {first:.0f} | {middle:.0f} | {max(filled):.0f} |")


def _print_opening(browser: Browser, site: Site) -> None:
    taken: dict[str, list[float]] = {"first tile": [], "sharp": [], "longest task": []}
    for _ in range(ROUNDS):
        page = _opened(browser, site)
        seen = page.evaluate("() => window.seen")
        taken["first tile"].append(seen["first"] - seen["click"])
        taken["sharp"].append(seen["sharp"] - seen["click"])
        after = [ms for start, ms in seen["longTasks"] if start >= seen["click"]]
        taken["longest task"].append(max(after, default=0.0))
        page.context.close()
    print("\n| from the click, ms | median | least | most |\n|---|---|---|---|")
    for name, values in taken.items():
        middle = statistics.median(values)
        print(f"| {name} | {middle:.0f} | {min(values):.0f} | {max(values):.0f} |")


def _opened(browser: Browser, site: Site) -> Page:
    """Open the session's page, and from there the sheet by a click."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(WATCH)
    page.goto(f"{site.address}/sessions/{site.session['session_id']}")
    comparison = site.session["comparisons"][0]["comparison_id"]
    link = page.locator(f"a[href*='/sheets/{comparison}']").first
    link.wait_for(timeout=30_000)
    page.wait_for_timeout(1000)
    page.evaluate("() => { seen.click = 0; }")
    link.click()
    page.wait_for_function("() => window.seen.sharp > 0", timeout=30_000)
    return page


def _print_moving(browser: Browser, site: Site) -> None:
    page = _opened(browser, site)
    print("\n| mode | frames | median, ms | p95, ms | tasks > 50 ms | longest, ms | most CPU, ms |")
    print("|---|---|---|---|---|---|---|")
    for key, mode in MODES.items():
        page.keyboard.press("o")
        page.keyboard.press("0")
        page.wait_for_timeout(500)
        page.keyboard.press(key)
        page.wait_for_timeout(1500)
        page.evaluate("() => watchFrames()")
        browser.start_tracing(page=page, categories=["toplevel", "disabled-by-default-toplevel"])
        _move(page)
        trace = browser.stop_tracing()
        page.evaluate("() => { window.stopFrames = true; }")
        _print_row(mode, page.evaluate("() => window.seen"), _most_cpu_ms(trace))
    seen = page.evaluate("() => window.seen")
    heap = page.evaluate("() => performance.memory.usedJSHeapSize")
    print(f"\nDecoded at most {seen['most'] / MIB:.0f} MiB, the largest picture ", end="")
    print(f"{seen['largest']} px, heap {heap / MIB:.0f} MiB, renderer {_renderer_mib():.0f} MiB")
    page.context.close()


def _move(page: Page) -> None:
    """Zoom in, move about, zoom out, as a hand does it."""
    box = page.locator(".viewer-stage").bounding_box()
    if box is None:
        raise RuntimeError("The stage is not on the page.")
    x, y = box["x"] + box["width"] * 0.4, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    for _ in range(16):
        page.mouse.wheel(0, -120)
        page.wait_for_timeout(30)
    for dx, dy in ((-300, 0), (0, -200), (300, 100), (-200, 200), (250, -150)):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + dx, y + dy, steps=25)
        page.mouse.up()
    for _ in range(16):
        page.mouse.wheel(0, 120)
        page.wait_for_timeout(30)


def _most_cpu_ms(trace: bytes) -> float:
    """Return the CPU time of the page's own thread that its hardest task took."""
    events = json.loads(trace)["traceEvents"]
    main = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    taken_us = (e.get("tdur", 0) for e in events if (e["pid"], e["tid"]) in main)
    return max(taken_us, default=0) / 1000


def _print_row(mode: str, seen: dict[str, Any], most_cpu_ms: float) -> None:
    frames = sorted(seen["frames"])
    long_tasks = [ms for _, ms in seen["longTasks"]]
    p95 = frames[int(0.95 * (len(frames) - 1))]
    print(f"| {mode} | {len(frames)} | {statistics.median(frames):.0f} | {p95:.0f} ", end="")
    print(f"| {len(long_tasks)} | {max(long_tasks, default=0):.0f} | {most_cpu_ms:.0f} |")


def _renderer_mib() -> float:
    """Return the largest renderer process below this one."""
    sizes = [
        child.memory_info().rss
        for child in psutil.Process().children(recursive=True)
        if "--type=renderer" in " ".join(child.cmdline())
    ]
    return max(sizes) / MIB


if __name__ == "__main__":
    main()
