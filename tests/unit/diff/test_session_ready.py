"""Planning a session: what each row says of its two sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from common.chain.steps import load_session, load_version
from common.domain.ids import VersionId
from common.paths import match_correction_path, page_path
from common.records import MATCH_CORRECTION, PAGE, WORDS, Comparison, MatchCorrection
from common.wiring import EmbeddedWorld
from functions.diff.session_ready import plan
from tests.session_records import AT, NEW, OLD, SESSION_ID, finished_session, page_record


def _write_page(
    world: EmbeddedWorld, version_id: VersionId, page_index: int, number: str | None
) -> None:
    page = page_record(version_id, page_index)
    assert page.reading is not None
    reading = replace(page.reading, number=number)
    read = PAGE.encode(replace(page, reading=reading, drawing_name=number))
    world.documents.transact(lambda t: t.set(page_path(version_id, page_index), read))


def _planned(
    folder: Path, old: Sequence[str | None], new: Sequence[str | None]
) -> list[Comparison]:
    """Plan the session of two sets by the numbers that were read, two sheets at most."""
    world = finished_session(folder)
    world.blobs.write("w", WORDS.dump_json(()))
    world.blobs.write("t", cv2.imencode(".png", np.full((60, 90), 255, np.uint8))[1].tobytes())
    for version_id, numbers in ((OLD, old), (NEW, new)):
        for page_index, number in enumerate(numbers):
            _write_page(world, version_id, page_index, number)
    # Whatever their numbers say, the first sheets are a pair; a person said so.
    said = MatchCorrection(old_page_index=0, new_page_index=0, is_pair=True, created_at=AT)
    path = match_correction_path(SESSION_ID, 0, 0)
    world.documents.transact(lambda t: t.set(path, MATCH_CORRECTION.encode(said)))
    ports = world.ports
    session = load_session(ports, SESSION_ID)
    rows = plan(session, load_version(ports, OLD), load_version(ports, NEW), ports)
    world.close()
    return rows


def _numbers(row: Comparison) -> tuple[str, str | None, str | None]:
    return row.drawing_name, row.old_number, row.new_number


@pytest.mark.parametrize(
    ("old_number", "new_number", "name"),
    [("A-1O1", "A-101", "A-101"), (None, "A-101", "A-101"), ("A-101", None, "A-101")],
)
def test_a_pair_says_of_each_sheet_the_number_that_was_read_of_it(
    tmp_path: Path, old_number: str | None, new_number: str | None, name: str
) -> None:
    rows = _planned(tmp_path, [old_number, "A-102"], [new_number, "A-102"])
    assert {_numbers(row) for row in rows if row.old_number != "A-102"} == {
        (name, old_number, new_number)
    }


def test_a_sheet_that_stands_alone_has_no_number_of_the_other_set(tmp_path: Path) -> None:
    rows = _planned(tmp_path, ["A-101", "A-102"], ["A-101", "S-900"])
    assert {_numbers(row) for row in rows} == {
        ("A-101", "A-101", "A-101"),
        ("A-102", "A-102", None),
        ("S-900", None, "S-900"),
    }


def test_two_sheets_without_numbers_are_called_by_their_place(tmp_path: Path) -> None:
    rows = _planned(tmp_path, [None, "A-102"], [None, "A-102"])
    assert ("Page 1", None, None) in {_numbers(row) for row in rows}
