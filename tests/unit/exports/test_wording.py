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
