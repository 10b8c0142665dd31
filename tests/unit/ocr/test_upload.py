"""Splitting a set of several files, good ones and bad ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from common.chain.steps import load_version
from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import UploadFinalized
from common.domain.jobs import Failure
from common.paths import page_blob, version_path
from common.ports import Ports
from common.records import (
    VERSION,
    DrawingVersion,
    SetPart,
)
from common.wiring import embedded_world
from functions.ocr.upload import MAX_WARNINGS, split_drawing_set, upload_stage
from tests import bad_files
from tests.versions import UPLOADED

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SET = UPLOADED.id


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    world = embedded_world(tmp_path / "state")
    yield world.ports
    world.close()


def _uploaded(ports: Ports, files: dict[str, bytes]) -> DrawingVersion:
    parts = tuple(SetPart(storage_path=f"uploads/{name}", file_name=name) for name in files)
    for part in parts:
        ports.blobs.write(part.storage_path, files[part.file_name])
    return replace(UPLOADED, file_name="set", storage_path=parts[0].storage_path, parts=parts)


def test_a_bad_file_among_good_ones_is_left_out_with_a_warning(ports: Ports) -> None:
    files = {"a.pdf": bad_files.good("A-1", "A-2"), "b.pdf": b"", "c.pdf": bad_files.good("A-3")}
    split = split_drawing_set(_uploaded(ports, files), ports)
    assert (split.page_count, split.unread_file_count) == (3, 1)
    assert [part.page_count for part in split.parts] == [2, 0, 1]
    assert "b.pdf is empty" in split.warnings[0]


def test_a_damaged_page_keeps_its_place_without_a_file(ports: Ports) -> None:
    files = {"a.pdf": bad_files.with_broken_page(1, "A-1", "A-2", "A-3")}
    assert split_drawing_set(_uploaded(ports, files), ports).page_count == 3
    stored = [ports.blobs.exists(page_blob(SET, index, "page.pdf")) for index in range(3)]
    assert stored == [True, False, True]


def test_a_set_of_bad_files_only_fails_with_the_first_ones_reason(ports: Ports) -> None:
    with pytest.raises(PermanentError) as raised:
        split_drawing_set(_uploaded(ports, {"a.pdf": b"", "b.pdf": b"text"}), ports)
    assert raised.value.code is ErrorCode.EMPTY_FILE


def test_more_warnings_than_a_person_reads_are_counted(ports: Ports) -> None:
    files = {f"{number}.pdf": b"text" for number in range(MAX_WARNINGS + 7)}
    split = split_drawing_set(_uploaded(ports, {"a.pdf": bad_files.good("A-1"), **files}), ports)
    assert len(split.warnings) == MAX_WARNINGS + 1
    assert split.warnings[-1].startswith("7 more files")


@pytest.mark.parametrize("code", [ErrorCode.WORKER_DIED, ErrorCode.TIME_LIMIT])
def test_a_set_that_kills_its_worker_is_not_called_a_page(ports: Ports, code: ErrorCode) -> None:
    version = _uploaded(ports, {"a.pdf": b"text"})
    ports.documents.create_missing({version_path(SET): VERSION.encode(version)})
    failure = Failure(code=code, message="This page crashed.")
    upload_stage().fail(UploadFinalized(version_id=SET), ports, failure)
    error = load_version(ports, SET).error
    assert error is not None
    assert "this drawing set" in error.message
