"""What the user names on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.domain.errors import ErrorCode, PermanentError
from local.inputs import MAX_FILES, drawing_set, shown_name


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


def test_hidden_files_of_a_folder_are_not_the_users(tmp_path: Path) -> None:
    for name in ("A-1.pdf", "._A-1.pdf"):
        (tmp_path / name).write_bytes(b"x")
    assert [file.name for file in drawing_set(tmp_path).files] == ["A-1.pdf"]


def test_a_file_that_cannot_be_read_does_not_hold_up_its_folder(tmp_path: Path) -> None:
    (tmp_path / "A-1.pdf").write_bytes(b"x")
    (tmp_path / "A-2.pdf").symlink_to(tmp_path / "gone.pdf")
    found = drawing_set(tmp_path)
    assert [file.name for file in found.files] == ["A-1.pdf"]
    assert found.unread_file_count == 1
    assert "A-2.pdf" in found.warnings[0]


def test_drawings_in_a_subfolder_are_said_to_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "electrical").mkdir()
    for name in ("A-1.pdf", "electrical/E-1.pdf"):
        (tmp_path / name).write_bytes(b"x")
    assert "subfolder electrical" in drawing_set(tmp_path).warnings[0]


def test_more_files_than_a_record_can_name_are_refused(tmp_path: Path) -> None:
    for number in range(MAX_FILES + 1):
        (tmp_path / f"{number}.pdf").touch()
    with pytest.raises(PermanentError) as raised:
        drawing_set(tmp_path)
    assert raised.value.code is ErrorCode.TOO_MANY_PAGES


def test_a_name_of_any_bytes_can_be_printed() -> None:
    assert shown_name(Path("A\n1\x1b\udcff\u00fc.pdf")) == "A\ufffd1\ufffd\ufffd\u00fc.pdf"
