"""Many on one session at once: everything is counted, nothing twice, and one session follows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from google.cloud import firestore

from benchmarks.completion import Published
from benchmarks.synthetic import comparing_session, complete_pair, complete_summary
from common import completion, paths
from common.chain.corrections import Said, follow_session, load_said
from common.chain.steps import load_session
from common.completion import Progress
from common.domain.ids import SessionId
from common.domain.jobs import SessionStatus
from common.embedded.blobs import FolderBlobStore
from common.gcp.firestore import FirestoreDocumentStore
from common.ports import Ports
from common.records import PageCorrection, Session
from common.wiring import SystemClock
from local.stack.backends import Backends
from tests.emulators import OF_BACKENDS, project_of

pytestmark = OF_BACKENDS
WORKERS = 30


@pytest.fixture
def ports(backends: Backends, tmp_path: Path) -> Ports:
    assert backends.firestore
    return Ports(
        documents=FirestoreDocumentStore(
            firestore.Client(project=project_of(tmp_path)), read_limit_s=60.0
        ),
        blobs=FolderBlobStore(tmp_path),
        bus=Published(),
        clock=SystemClock(),
    )


def test_thirty_workers_on_one_session_count_each_unit_once(ports: Ports) -> None:
    pairs = comparing_session(ports, "s", WORKERS)
    with ThreadPoolExecutor(WORKERS) as pool:
        for complete in (complete_pair, complete_summary):
            list(pool.map(lambda pair, do=complete: do(ports, pair), [*pairs, *pairs]))
    session_id = SessionId("s")
    for tally in (paths.pair_tally_path(session_id), paths.summary_tally_path(session_id)):
        counted = completion.progress(ports.documents, tally)
        assert counted == Progress(total=WORKERS, completed=WORKERS, failed=0)
    assert load_session(ports, session_id).status is SessionStatus.COMPLETED


def test_of_many_who_follow_a_session_at_once_one_does_and_the_others_leave_nothing(
    ports: Ports,
) -> None:
    comparing_session(ports, "s", 1)
    before = load_session(ports, SessionId("s"))
    said = Said(pages=(_correction(before),))

    def follow(number: int) -> SessionId:
        following = replace(before, id=SessionId(f"f{number}"), follows=before.id)
        return follow_session(ports, before.id, following, said)

    with ThreadPoolExecutor(8) as pool:
        first = set(pool.map(follow, range(8)))
    sessions = ports.documents.query(paths.SESSIONS, {"follows": before.id})
    assert {document["id"] for document in sessions} == first
    assert load_session(ports, before.id).followed_by in first
    others = {SessionId(f"f{number}") for number in range(8)} - first
    assert [load_said(ports, session_id) for session_id in others] == [Said()] * 7
    assert load_said(ports, *first) == said


def _correction(session: Session) -> PageCorrection:
    return PageCorrection(
        version_id=session.new_version_id, page_index=0, number="A-7", created_at=session.created_at
    )
