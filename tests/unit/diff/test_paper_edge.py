"""Lines that only one sheet's paper cuts are muted, and nothing further in."""

from __future__ import annotations

import pytest

from common.domain.geometry import Box, Transform
from common.domain.ink_ledger import MuteReason
from functions.diff.compare import SheetDifference, compare_sheets
from functions.diff.paper_edge import is_at_edge
from tests.unit.diff.sheets import Drawing, busy, line, plot, source

PAPER = (0.0, 0.0, 792.0, 612.0)
OLD_PAPER = (-20.0, -10.0, 760.0, 600.0)


@pytest.mark.parametrize(
    "box",
    [(0, 0, 792, 2), (0, 100, 3, 110), (788, 0, 792, 612), (100, 608, 700, 612), (758, 0, 762, 50)],
)
def test_what_is_at_an_edge_of_either_paper(box: Box) -> None:
    assert is_at_edge(box, (OLD_PAPER, PAPER))


@pytest.mark.parametrize(
    "box",
    [(0, 0, 792, 612), (12, 0, 20, 8), (300, 4, 310, 6), (0, 5, 792, 7), (700, 590, 780, 603)],
)
def test_what_is_not(box: Box) -> None:
    assert not is_at_edge(box, (OLD_PAPER, PAPER))


def compared(edge: Drawing) -> SheetDifference:
    return compare_sheets(source(plot(busy())), source(plot(busy() | edge)))


def test_a_line_at_the_papers_edge_is_muted_with_its_reason() -> None:
    found = compared({"edge": line(100, 1, 700, 1)})
    assert found.changes == ()
    assert found.ledger is not None
    [muted] = found.ledger.muted
    assert (muted.reason, muted.place_count) == (MuteReason.PAPER_EDGE, 1)


def test_a_line_beside_the_edge_is_an_entry() -> None:
    assert len(compared({"edge": line(100, 9, 700, 9)}).changes) == 1


def test_a_line_from_the_edge_into_the_sheet_is_an_entry() -> None:
    assert len(compared({"edge": line(400, 0, 400, 14)}).changes) == 1


def test_both_papers_count_wherever_the_old_one_lies() -> None:
    moved = Transform(tx=-300.0)
    assert is_at_edge((490, 0, 493, 100), (moved.apply_box(PAPER), PAPER))
