"""The resolution that sheets are compared in: no coarser than what still shows a changed digit."""

from __future__ import annotations

import pytest

from common.domain.errors import ErrorCode, PermanentError
from functions.diff.compare import compare_sheets
from functions.diff.settings import MIN_OVERLAY_DPI, DiffSettings
from tests.drawings import pdf_of, sheet
from tests.unit.diff.sheets import source


@pytest.mark.parametrize("notes", [("1", "2"), ("plans-rev1", "plans-rev2"), ("3", "8")])
@pytest.mark.parametrize("dpi", [MIN_OVERLAY_DPI, DiffSettings().overlay_dpi])
def test_one_digit_of_a_note_is_listed_at_any_resolution_that_is_allowed(
    dpi: int, notes: tuple[str, str]
) -> None:
    old, new = (source(pdf_of(sheet("A-101", note=note))) for note in notes)
    changes = compare_sheets(old, new, dpi=dpi).changes
    assert [(change.old_text, change.new_text) for change in changes] == [notes]


def test_a_resolution_that_would_lose_changes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUILDTRACE_OVERLAY_DPI", str(MIN_OVERLAY_DPI - 1))
    with pytest.raises(PermanentError, match=f"BUILDTRACE_OVERLAY_DPI.*{MIN_OVERLAY_DPI}") as told:
        DiffSettings()
    assert told.value.code is ErrorCode.INVALID_INPUT
