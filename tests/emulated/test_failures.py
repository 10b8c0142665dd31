"""What goes wrong in a cloud, done to the running stack: every session ends, and counts right."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import grpc
from google.pubsub_v1.services.subscriber.client import SubscriberClient
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from google.pubsub_v1.types import PushConfig, Subscription

from common import paths, records
from common.chain.steps import load_pages, load_version
from common.domain.errors import ErrorCode
from common.domain.ids import VersionId
from common.domain.jobs import SessionStatus, UnitStatus, VersionStatus
from tests import bad_files
from tests.emulated.chain import (
    submit_session,
    submit_version,
    upload_path,
    wait_for,
    write_record,
)
from tests.emulated.cloud import WAIT_S, Cloud, all_matched, counts, set_of, sheets, wait
from tests.emulators import OF_CLOUD

pytestmark = OF_CLOUD


def test_a_function_killed_in_mid_page_loses_nothing(cloud: Cloud) -> None:
    slow = cloud.file("killed-old", bad_files.slow_sheet("A-1", dashed_lines=2500))
    other = cloud.file("killed-new", set_of("A-1"))
    old, new = (submit_version(cloud.ports, file.stem, file) for file in (slow, other))
    session_id = submit_session(cloud.ports, old, new, "killed")
    wait(lambda: any(page.attempts for page in load_pages(cloud.ports, old)))
    for worker in cloud.workers("ocr-page"):
        worker.kill()
    session = wait_for(cloud.ports, session_id, WAIT_S)
    assert session.status is SessionStatus.COMPLETED
    assert counts(cloud.ports, session) == [(1, 1, 0)] * 4
    assert sheets(cloud.ports, session) == all_matched("A-1")
    assert load_pages(cloud.ports, old)[0].attempts == 2


def test_a_page_that_always_fails_fails_alone(cloud: Cloud) -> None:
    old = cloud.file("broken-old", set_of("A-1", "A-2"))
    new = cloud.file("broken-new", bad_files.with_broken_page(1, "A-1", "A-2"))
    versions = [submit_version(cloud.ports, file.stem, file) for file in (old, new)]
    session_id = submit_session(cloud.ports, versions[0], versions[1], "broken")
    session = wait_for(cloud.ports, session_id, WAIT_S)
    assert (session.status, session.failed_count) == (SessionStatus.COMPLETED_WITH_FAILURES, 1)
    error = load_pages(cloud.ports, versions[1])[1].error
    assert error is not None
    assert (error.code, "Print that sheet" in error.message) == (ErrorCode.DAMAGED_PAGE, True)
    assert sheets(cloud.ports, session) == ["A-1 matched completed", "A-2 removed completed"]


def test_a_page_that_kills_its_worker_ends_as_a_dead_letter(cloud: Cloud) -> None:
    # So slow that the other page is read, and its killer comes, before it is drawn.
    slow = bad_files.slow_sheet("A-2", dashed_lines=60_000)
    file = cloud.file("deadly", bad_files.joined(set_of("A-1"), slow))
    other = cloud.file("harmless", set_of("A-1"))
    harmless = submit_version(cloud.ports, other.stem, other)
    wait(lambda: load_version(cloud.ports, harmless).status is VersionStatus.READY)
    with _killing(cloud, VersionId("deadly"), page_index=1):
        versions = [harmless, submit_version(cloud.ports, file.stem, file)]
        session_id = submit_session(cloud.ports, versions[0], versions[1], "deadly")
        session = wait_for(cloud.ports, session_id, WAIT_S)
    assert session.status is SessionStatus.COMPLETED_WITH_FAILURES
    page = load_pages(cloud.ports, versions[1])[1]
    assert page.error is not None
    assert (page.status, page.error.code) == (UnitStatus.FAILED, ErrorCode.WORKER_DIED)
    assert "print it to a new PDF" in page.error.message
    # By the entry itself: five have begun it, however many deliveries are left.
    assert page.attempts == 5
    assert "stage_outcome page dead_letter worker_died" in cloud.log_of("ocr-page")
    assert counts(cloud.ports, session) == [(1, 1, 0), (2, 1, 1), (1, 1, 0), (1, 1, 0)]
    assert sheets(cloud.ports, session) == all_matched("A-1")


@contextmanager
def _killing(cloud: Cloud, version_id: VersionId, page_index: int) -> Iterator[None]:
    """Kill whoever works on that page, each time; other pages are left the time to be read."""
    ended = threading.Event()

    def kill() -> None:
        attempts = 0
        while not ended.wait(0.02):
            pages = {page.page_index: page for page in load_pages(cloud.ports, version_id)}
            deadly = pages.pop(page_index, None)
            if deadly is None or deadly.status.is_terminal or deadly.attempts == attempts:
                continue
            if all(page.status.is_terminal for page in pages.values()):
                attempts = deadly.attempts
                for worker in cloud.workers("ocr-page"):
                    worker.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        ended.set()
        killer.join()


def test_two_comparisons_of_the_same_versions_at_once_share_the_reading(cloud: Cloud) -> None:
    old, new = cloud.versions("twice", "A-1", "A-2")
    ids = [submit_session(cloud.ports, old, new, name) for name in ("twice-1", "twice-2")]
    sessions = [wait_for(cloud.ports, session_id, WAIT_S) for session_id in ids]
    assert [session.status for session in sessions] == [SessionStatus.COMPLETED] * 2
    for session in sessions:
        assert counts(cloud.ports, session) == [(2, 2, 0)] * 4
        assert sheets(cloud.ports, session) == all_matched("A-1", "A-2")
    assert [page.attempts for page in load_pages(cloud.ports, old)] == [1, 1]


def test_an_upload_told_before_its_record_is_read_all_the_same(cloud: Cloud) -> None:
    file = cloud.file("early", set_of("A-1"))
    cloud.ports.blobs.write_file(upload_path("early", file), file)
    wait(lambda: "stage_outcome upload retried not_found" in cloud.log_of("ocr-upload"))
    write_record(cloud.ports, "early", file)
    wait(lambda: load_version(cloud.ports, VersionId("early")).status.is_terminal)
    assert load_version(cloud.ports, VersionId("early")).page_count == 1


def test_an_upload_whose_record_never_comes_is_a_dead_letter_after_five_deliveries(
    cloud: Cloud,
) -> None:
    file = cloud.file("never", set_of("A-1"))
    cloud.ports.blobs.write_file(upload_path("never", file), file)
    wait(lambda: _outcomes(cloud, "ocr-dead-letter", "never"))
    assert _outcomes(cloud, "ocr-upload", "never") == ["retried"] * 5
    assert _outcomes(cloud, "ocr-dead-letter", "never") == ["dead_letter"]


def _outcomes(cloud: Cloud, entry: str, version_id: str) -> list[str]:
    """Return what became of each delivery of a version's events, as an entry's log has it."""
    lines = (line for line in cloud.log_of(entry).splitlines() if '"stage_outcome"' in line)
    told = (json.loads(line) for line in lines)
    return [line["outcome"] for line in told if line.get("version_id") == version_id]


def test_a_drop_is_compared_with_the_one_before(cloud: Cloud) -> None:
    drops = (("Rev 1", ""), ("Rev 2", "NEW NOTE"), ("Rev 2", "NEWER NOTE"))
    for number, (label, note) in enumerate(drops, start=1):
        path = f"drops/clinic/Geschoß 1/{label}.pdf"
        cloud.ports.blobs.write(path, set_of("A-1", "A-2", note=note))
        wait(lambda count=number: len(_clinic(cloud, paths.VERSIONS)) == count)  # type: ignore[misc]  # bound now
    # A version's comparison is a step of its own behind it.
    wait(lambda: len(_clinic(cloud, paths.SESSIONS)) >= 2)
    sessions = _clinic(cloud, paths.SESSIONS)
    assert len(sessions) == 2
    ended = [wait_for(cloud.ports, session["id"], WAIT_S) for session in sessions]
    assert [session.status for session in ended] == [SessionStatus.COMPLETED] * 2
    assert {sheets(cloud.ports, session)[0] for session in ended} == {"A-1 matched completed"}


def _clinic(cloud: Cloud, collection: str) -> list[records.Document]:
    return cloud.ports.documents.query(collection, {"project_id": "clinic"})


def test_every_message_delivered_twice_counts_once(cloud: Cloud) -> None:
    with _everything_twice(cloud):
        old, new = cloud.versions("doubled", "A-1", "A-2")
        session_id = submit_session(cloud.ports, old, new, "doubled")
        session = wait_for(cloud.ports, session_id, WAIT_S)
    assert session.status is SessionStatus.COMPLETED
    assert counts(cloud.ports, session) == [(2, 2, 0)] * 4
    assert sheets(cloud.ports, session) == all_matched("A-1", "A-2")


@contextmanager
def _everything_twice(cloud: Cloud) -> Iterator[None]:
    project = f"projects/{cloud.stack.settings.project_id}"
    with grpc.insecure_channel(cloud.stack.backends.pubsub) as channel:
        subscriber = SubscriberClient(transport=SubscriberGrpcTransport(channel=channel))
        pushed = {entry: port for entry, port in cloud.stack.ports.items() if entry.topic}
        names = [f"{project}/subscriptions/{entry.name}-again" for entry in pushed]
        for name, (entry, port) in zip(names, pushed.items(), strict=True):
            topic = f"{project}/topics/{entry.topic}"
            push = PushConfig(push_endpoint=f"http://127.0.0.1:{port}/{topic}")
            subscriber.create_subscription(
                request=Subscription(name=name, topic=topic, push_config=push)
            )
        yield
        for name in names:
            subscriber.delete_subscription(subscription=name)
