from __future__ import annotations

from dataclasses import replace

from benchmarks.situations import SITUATIONS
from benchmarks.suite.choose import Truth
from benchmarks.suite.judge import judge, quoted
from benchmarks.suite.pairs import Pair
from common.domain.changes import Change, ChangeCategory, ChangeKind
from common.domain.geometry import Box, Transform
from common.domain.sheets import Word
from functions.diff.compare import SheetSource

WORD = Word(text="A", box_pt=(0, 0, 5, 5), size_pt=8)
SHEET = SheetSource(pdf=b"", words=(WORD,))
PLACE: Box = (100, 100, 140, 110)
TRUTH = Truth(
    kind="word changed", boxes_pt=(PLACE,), texts=(("OLD DOOR", "NEW DOOR"),), carried=(), row=(),
    on_scan=True,
)  # fmt: skip
ROW = replace(TRUTH, texts=((None, "7A"), (None, "WD")), row=("7A", "3'-0\"", "WD"))


def pair(*truths: Truth) -> Pair:
    return Pair(
        situation=SITUATIONS[0], number="A-1", old=SHEET, new=SHEET, truths=truths,
        noise_boxes_pt=((500, 500, 600, 520),), is_unchanged=False, new_from_old=(Transform(),),
    )  # fmt: skip


def entry(old: str | None = None, new: str | None = None, box_pt: Box = PLACE) -> Change:
    return Change(
        id="c1", kind=ChangeKind.MODIFIED, category=ChangeCategory.TEXT, box_pt=box_pt,
        box_px=(0, 0, 1, 1), old_text=old, new_text=new,
    )  # fmt: skip


def test_an_edit_that_no_entry_touches_is_missed() -> None:
    assert judge(pair(TRUTH), []).missed == [TRUTH]


def test_an_entry_elsewhere_is_false() -> None:
    far = entry(box_pt=(700, 700, 720, 710))
    assert judge(pair(TRUTH), [far]).false == [far]


def test_an_entry_that_lies_mostly_beside_the_edit_is_false_and_finds_nothing() -> None:
    verdict = judge(pair(TRUTH), [entry(box_pt=(100, 100, 400, 400))])
    assert (len(verdict.false), verdict.missed) == (1, [TRUTH])


def test_an_entry_on_a_date_is_noise() -> None:
    assert len(judge(pair(TRUTH), [entry(box_pt=(510, 505, 530, 512))]).noise) == 1


def test_the_whole_text_before_and_after_is_an_exact_quote() -> None:
    assert judge(pair(TRUTH), [entry("OLD DOOR", "NEW  DOOR")]).texts.found == [*TRUTH.texts]


def test_a_loose_word_is_a_part_of_a_quote() -> None:
    texts = judge(pair(TRUTH), [entry("OLD", "NEW")]).texts
    assert (texts.partial, len(texts.wrong)) == ([*TRUTH.texts], 1)


def test_a_long_line_may_be_quoted_around_what_changed() -> None:
    line = "1. ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN OLD DOOR"
    truth = replace(TRUTH, texts=((line, line.replace("OLD", "NEW")),))
    assert judge(pair(truth), [entry("TEN OLD DOOR", "TEN NEW DOOR")]).texts.found


def test_cells_of_a_row_may_be_quoted_as_one_row() -> None:
    assert judge(pair(ROW), [entry(None, "7A 3'-0\" WD")]).texts.found == [*ROW.texts]


def test_a_cell_that_the_other_sheet_prints_there_too_may_be_quoted_on_the_rows_side() -> None:
    texts = judge(pair(ROW), [entry(None, "3'-0\""), entry("3'-0\"", None)]).texts
    assert [quoted(c) for c in texts.right] == [(None, "3'-0\"")]


def test_what_moved_along_with_a_symbol_is_neither_right_nor_wrong() -> None:
    moved = replace(entry("7A", "7A"), kind=ChangeKind.MOVED)
    texts = judge(pair(replace(TRUTH, carried=(("7A", "7A"),))), [moved]).texts
    assert (texts.right, texts.wrong) == ([], [])
