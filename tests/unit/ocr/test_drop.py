"""A file dropped into the bucket becomes a version, once, and is compared with the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from common import paths
from common.chain.comparing import fail_session
from common.chain.drops import register_drop
from common.chain.reading import fail_version
from common.chain.steps import change_version
from common.domain.drop_names import drop_name
from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import DropFinalized, Event, UploadFinalized
from common.domain.ids import ProjectId, retried_id
from common.domain.jobs import Failure, VersionStatus
from common.domain.roles import ProjectStatus
from common.embedded.blobs import FolderBlobStore
from common.ports import Ports
from common.records import PROJECT, SESSION, VERSION, DrawingVersion, Project
from common.sweep import sweep
from common.wiring import embedded_world
from functions.ocr.drop import drop_stage
from tests.emulated.chain import submit_session

AT = datetime(2026, 1, 1, tzinfo=UTC)
HANDLE, FAIL = drop_stage().handle, drop_stage().fail
NO_DRAWING = Failure(code=ErrorCode.NOT_A_DRAWING, message="This is no drawing.")


@dataclass
class Published:
    events: list[Event] = field(default_factory=list)

    def publish(self, events: Any) -> None:
        self.events += events


@dataclass
class Bucket:
    ports: Ports
    blobs: FolderBlobStore
    published: Published
    seconds: int = 0

    def drop(self, label: str, content: bytes = b"drawing") -> DropFinalized:
        """Put a file into the bucket; return its notification, which is not delivered yet."""
        self.seconds += 1
        path = f"drops/clinic/floor plans/{label}.pdf"
        self.blobs.write(path, content)
        dropped_at = AT + timedelta(seconds=self.seconds)
        generation = self.blobs.generation(path)
        return DropFinalized(path=path, generation=generation, dropped_at=dropped_at)

    def versions(self) -> list[DrawingVersion]:
        found = [VERSION.decode(d) for d in self.ports.documents.query(paths.VERSIONS)]
        return sorted(found, key=lambda version: version.version_number)

    def compared(self) -> set[tuple[str, str]]:
        """Return the labels of the sets that are compared, old and new."""
        labels = {version.id: version.version_label for version in self.versions()}
        sessions = [SESSION.decode(d) for d in self.ports.documents.query(paths.SESSIONS)]
        return {(labels[s.old_version_id], labels[s.new_version_id]) for s in sessions}


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[Bucket]:
    world = embedded_world(tmp_path)
    published = Published()
    ports = replace(world.ports, bus=published)
    yield Bucket(ports=ports, blobs=world.blobs, published=published)
    world.close()


def test_a_drop_becomes_a_version_that_is_asked_to_be_read(bucket: Bucket) -> None:
    HANDLE(bucket.drop("Rev 1", b"content"), bucket.ports)
    (version,) = bucket.versions()
    assert (version.project_id, version.drawing_name, version.version_label) == (
        *("clinic", "floor plans"),
        "Rev 1",
    )
    assert bucket.blobs.read(version.storage_path) == b"content"
    assert bucket.published.events == [UploadFinalized(version_id=version.id)]


def test_the_second_version_of_a_drawing_is_compared_with_the_first(bucket: Bucket) -> None:
    for label in ("Rev 1", "Rev 2"):
        HANDLE(bucket.drop(label), bucket.ports)
    assert bucket.compared() == {("Rev 1", "Rev 2")}
    assert [version.version_number for version in bucket.versions()] == [1, 2]


def test_a_duplicate_makes_nothing_new(bucket: Bucket) -> None:
    drops = [bucket.drop("Rev 1"), bucket.drop("Rev 2")]
    for drop in (*drops, *drops, drops[1]):
        HANDLE(drop, bucket.ports)
    assert [version.version_number for version in bucket.versions()] == [1, 2]
    assert bucket.compared() == {("Rev 1", "Rev 2")}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_is_old_and_new_follows_the_drops_and_not_their_events(
    bucket: Bucket, order: tuple[int, ...]
) -> None:
    drops = [bucket.drop(label) for label in ("a", "b", "c")]
    for index in order:
        HANDLE(drops[index], bucket.ports)
    assert {("a", "b"), ("b", "c")} <= bucket.compared() <= {("a", "b"), ("b", "c"), ("a", "c")}


def test_the_same_object_again_is_another_version(bucket: Bucket) -> None:
    for content in (b"first", b"second"):
        HANDLE(bucket.drop("current", content), bucket.ports)
    stored = [bucket.blobs.read(version.storage_path) for version in bucket.versions()]
    assert stored == [b"first", b"second"]
    assert bucket.compared() == {("current", "current")}


def test_a_file_that_was_replaced_before_its_event_came_is_no_version(bucket: Bucket) -> None:
    stale, live = bucket.drop("current", b"first"), bucket.drop("current", b"second")
    HANDLE(live, bucket.ports)
    HANDLE(stale, bucket.ports)
    (version,) = bucket.versions()
    assert bucket.blobs.read(version.storage_path) == b"second"


def test_a_drop_that_is_not_found_is_a_warning_in_the_log(
    bucket: Bucket, caplog: pytest.LogCaptureFixture
) -> None:
    HANDLE(replace(bucket.drop("Rev 1"), path="drops/clinic/elsewhere/1.pdf"), bucket.ports)
    assert [(r.levelname, r.message) for r in caplog.records] == [("WARNING", "drop_not_found")]


def test_a_drop_goes_on_after_a_crash_although_its_file_was_replaced(bucket: Bucket) -> None:
    HANDLE(bucket.drop("Rev 1"), bucket.ports)
    drop = bucket.drop("current")
    crashing = replace(bucket.ports, bus=_Broken())
    with pytest.raises(ConnectionError):
        HANDLE(drop, crashing)
    bucket.drop("current", b"another")
    HANDLE(drop, bucket.ports)
    assert len(bucket.published.events) == 2


def test_a_drop_that_dies_before_its_comparison_is_compared_by_the_sweep(bucket: Bucket) -> None:
    HANDLE(bucket.drop("Rev 1"), bucket.ports)
    drop = bucket.drop("Rev 2")
    register_drop(bucket.ports, drop, drop_name(drop.path), 7)  # and no step further
    sweep(bucket.ports, older_than_s=0.0)
    assert bucket.compared() == {("Rev 1", "Rev 2")}
    assert UploadFinalized(version_id=bucket.versions()[1].id) in bucket.published.events


class _Broken:
    def publish(self, events: Any) -> None:
        raise ConnectionError


def test_a_version_that_failed_is_not_compared_with(bucket: Bucket) -> None:
    HANDLE(bucket.drop("good"), bucket.ports)
    damaged = bucket.drop("damaged")
    FAIL(damaged, bucket.ports, Failure(code=ErrorCode.UNAVAILABLE, message="No answer."))
    HANDLE(bucket.drop("again"), bucket.ports)
    assert bucket.compared() == {("good", "again")}


def _fails_while_the_next_waits(bucket: Bucket, *labels: str) -> None:
    """Drop all; then those in between turn out to be no drawings, the last is read well."""
    for label in labels:
        HANDLE(bucket.drop(label), bucket.ports)
    first, *between, last = bucket.versions()
    for version in (first, last):
        change_version(bucket.ports, version.id, lambda v: replace(v, status=VersionStatus.READY))
    for version in between:
        fail_version(bucket.ports, version.id, NO_DRAWING)
    for _ in between:  # a comparison that takes its place may find the next damaged one
        for document in bucket.ports.documents.query(paths.SESSIONS):
            fail_session(bucket.ports, SESSION.decode(document).id, NO_DRAWING)


def test_a_version_that_fails_later_is_passed_over(bucket: Bucket) -> None:
    _fails_while_the_next_waits(bucket, "good", "damaged", "again")
    assert ("good", "again") in bucket.compared()


def test_two_versions_that_fail_later_are_passed_over(bucket: Bucket) -> None:
    _fails_while_the_next_waits(bucket, "good", "damaged", "damaged too", "again")
    assert ("good", "again") in bucket.compared()


def test_a_failed_comparison_that_people_asked_for_starts_no_other(bucket: Bucket) -> None:
    for label in ("good", "damaged", "again"):
        HANDLE(bucket.drop(label), bucket.ports)
    damaged, new = bucket.versions()[1:]
    fail_version(bucket.ports, damaged.id, NO_DRAWING)
    asked = submit_session(bucket.ports, damaged.id, new.id)
    fail_session(bucket.ports, asked, NO_DRAWING)
    assert ("good", "again") not in bucket.compared()


def test_a_drop_that_cannot_be_taken_over_says_what_to_do(bucket: Bucket) -> None:
    failure = Failure(code=ErrorCode.WORKER_DIED, message="This page crashed.")
    FAIL(bucket.drop("Rev 1"), bucket.ports, failure)
    (version,) = bucket.versions()
    assert version.status is VersionStatus.FAILED
    assert version.error is not None
    assert "Put it into the bucket again" in version.error.message


def test_a_project_may_leave_drops_uncompared(bucket: Bucket) -> None:
    project = Project(id=ProjectId("clinic"), compare_drops=False)
    bucket.ports.documents.create_missing({paths.project_path(project.id): PROJECT.encode(project)})
    for label in ("Rev 1", "Rev 2"):
        HANDLE(bucket.drop(label), bucket.ports)
    assert (len(bucket.versions()), bucket.compared()) == (2, set())


def test_a_deleted_project_is_compared_no_more(bucket: Bucket) -> None:
    clinic = Project(id=ProjectId("clinic"), status=ProjectStatus.DELETED)
    path = paths.project_path(clinic.id)
    bucket.ports.documents.create_missing({path: PROJECT.encode(clinic)})
    for label in ("A", "B"):
        HANDLE(bucket.drop(label), bucket.ports)
    assert bucket.compared() == set()


def test_a_set_whose_pages_were_read_again_is_compared_by_its_newest_reading(
    bucket: Bucket,
) -> None:
    HANDLE(bucket.drop("A"), bucket.ports)
    [first] = bucket.versions()
    again = replace(first, id=retried_id(first.id), retry_of=first.id, version_label="A again")
    bucket.ports.documents.create_missing({paths.version_path(again.id): VERSION.encode(again)})
    HANDLE(bucket.drop("B"), bucket.ports)
    assert bucket.compared() == {("A again", "B")}


def test_a_newest_reading_that_fails_later_is_passed_over_like_any(bucket: Bucket) -> None:
    for label in ("0", "A"):
        HANDLE(bucket.drop(label), bucket.ports)
    dropped = bucket.versions()[1]
    again = replace(dropped, id=retried_id(dropped.id), retry_of=dropped.id, version_label="again")
    bucket.ports.documents.create_missing({paths.version_path(again.id): VERSION.encode(again)})
    HANDLE(bucket.drop("B"), bucket.ports)
    fail_version(bucket.ports, again.id, NO_DRAWING)
    sessions = [SESSION.decode(d) for d in bucket.ports.documents.query(paths.SESSIONS)]
    [waiting] = [session for session in sessions if session.old_version_id == again.id]
    fail_session(bucket.ports, waiting.id, NO_DRAWING)
    assert ("0", "B") in bucket.compared()


def test_a_path_that_is_no_drop_is_refused(bucket: Bucket) -> None:
    drop = replace(bucket.drop("Rev 1"), path="drops/clinic/Rev 1.pdf")
    for refused in (HANDLE, lambda d, p: FAIL(d, p, Failure(code=ErrorCode.INTERNAL, message=""))):
        with pytest.raises(PermanentError):
            refused(drop, bucket.ports)
    assert bucket.versions() == []
