"""Sheets compared without their PDF annotations."""

from __future__ import annotations

from dataclasses import replace

import pymupdf
import pytest

from common.domain.ink_ledger import MuteReason
from functions.diff.annotations import without_annotations
from functions.diff.compare import SheetDifference, SheetSource, compare_sheets
from tests.unit.diff.sheets import busy, line, plot, source

DPI = 150


def marked(pdf: bytes) -> SheetSource:
    """Return a sheet with a reviewer's note and a frame around something."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        page = document[0]
        page.add_freetext_annot(pymupdf.Rect(480, 150, 620, 180), "WHY SO LOW?", fontsize=12)
        page.add_rect_annot(pymupdf.Rect(200, 200, 320, 260))
        return source(bytes(document.tobytes()))


PLAIN, MARKED = source(plot(busy())), marked(plot(busy()))
CHANGED = source(plot(busy() | {"pipe": line(500, 440, 600, 442)}))


def compared(new: SheetSource, *, hides_annotations: bool) -> SheetDifference:
    old, new = (replace(s, hides_annotations=hides_annotations) for s in (PLAIN, new))
    return compare_sheets(old, new, dpi=DPI)


def test_annotations_are_changes_unless_they_are_left_out() -> None:
    assert len(compared(MARKED, hides_annotations=False).changes) >= 2
    assert compared(MARKED, hides_annotations=True).changes == ()


def test_the_ink_of_annotations_that_are_left_out_is_muted_with_that_reason() -> None:
    ledger = compared(MARKED, hides_annotations=True).ledger
    assert ledger is not None
    muted = {ink.reason: ink.ink_px for ink in ledger.muted}
    assert muted[MuteReason.ANNOTATIONS] > 100
    assert ledger.total_px == sum(muted.values()) + sum(e.ink_px for e in ledger.entries)


def test_what_is_drawn_on_the_sheet_is_still_a_change() -> None:
    [change] = compared(CHANGED, hides_annotations=True).changes
    assert change.box_pt == pytest.approx((500, 440, 600, 442), abs=4)


def test_the_words_of_annotations_go_with_them_and_those_of_the_sheet_stay() -> None:
    assert "WHY" in {word.text for word in MARKED.words}
    _, words = without_annotations(MARKED.pdf, MARKED.words)
    assert words == PLAIN.words


def test_a_sheet_without_annotations_is_left_as_it_is() -> None:
    assert without_annotations(PLAIN.pdf, PLAIN.words) == (PLAIN.pdf, PLAIN.words)
