"""What goes wrong in a cloud, done to the running stack: every session ends, and counts right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import grpc
import psutil
import pytest
import requests
from google.pubsub_v1.services.subscriber.client import SubscriberClient
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from google.pubsub_v1.types import PushConfig, Subscription

from common import completion, paths, records
from common.chain.steps import load_comparisons, load_pages, load_version
from common.domain.errors import ErrorCode
from common.domain.ids import VersionId
from common.domain.jobs import SessionStatus, UnitStatus
from common.ports import Ports
from common.records import Session
from common.sweep import sweep
from common.wiring import cloud_ports
from local.stack.stack import Stack, running_stack
from tests import bad_files
from tests.drawings import pdf_of, sheet
from tests.emulated.chain import (
    submit_session,
    submit_version,
    upload_path,
    wait_for,
    write_record,
)
from tests.emulators import MARKS, emulators_or_skip
from tests.waiting import wait_until

pytestmark = MARKS
COARSE = {"BUILDTRACE_OVERLAY_DPI": "100", "BUILDTRACE_VIEW_DPI": "100"}
WAIT_S = 60.0
_wait = partial(wait_until, give_up_s=WAIT_S)


@dataclass(frozen=True)
class Cloud:
    stack: Stack
    ports: Ports
    folder: Path

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / f"{name}.pdf"
        path.write_bytes(content)
        return path

    def workers(self, entry: str) -> list[psutil.Process]:
        """Return the processes that run an entry's work, below the one that keeps them alive."""
        return psutil.Process(self.stack.processes.pid(entry)).children()


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    emulators_or_skip()
    folder = tmp_path_factory.mktemp("failures")
    with (
        running_stack(folder, workers=1, environment=COARSE) as stack,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in stack.backends.environment().items():
            patch.setenv(name, value)
        yield Cloud(stack=stack, ports=cloud_ports(stack.settings), folder=folder)


def _set(*numbers: str, note: str = "") -> bytes:
    return pdf_of(*(sheet(number, note=note) for number in numbers))


def _versions(cloud: Cloud, name: str, *numbers: str) -> tuple[VersionId, VersionId]:
    old = cloud.file(f"{name}-old", _set(*numbers))
    new = cloud.file(f"{name}-new", _set(*numbers, note="NEW NOTE"))
    return submit_version(cloud.ports, old.stem, old), submit_version(cloud.ports, new.stem, new)


def _counts(ports: Ports, session: Session) -> list[tuple[int, int, int]]:
    """Return total, completed and failed of the old pages, new pages, pairs and summaries."""
    tallies = (
        paths.page_tally_path(session.old_version_id),
        paths.page_tally_path(session.new_version_id),
        paths.pair_tally_path(session.id),
        paths.summary_tally_path(session.id),
    )
    found = [completion.progress(ports.documents, tally) for tally in tallies]
    return [(p.total, p.completed, p.failed) for p in found if p is not None]


def _sheets(ports: Ports, session: Session) -> list[str]:
    comparisons = load_comparisons(ports, session.id)
    return sorted(f"{c.drawing_name} {c.kind} {c.status}" for c in comparisons)


def _all_matched(numbers: Sequence[str]) -> list[str]:
    return [f"{number} matched completed" for number in numbers]


def test_a_function_killed_in_mid_page_loses_nothing(cloud: Cloud) -> None:
    old, new = _versions(cloud, "killed", "A-1", "A-2")
    session_id = submit_session(cloud.ports, old, new, "killed")
    _wait(lambda: any(page.attempts for page in load_pages(cloud.ports, old)))
    for worker in cloud.workers("ocr-page"):
        worker.kill()
    session = wait_for(cloud.ports, session_id, WAIT_S)
    assert session.status is SessionStatus.COMPLETED
    assert _counts(cloud.ports, session) == [(2, 2, 0)] * 4
    assert _sheets(cloud.ports, session) == _all_matched(["A-1", "A-2"])


def test_a_page_that_always_fails_fails_alone(cloud: Cloud) -> None:
    old = cloud.file("broken-old", _set("A-1", "A-2"))
    new = cloud.file("broken-new", bad_files.with_broken_page(1, "A-1", "A-2"))
    versions = [submit_version(cloud.ports, file.stem, file) for file in (old, new)]
    session_id = submit_session(cloud.ports, versions[0], versions[1], "broken")
    session = wait_for(cloud.ports, session_id, WAIT_S)
    assert (session.status, session.failed_count) == (SessionStatus.COMPLETED_WITH_FAILURES, 1)
    error = load_pages(cloud.ports, versions[1])[1].error
    assert error is not None
    assert (error.code, "Print that sheet" in error.message) == (ErrorCode.DAMAGED_PAGE, True)
    assert _sheets(cloud.ports, session) == ["A-1 matched completed", "A-2 removed completed"]


def test_a_page_that_kills_its_worker_ends_as_a_dead_letter(cloud: Cloud) -> None:
    file = cloud.file("deadly", _set("A-1", "A-2"))
    other = cloud.file("harmless", _set("A-1"))
    with _killing(cloud, VersionId("deadly"), page_index=1):
        versions = [submit_version(cloud.ports, f.stem, f) for f in (other, file)]
        session_id = submit_session(cloud.ports, versions[0], versions[1], "deadly")
        session = wait_for(cloud.ports, session_id, WAIT_S)
    assert session.status is SessionStatus.COMPLETED_WITH_FAILURES
    page = load_pages(cloud.ports, versions[1])[1]
    assert (page.status, page.error and page.error.code) == (
        UnitStatus.FAILED,
        ErrorCode.WORKER_DIED,
    )
    assert _counts(cloud.ports, session)[1] == (2, 1, 1)


@contextmanager
def _killing(cloud: Cloud, version_id: VersionId, page_index: int) -> Iterator[None]:
    """Kill whoever begins that page, each time."""
    seen = {"attempts": 0}

    def on_change(changed: dict[str, records.Document]) -> None:
        page = changed.get(f"{page_index:05d}")
        if page is None or page["status"] != UnitStatus.PENDING:
            return
        if page["attempts"] > seen["attempts"]:
            seen["attempts"] = page["attempts"]
            for worker in cloud.workers("ocr-page"):
                worker.kill()

    watch = cloud.ports.documents.watch(paths.pages_collection(version_id), on_change)
    yield
    watch.close()


def test_two_comparisons_of_the_same_versions_at_once_share_the_reading(cloud: Cloud) -> None:
    old, new = _versions(cloud, "twice", "A-1", "A-2")
    ids = [submit_session(cloud.ports, old, new, name) for name in ("twice-1", "twice-2")]
    sessions = [wait_for(cloud.ports, session_id, WAIT_S) for session_id in ids]
    assert [session.status for session in sessions] == [SessionStatus.COMPLETED] * 2
    for session in sessions:
        assert _counts(cloud.ports, session) == [(2, 2, 0)] * 4
    assert [page.attempts for page in load_pages(cloud.ports, old)] == [1, 1]


def test_an_upload_told_before_its_record_is_read_all_the_same(cloud: Cloud) -> None:
    file = cloud.file("early", _set("A-1"))
    cloud.ports.blobs.write_file(upload_path("early", file), file)
    _wait(lambda: "is not there" in cloud.stack.log_path("ocr-upload").read_text(encoding="utf-8"))
    write_record(cloud.ports, "early", file)
    _wait(lambda: load_version(cloud.ports, VersionId("early")).status.is_terminal)
    assert load_version(cloud.ports, VersionId("early")).page_count == 1


def test_a_drop_is_compared_with_the_one_before(cloud: Cloud) -> None:
    drops = (("Rev 1", ""), ("Rev 2", "NEW NOTE"), ("Rev 2", "NEWER NOTE"))
    for number, (label, note) in enumerate(drops, start=1):
        path = f"drops/clinic/Geschoß 1/{label}.pdf"
        cloud.ports.blobs.write(path, _set("A-1", "A-2", note=note))
        _wait(lambda count=number: len(_clinic(cloud, paths.VERSIONS)) == count)  # type: ignore[misc]  # bound now
    # A version's comparison is a step of its own behind it.
    _wait(lambda: len(_clinic(cloud, paths.SESSIONS)) >= 2)
    sessions = _clinic(cloud, paths.SESSIONS)
    assert len(sessions) == 2
    ended = [wait_for(cloud.ports, session["id"], WAIT_S) for session in sessions]
    assert [session.status for session in ended] == [SessionStatus.COMPLETED] * 2
    assert {_sheets(cloud.ports, session)[0] for session in ended} == {"A-1 matched completed"}


def _clinic(cloud: Cloud, collection: str) -> list[records.Document]:
    return cloud.ports.documents.query(collection, {"project_id": "clinic"})


def test_every_message_delivered_twice_counts_once(cloud: Cloud) -> None:
    with _everything_twice(cloud):
        old, new = _versions(cloud, "doubled", "A-1", "A-2")
        session_id = submit_session(cloud.ports, old, new, "doubled")
        session = wait_for(cloud.ports, session_id, WAIT_S)
    assert session.status is SessionStatus.COMPLETED
    assert _counts(cloud.ports, session) == [(2, 2, 0)] * 4
    assert _sheets(cloud.ports, session) == _all_matched(["A-1", "A-2"])


@contextmanager
def _everything_twice(cloud: Cloud) -> Iterator[None]:
    project = f"projects/{cloud.stack.settings.project_id}"
    with grpc.insecure_channel(cloud.stack.backends.pubsub) as channel:
        subscriber = SubscriberClient(transport=SubscriberGrpcTransport(channel=channel))
        names = [f"{project}/subscriptions/{entry.name}-again" for entry in cloud.stack.ports]
        for name, (entry, port) in zip(names, cloud.stack.ports.items(), strict=True):
            topic = f"{project}/topics/{entry.topic}"
            push = PushConfig(push_endpoint=f"http://127.0.0.1:{port}/{topic}")
            subscriber.create_subscription(
                request=Subscription(name=name, topic=topic, push_config=push)
            )
        yield
        for name in names:
            subscriber.delete_subscription(subscription=name)


def test_firestore_set_back_in_mid_run_costs_time_and_no_result(cloud: Cloud) -> None:
    """The emulator keeps its documents in memory: it is restarted from an export of the moment
    before, so what was counted since is lost, as are the events whose work was acknowledged."""
    old, new = _versions(cloud, "restarted", "A-1", "A-2", "A-3")
    session_id = submit_session(cloud.ports, old, new, "restarted")
    _wait(lambda: any(page.status.is_terminal for page in load_pages(cloud.ports, old)))
    _restart_firestore(cloud)
    for _ in range(int(WAIT_S)):
        session = wait_for(cloud.ports, session_id, 2)
        if session.status.is_terminal:
            break
        sweep(cloud.ports, older_than_s=5)
    assert session.status is SessionStatus.COMPLETED
    assert _counts(cloud.ports, session) == [(3, 3, 0)] * 4
    assert cloud.stack.processes.ended() == []


def _restart_firestore(cloud: Cloud) -> None:
    backends, processes = cloud.stack.backends, cloud.stack.backend_processes
    assert processes is not None
    place = cloud.folder / "export"
    place.mkdir()
    answer = requests.post(
        f"http://{backends.firestore}/emulator/v1/projects/{cloud.stack.settings.project_id}:export",
        json={
            "database": f"projects/{cloud.stack.settings.project_id}/databases/(default)",
            "export_directory": str(place),
        },
        timeout=30,
    )
    assert answer.ok, answer.text
    processes.kill("firestore")
    service = emulators_or_skip().firestore(int(backends.firestore.rpartition(":")[2]))
    (seed,) = place.rglob("*overall_export_metadata")
    processes.start([replace(service, command=[*service.command, "--seed_from_export", str(seed)])])
