"""Firestore that is away: a read gives up, and the event comes again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from google.cloud import firestore

from common.domain.errors import ErrorCode, TransientError
from common.gcp.firestore import FirestoreDocumentStore
from local.stack.processes import HOST, free_port

READS: dict[str, Callable[[FirestoreDocumentStore], object]] = {
    "get": lambda store: store.get("sheets/a"),
    "get_many": lambda store: store.get_many(["sheets/a", "sheets/b"]),
    "query": lambda store: store.query("sheets", {"status": "new"}),
    "transact": lambda store: store.transact(lambda transaction: transaction.get("sheets/a")),
    "create_missing": lambda store: store.create_missing({"sheets/a": {"n": 1}}),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_read_of_a_database_that_is_away_ends_and_may_be_tried_again(
    read: Callable[[FirestoreDocumentStore], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", f"{HOST}:{free_port()}")
    store = FirestoreDocumentStore(firestore.Client(project="nobody"), read_limit_s=0.2)
    with pytest.raises(TransientError) as raised:
        read(store)
    assert raised.value.code is ErrorCode.UNAVAILABLE
