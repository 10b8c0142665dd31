"""Another font is muted; a text that is crossed out on the way is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pytest

from common.domain.geometry import Box, Transform
from common.domain.ink_ledger import MuteReason
from functions.diff.change_cells import ChangeCells, cells_under
from functions.diff.font_ink import MARGIN_PT, LineSearch, mute_fonts
from functions.diff.frame import Frame
from functions.diff.ink import InkCells, compare_ink
from functions.diff.palette import InkBand
from functions.diff.text_changes import TextComparison, compare_text
from tests.unit.diff.sheets import PX_PER_PT, Draw, Drawing, line, opened, plot, text

NAMES = [f"ROOM {number} TYPE ALPHA" for number in range(30)]
FRAME = Frame(width_px=3300, height_px=2550, dpi=300)
STRUCK = (280, 105, 372, 112)  # about the label of ROOM 4


class Nowhere:
    def take(self, band: InkBand) -> None:
        pass


def sheet(font: str) -> Drawing:
    """A sheet of thirty labels."""
    return {
        name: text(60 + 220 * (n % 3), 60 + 50 * (n // 3), name, 9, font)
        for n, name in enumerate(NAMES)
    }


@contextmanager
def muted(old: Drawing, new: Drawing) -> Iterator[ChangeCells]:
    """Compare sheets that lie on one another, and mute what another font explains."""
    with opened(plot(old), plot(new)) as (before, after):
        here = Transform()
        ink = compare_ink(before, after, here, FRAME, tolerance_px=2, sink=Nowhere())
        cells = ChangeCells(ink, PX_PER_PT)
        texts = compare_text(before.words, after.words, [here])
        mute_fonts(texts, cells, LineSearch(before, after, here))
        yield cells


@pytest.mark.parametrize("font", ["tiro", "cour"])
def test_all_ink_of_a_sheet_in_another_font_is_muted(font: str) -> None:
    with muted(sheet("helv"), sheet(font)) as cells:
        assert cells.left_px == 0
        assert list(cells.muted) == [MuteReason.FONT]


@pytest.mark.parametrize(
    "struck",
    [
        line(282, 107, 370, 107, 0.8),
        line(282, 112, 370, 112, 0.8),
        line(278, 111, 374, 104, 0.8),
        line(278, 104, 374, 111, 0.8),
    ],
    ids=["struck", "underlined", "crossed out", "crossed out the other way"],
)
def test_a_text_crossed_out_while_the_font_changed_is_kept(struck: Draw) -> None:
    with muted(sheet("helv"), sheet("tiro") | {"line": struck}) as cells:
        removed, added = cells.ink_in(STRUCK)
        assert removed + added > 100
        assert cells.left_px < 2.5 * (removed + added)


def test_a_line_through_a_text_that_both_sheets_have_is_no_change() -> None:
    struck = {"line": line(282, 107, 370, 107, 0.8)}
    with muted(sheet("helv") | struck, sheet("tiro") | struck) as cells:
        assert cells.left_px == 0


@pytest.mark.parametrize("at_px", range(-4, 5))
@pytest.mark.parametrize("across", [True, False])
def test_a_rule_at_the_edge_of_a_word_that_moved_by_a_pixel_is_no_line(
    at_px: int, *, across: bool
) -> None:
    name, found = "ROOM", text(60, 60, "ROOM", 9)
    with opened(plot({name: found}), plot({name: found})) as (page, _):
        x0, y0, x1, y1 = page.words[0].box_pt
    edge = (y1 if across else x1) + MARGIN_PT + at_px / PX_PER_PT
    olds, news = (
        {name: found, "rule": line(20, at, 200, at) if across else line(at, 20, at, 100)}
        for at in (edge, edge + 1 / PX_PER_PT)
    )
    with opened(plot(olds), plot(news)) as (before, after):
        search = LineSearch(before, after, Transform())
        assert not search.crossed([(x0, y0, x1, y1)])


def test_ink_beside_the_words_is_kept() -> None:
    new = sheet("tiro") | {"line": line(300, 130, 400, 140)}
    with muted(sheet("helv"), new) as cells:
        assert sum(cells.ink_in((299, 129, 401, 141))) == cells.left_px > 100


class NoLines(LineSearch):
    """Finds none."""

    def __init__(self) -> None:
        pass

    def crossed(self, boxes_pt: Sequence[Box]) -> set[Box]:
        return set()


@pytest.mark.parametrize(("differing", "is_muted"), [(20, True), (9, False)])
def test_a_font_that_is_replaced_is_told_by_the_height_of_its_words(
    differing: int, *, is_muted: bool
) -> None:
    """Of all words of the sheet few differ, and by ink that only went."""
    high: list[Box] = [(20, 20 + 12 * n, 60, 29 + 12 * n) for n in range(40)]
    low: list[Box] = [(100 + 30 * (n % 10), 20 + 8 * (n // 10), 120, 25) for n in range(200)]
    low = [(x, y, x + 20, y + 5) for x, y, _, _ in low]
    removed = np.zeros((320, 415), np.uint8)
    for box in high[:differing]:
        rows, columns = cells_under(box, PX_PER_PT)
        removed[rows.start + 1, columns.start + 1] = 30
    nothing = np.zeros_like(removed)
    cells = ChangeCells(InkCells(removed=removed, added=nothing, clear=removed), PX_PER_PT)
    texts = TextComparison(changes=(), same_boxes_pt=(*high, *low))
    mute_fonts(texts, cells, NoLines())
    assert (cells.left_px == 0) is is_muted
    assert cells.total_px == 30 * differing
