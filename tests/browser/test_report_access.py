"""The report by keyboard and for weak eyes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Report
from tests.browser.web import SCHEMES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("report")]

NAMELESS = """() => [...document.querySelectorAll('button, input, select, a, summary, [tabindex]')]
  .filter((control) => control.checkVisibility())
  .filter((control) => !control.getAttribute('aria-label') && !control.textContent.trim()
    && ![...(control.labels ?? [])].some((label) => label.textContent.trim()))
  .map((control) => control.outerHTML)"""

FAINT = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    const colour = channels(getComputedStyle(element).backgroundColor);
    return (colour[3] ?? 1) === 1 ? colour : ground(element.parentElement);
  };
  const ratio = (element) => {
    const [a, b] = [light(channels(getComputedStyle(element).color)), light(ground(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.checkVisibility() && !element.closest(':disabled, svg, noscript'))
    .filter((element) => [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
    .filter((element) => ratio(element) < (element.closest('[aria-hidden]') ? 3 : 4.5))
    .map((element) => `${element.className || element.tagName}: ${ratio(element).toFixed(2)}`);
}"""


def test_every_control_has_a_name(report: Report) -> None:
    assert report.page.evaluate(NAMELESS) == []


@pytest.mark.parametrize("colours", ["red-green", "orange-blue"])
def test_every_text_has_contrast(report: Report, colours: str) -> None:
    report.page.get_by_label("Colours").select_option(colours)
    report.page.locator("[data-change=c2]").click()
    report.page.get_by_role("button", name="1 notice").click()
    for scheme in SCHEMES:
        report.page.emulate_media(color_scheme=scheme)
        report.settle()
        assert report.page.evaluate(FAINT) == [], scheme


def test_every_control_can_be_reached_by_tab(report: Report) -> None:
    reached = set()
    for _ in range(45):
        report.page.keyboard.press("Tab")
        reached.add(report.page.evaluate("() => document.activeElement.id"))
    assert {"search", "stage", "old-on", "new-opacity", "colours", "tab-changes"} <= reached


def test_the_help_lists_the_keys(report: Report) -> None:
    report.page.keyboard.press("?")
    expect(report.page.get_by_role("dialog", name="Keys")).to_contain_text("next, previous change")


def test_the_keys_can_be_switched_off(report: Report) -> None:
    report.page.get_by_role("button", name="Keys").click()
    report.page.get_by_label("Use single keys").uncheck()
    report.page.get_by_role("button", name="Close").click()
    report.page.keyboard.press("j")
    expect(report.page.locator("#sheet-name")).to_contain_text("A-101")
