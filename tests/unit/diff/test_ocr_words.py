"""What words that OCR saw may claim in a comparison."""

from __future__ import annotations

from dataclasses import replace

from common.domain.changes import ChangeCategory
from common.domain.sheets import WordSource
from functions.diff.align import align
from functions.diff.compare import SheetSource, compare_sheets
from functions.diff.sheet_page import SheetPage
from tests.unit.diff.sheets import busy, plot, source, text

OLD = busy()
NEW = busy() | {"note": text(90, 70, "PROVIDE NEW HANDRAIL")}
_TEXT = {ChangeCategory.TEXT, ChangeCategory.DIMENSION, ChangeCategory.TITLE_BLOCK}


def _as_seen(sheet: SheetSource) -> SheetSource:
    words = tuple(replace(word, source=WordSource.OCR) for word in sheet.words)
    return replace(sheet, words=words)


def test_words_of_a_text_layer_make_text_entries() -> None:
    changes = compare_sheets(source(plot(OLD)), source(plot(NEW)), dpi=150).changes
    assert "PROVIDE NEW HANDRAIL" in {change.new_text for change in changes}


def test_words_of_ocr_make_no_text_entries_but_their_ink_is_a_change() -> None:
    changes = compare_sheets(
        _as_seen(source(plot(OLD))), _as_seen(source(plot(NEW))), dpi=150
    ).changes
    assert changes
    assert not {change.category for change in changes} & _TEXT


def test_a_text_layer_against_ocr_makes_no_text_entries() -> None:
    changes = compare_sheets(source(plot(OLD)), _as_seen(source(plot(NEW))), dpi=150).changes
    assert not {change.category for change in changes} & _TEXT


def test_words_of_ocr_do_not_anchor_an_alignment() -> None:
    old, new = _as_seen(source(plot(OLD))), _as_seen(source(plot(NEW)))
    with SheetPage(old.pdf, old.words) as first, SheetPage(new.pdf, new.words) as second:
        attempt = align(first, second)
    assert not attempt.anchored
    assert attempt.other_models == ()


def test_words_of_ocr_beside_a_text_layer_are_left_out_of_it() -> None:
    sheet = source(plot(OLD))
    seen = replace(sheet.words[0], source=WordSource.OCR)
    with SheetPage(sheet.pdf, (seen, *sheet.words[1:])) as opened:
        assert opened.has_text_layer
        assert opened.text_layer == sheet.words[1:]


def test_a_plot_stamp_on_a_scan_is_not_its_text_layer() -> None:
    sheet = source(plot(OLD))
    seen = _as_seen(sheet).words
    with SheetPage(sheet.pdf, (*sheet.words[:3], *seen[3:])) as opened:
        assert not opened.has_text_layer
