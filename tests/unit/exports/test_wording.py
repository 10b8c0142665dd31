"""What people read of a change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from common.domain.changes import ChangeKind
from functions.api.exports.log_rows import log_rows
from functions.api.exports.wording import row_title, row_words
from tests.session_records import change
from tests.unit.exports.exported import export_of

MOVED = replace(change("c1", old_text="W-12", new_text="W-12"), kind=ChangeKind.MOVED)


def test_a_text_that_only_moved_is_named_once(tmp_path: Path) -> None:
    row = next(log_rows(export_of(tmp_path, MOVED)))
    assert row_title(row).endswith(" moved, “W-12”")


@pytest.mark.parametrize(
    ("moved_pt", "words"),
    [
        ((36.0, 0.0), "by 0.50 in to the right"),
        ((-36.0, -72.0), "by 0.50 in to the left, 1.00 in up"),
        ((0.1, 18.0), "by 0.25 in down"),
        ((0.1, 0.1), "by under 0.01 in"),
    ],
)
def test_a_way_is_told_as_it_is_spoken(
    tmp_path: Path, moved_pt: tuple[float, float], words: str
) -> None:
    row = next(log_rows(export_of(tmp_path, replace(MOVED, moved_pt=moved_pt))))
    assert f"Moved on paper {words}" in row_words(row).splitlines()


def test_a_view_that_was_enlarged_and_turned_says_so(tmp_path: Path) -> None:
    view = replace(MOVED, moved_pt=(36.0, 0.0), scaled=1.5, turned_deg=-90.0)
    words = row_words(next(log_rows(export_of(tmp_path, view)))).splitlines()
    assert "150% of the size it had" in words
    assert "Turned by 90° counterclockwise" in words


def test_what_only_moved_has_neither_size_nor_turn_to_tell(tmp_path: Path) -> None:
    words = row_words(next(log_rows(export_of(tmp_path, replace(MOVED, moved_pt=(36.0, 0.0))))))
    assert "size it had" not in words
    assert "Turned" not in words
