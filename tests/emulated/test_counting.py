"""What the counting ports count is what the adapter asks of Firestore."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from google.cloud import firestore
from google.cloud.firestore_v1.services.firestore import FirestoreClient

from benchmarks.completion import Published
from benchmarks.counting import Counts, counting
from benchmarks.synthetic import comparing_session, complete_pair, complete_summary
from common.embedded.blobs import FolderBlobStore
from common.gcp.firestore import FirestoreDocumentStore
from common.ports import Ports
from common.wiring import SystemClock
from local.stack.backends import Backends
from tests.emulators import OF_BACKENDS, project_of

pytestmark = OF_BACKENDS
PAIRS = 20  # two shards


@pytest.fixture
def ports(backends: Backends, tmp_path: Path) -> Ports:
    assert backends.firestore
    client = firestore.Client(project=project_of(tmp_path))
    return Ports(
        documents=FirestoreDocumentStore(client, read_limit_s=60.0),
        blobs=FolderBlobStore(tmp_path),
        bus=Published(),
        clock=SystemClock(),
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count what goes to the server, at the last place where it is ours."""
    counted: Counter[str] = Counter()
    commit, get, query = (
        getattr(FirestoreClient, name) for name in ("commit", "batch_get_documents", "run_query")
    )

    def committed(self: FirestoreClient, request: Any = None, **more: Any) -> Any:
        for write in request["writes"]:
            counted["deletes" if "delete" in write else "writes"] += 1
        counted["calls"] += 1
        return commit(self, request=request, **more)

    def got(self: FirestoreClient, request: Any = None, **more: Any) -> Any:
        counted["reads"] += len(request["documents"])
        counted["calls"] += 1
        return get(self, request=request, **more)

    def queried(self: FirestoreClient, request: Any = None, **more: Any) -> Iterator[Any]:
        found = list(query(self, request=request, **more))
        counted["reads"] += max(1, sum("document" in answer for answer in found))
        counted["calls"] += 1
        return iter(found)

    for name, spy in (("commit", committed), ("batch_get_documents", got), ("run_query", queried)):
        monkeypatch.setattr(FirestoreClient, name, spy)
    return counted


def test_a_whole_session_is_counted_as_firestore_is_asked(
    ports: Ports, asked: Counter[str]
) -> None:
    counts = Counts()
    counted, _bus = counting(ports, counts)
    for pair in comparing_session(counted, "counted", PAIRS):
        complete_pair(counted, pair)
        complete_summary(counted, pair)
    some = [f"comparisons/{number}" for number in range(350)]  # more than one call asks for
    counted.documents.get_many(some)
    counted.documents.transact(lambda transaction: transaction.get_many([*some, some[0]]))
    used = counts.taken()
    # To tell what is missing, the counting port itself reads what is to be created.
    own = _created(ports)
    assert used.document_reads == asked["reads"] - own
    assert used.document_writes == asked["writes"]
    assert used.document_deletes == asked["deletes"]
    assert used.document_calls == asked["calls"] - own
    assert used.document_writes > 3 * PAIRS


def _created(ports: Ports) -> int:
    """Return how many documents the session was made of when it was fanned out."""
    shards = 2 * -(-PAIRS // 16)
    return 2 + 1 + 2 * PAIRS + shards + 2
