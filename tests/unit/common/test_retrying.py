"""What is tried again of a session that has ended, and where another try is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from common import paths
from common.chain.correcting import regenerate
from common.chain.retrying import NothingFailedError, retry_failed_pages, retry_session
from common.chain.steps import load_comparison, load_pages, load_session, load_version
from common.chain.summarising import fail_summary
from common.domain.errors import ErrorCode
from common.domain.events import OverlayReady
from common.domain.ids import SessionId, VersionId
from common.domain.jobs import Failure, SessionStatus, UnitStatus, VersionStatus
from common.embedded.blobs import FolderBlobStore
from common.ports import Ports
from common.records import PAGE, SESSION, VERSION, Document
from common.review_records import SET_SUMMARY, SetSummary
from common.wiring import embedded_world
from functions.summary.overlay import summary_stage
from functions.summary.settings import AnalystSettings
from tests.session_records import (
    AT,
    FAILED,
    MATCHED,
    NEW,
    SESSION_ID,
    change,
    finished_session,
    page_record,
)
from tests.versions import UPLOADED

BROKE = Failure(code=ErrorCode.WORKER_DIED, message="It crashed.")
NEXT = SessionId("next")


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    """A session that ended without a failure."""
    world = finished_session(tmp_path, change(old_text="A", new_text="B"))
    whole = {"status": UnitStatus.COMPLETED, "error": None, "summary_error": None}
    _change(world.ports, paths.comparison_path(FAILED), **whole)
    world.blobs.write("w", b"[]")
    yield world.ports
    world.close()


def _change(ports: Ports, path: str, **fields: Any) -> None:
    before: Document = ports.documents.get(path) or {}
    ports.documents.transact(lambda transaction: transaction.set(path, {**before, **fields}))


def _fail_summary(ports: Ports) -> None:
    regenerate(ports, MATCHED)
    fail_summary(ports, MATCHED, BROKE, revision=load_comparison(ports, MATCHED).revision)


def _fail_set_summary(ports: Ports) -> None:
    failed = SetSummary(
        session_id=SESSION_ID, revision=1, status=UnitStatus.FAILED, created_at=AT,
        updated_at=AT, error=BROKE,
    )  # fmt: skip
    path = paths.set_summary_path(SESSION_ID, 1)
    ports.documents.create_missing({path: SET_SUMMARY.encode(failed)})
    _change(ports, paths.session_path(SESSION_ID), set_revision=1)


def _fail_pair(ports: Ports) -> None:
    _change(ports, paths.comparison_path(FAILED), status=UnitStatus.FAILED)


def _fail_matching(ports: Ports) -> None:
    session = replace(load_session(ports, SESSION_ID), status=SessionStatus.FAILED, error=BROKE)
    _change(ports, paths.session_path(SESSION_ID), **SESSION.encode(session))


@pytest.mark.parametrize(
    "fail", [_fail_summary, _fail_set_summary, _fail_pair, _fail_matching], ids=lambda f: f.__name__
)
def test_whatever_failed_is_tried_again_in_a_session_that_follows(
    ports: Ports, fail: Callable[[Ports], None]
) -> None:
    with pytest.raises(NothingFailedError):
        retry_session(ports, load_session(ports, SESSION_ID), NEXT)
    fail(ports)
    retry_session(ports, load_session(ports, SESSION_ID), NEXT)
    assert load_session(ports, NEXT).status is SessionStatus.WAITING_FOR_PAGES
    assert load_session(ports, SESSION_ID).followed_by == NEXT


def test_a_summary_that_was_made_good_since_is_no_failure(ports: Ports) -> None:
    _fail_summary(ports)
    assert load_comparison(ports, MATCHED).summary_error == BROKE
    revised = regenerate(ports, MATCHED)
    with pytest.raises(NothingFailedError, match="no page, no sheet and no summary"):  # under way
        retry_session(ports, load_session(ports, SESSION_ID), NEXT)
    written = OverlayReady(comparison_id=MATCHED, revision=revised.revision)
    summary_stage(AnalystSettings()).handle(written, ports)
    with pytest.raises(NothingFailedError):
        retry_session(ports, load_session(ports, SESSION_ID), NEXT)


def test_a_set_that_cannot_be_opened_is_not_tried_again(ports: Ports) -> None:
    _fail_matching(ports)
    why = Failure(code=ErrorCode.NOT_A_DRAWING, message="This file is no PDF.")
    unusable = replace(load_version(ports, NEW), status=VersionStatus.FAILED, error=why)
    _change(ports, paths.version_path(NEW), **VERSION.encode(unusable))
    with pytest.raises(NothingFailedError, match=r"v-new\.pdf cannot be used.* no PDF\. Upload it"):
        retry_session(ports, load_session(ports, SESSION_ID), NEXT)


@dataclass
class _ManyAtATime(FolderBlobStore):
    """A folder of which a file may not be read, written or asked for alone."""

    root: Path
    asked: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.root)

    def read_many(self, paths: Iterable[str]) -> Iterator[bytes]:
        wanted = list(paths)
        self.asked.append(len(wanted))
        return super().read_many(wanted)

    def read(self, path: str) -> bytes:
        assert self.asked
        return super().read(path)

    def exists(self, path: str) -> bool:
        raise AssertionError(path)


def test_the_files_of_failed_pages_go_over_many_at_a_time_but_for_those_never_split(
    tmp_path: Path,
) -> None:
    world, count, missing = embedded_world(tmp_path), 40, (3, 4, 39)
    blobs = _ManyAtATime(tmp_path / "files")
    ports = replace(world.ports, blobs=blobs)
    version = _version_of_failed_pages(ports, count)
    for index in range(count):
        if index not in missing:
            blobs.write(paths.page_blob(version, index, "page.pdf"), str(index).encode())
    again = retry_failed_pages(ports, load_version(ports, version))
    assert {page.status for page in load_pages(ports, again.id)} == {UnitStatus.PENDING}
    whole = FolderBlobStore(tmp_path / "files")
    for index in range(count):
        place = paths.page_blob(again.id, index, "page.pdf")
        assert whole.exists(place) is (index not in missing)
        assert index in missing or whole.read(place) == str(index).encode()
    assert len(blobs.asked) == 3  # what is left, once more behind each that has none
    world.close()


def _version_of_failed_pages(ports: Ports, count: int) -> VersionId:
    version = replace(
        UPLOADED, status=VersionStatus.FAILED, page_count=count, failed_page_count=count
    )
    failed = replace(page_record(version.id, 2), page_index=0)
    ports.documents.create_missing(
        {paths.version_path(version.id): VERSION.encode(version)}
        | {
            paths.page_path(version.id, i): PAGE.encode(replace(failed, page_index=i))
            for i in range(count)
        }
    )
    return version.id
