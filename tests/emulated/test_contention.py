"""Thirty workers on one session at once: everything is counted, nothing twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from google.cloud import firestore

from benchmarks.completion import Published
from benchmarks.synthetic import comparing_session, complete_pair, complete_summary
from common import completion, paths
from common.chain.steps import load_session
from common.completion import Progress
from common.domain.ids import SessionId
from common.domain.jobs import SessionStatus
from common.embedded.blobs import FolderBlobStore
from common.gcp.firestore import FirestoreDocumentStore
from common.ports import Ports
from common.wiring import SystemClock
from local.stack.backends import Backends
from tests.emulators import MARKS, project_of

pytestmark = MARKS
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
