"""The stage that settles the pages of a version, around the embedded store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from common import paths
from common.chain.reading import Split, fan_out_pages, finish_page, write_readings
from common.chain.steps import load_pages, load_version
from common.domain.errors import ErrorCode
from common.domain.events import VersionPagesRead
from common.domain.ids import VersionId
from common.domain.jobs import Failure, UnitStatus, VersionStatus
from common.domain.sheets import SheetReading
from common.ports import Ports
from common.records import (
    VERSION,
    Page,
    PageImages,
)
from common.wiring import embedded_world
from functions.ocr.set_consensus import PageEvidence
from functions.ocr.version import VersionStage
from tests.versions import UPLOADED

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SET = UPLOADED.id
READ = VersionPagesRead(version_id=SET)
ALONE = SheetReading(number="1", title=None, confidence=0.5, accepted=False)
IMAGES = PageImages(
    width_pt=10, height_pt=10, rotation_deg=0, view_dpi=300, page_path="", words_path="",
    view_path="", thumbnail_path="",
)  # fmt: skip


def _settle(pages: Sequence[PageEvidence]) -> list[SheetReading]:
    """Give each page its name."""
    return [replace(page.reading, number=page.names[0]) for page in pages]


STAGE = VersionStage(settle=_settle)


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    """A version of three pages, of which one could not be read."""
    world = embedded_world(tmp_path / "state")
    world.documents.create_missing({paths.version_path(SET): VERSION.encode(UPLOADED)})
    names = (("A-1",), ("A-2",), ("A-3",))
    fan_out_pages(world.ports, UPLOADED, Split(page_count=3, page_names=names))
    for index in (0, 1):
        finish_page(world.ports, SET, index, _read)
    finish_page(world.ports, SET, 2, lambda page: replace(page, status=UnitStatus.FAILED))
    yield world.ports
    world.close()


def _read(page: Page) -> Page:
    return replace(
        page,
        status=UnitStatus.COMPLETED,
        page_reading=ALONE,
        reading=ALONE,
        drawing_name=ALONE.number,
        images=IMAGES,
    )


def _numbers(ports: Ports) -> list[str | None]:
    return [page.drawing_name for page in load_pages(ports, SET)]


def test_pages_are_settled_before_the_version_is_ready(ports: Ports) -> None:
    assert load_version(ports, SET).status is VersionStatus.READING
    STAGE.handle(READ, ports)
    assert load_version(ports, SET).status is VersionStatus.READY
    assert _numbers(ports) == ["A-1", "A-2", None]


def test_the_pages_own_readings_are_kept(ports: Ports) -> None:
    STAGE.handle(READ, ports)
    pages = load_pages(ports, SET)
    assert [p.page_reading for p in pages] == [ALONE, ALONE, None]
    assert [p.reading.number for p in pages if p.reading] == ["A-1", "A-2"]


def test_a_repeat_writes_nothing(ports: Ports) -> None:
    STAGE.handle(READ, ports)
    before = load_pages(ports, SET)
    STAGE.handle(READ, ports)
    assert load_pages(ports, SET) == before


def test_pages_of_a_version_that_is_ready_do_not_change(ports: Ports) -> None:
    STAGE.handle(READ, ports)
    write_readings(ports, SET, {0: replace(ALONE, number="Z-9")})
    assert _numbers(ports)[0] == "A-1"


def test_a_set_that_cannot_be_settled_goes_on_with_a_warning(ports: Ports) -> None:
    STAGE.fail(READ, ports, Failure(code=ErrorCode.WORKER_DIED, message="It died."))
    version = load_version(ports, SET)
    assert version.status is VersionStatus.READY
    assert version.warnings == ("Sheet numbers could not be checked across the set: It died.",)
    assert _numbers(ports) == ["1", "1", None]


def test_a_version_still_being_read_is_not_ended(ports: Ports) -> None:
    early = VersionId("early")
    version = replace(load_version(ports, SET), id=early, status=VersionStatus.UPLOADED)
    ports.documents.create_missing({paths.version_path(early): VERSION.encode(version)})
    fan_out_pages(ports, version, Split(page_count=1))
    STAGE.handle(VersionPagesRead(version_id=early), ports)
    assert load_version(ports, early).status is VersionStatus.READING
