"""What the user names on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.domain.errors import ErrorCode, PermanentError
from local.inputs import drawing_set


def test_the_files_of_a_folder_are_one_set_in_natural_order(tmp_path: Path) -> None:
    for name in ("A-10.pdf", "a-2.PDF", "A-1.png", "notes.txt"):
        (tmp_path / name).write_bytes(name.encode())
    assert [f.name for f in drawing_set(tmp_path).files] == ["A-1.png", "a-2.PDF", "A-10.pdf"]


def test_a_renamed_set_is_the_same_set(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"same")
    assert drawing_set(tmp_path / "a.pdf").sha256 == drawing_set(tmp_path / "b.pdf").sha256


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(PermanentError) as raised:
        drawing_set(tmp_path / "none.pdf")
    assert raised.value.code is ErrorCode.FILE_NOT_FOUND


def test_an_empty_folder_says_what_it_should_hold(tmp_path: Path) -> None:
    with pytest.raises(PermanentError) as raised:
        drawing_set(tmp_path)
    assert raised.value.code is ErrorCode.NO_PAGES
    assert "PDF" in raised.value.user_message
