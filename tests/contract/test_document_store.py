"""What every document store promises; each adapter runs the same cases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

import pytest

from common.embedded.documents import SqliteDocumentStore
from common.ports import DocumentStore, Transaction
from common.records import Document


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DocumentStore]:
    store = SqliteDocumentStore(tmp_path / "documents.sqlite")
    yield store
    store.close()


def _put(store: DocumentStore, path: str, document: Document) -> None:
    store.transact(lambda transaction: transaction.set(path, document))


def test_a_missing_document_is_none(store: DocumentStore) -> None:
    assert store.get("sheets/a") is None


def test_a_document_comes_back_with_its_types(store: DocumentStore) -> None:
    now = datetime(2026, 1, 2, 3, 4, 5, 600000, tzinfo=UTC)
    document = {"text": "Ω 12'-6\"", "n": 1, "x": 0.5, "no": None, "list": [{"at": now}], "at": now}
    _put(store, "sheets/a", document)
    assert store.get("sheets/a") == document


def test_a_query_returns_only_the_collection_and_only_equal_fields(store: DocumentStore) -> None:
    for path, status in (("sheets/b", "new"), ("sheets/a", "new"), ("sheets/c", "old")):
        _put(store, path, {"id": path, "status": status})
    _put(store, "sheets/a/notes/1", {"id": "note", "status": "new"})
    assert [d["id"] for d in store.query("sheets", {"status": "new"})] == ["sheets/a", "sheets/b"]


def test_create_missing_never_touches_a_document_that_exists(store: DocumentStore) -> None:
    _put(store, "sheets/a", {"n": 1})
    store.create_missing({"sheets/a": {"n": 2}, "sheets/b": {"n": 3}})
    assert (store.get("sheets/a"), store.get("sheets/b")) == ({"n": 1}, {"n": 3})


def test_a_transaction_that_raises_writes_nothing(store: DocumentStore) -> None:
    def body(transaction: Transaction) -> None:
        transaction.set("sheets/a", {"n": 1})
        raise LookupError

    with pytest.raises(LookupError):
        store.transact(body)
    assert store.get("sheets/a") is None


def test_a_read_after_a_write_is_refused(store: DocumentStore) -> None:
    def body(transaction: Transaction) -> None:
        transaction.set("sheets/a", {"n": 1})
        transaction.get("sheets/a")

    with pytest.raises(RuntimeError, match="reads before it writes"):
        store.transact(body)


def test_concurrent_increments_are_all_counted(store: DocumentStore) -> None:
    _put(store, "counters/a", {"n": 0})

    def bump(transaction: Transaction) -> None:
        document = transaction.get("counters/a") or {}
        transaction.set("counters/a", {"n": document["n"] + 1})

    def bump_ten_times(_worker: int) -> None:
        for _ in range(10):
            store.transact(bump)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(bump_ten_times, range(8)))
    assert store.get("counters/a") == {"n": 80}


@pytest.mark.parametrize(
    "document", [{"a": [[1]]}, {"a": [{"b": [[1]]}]}, {"text": "x" * 1_100_000}]
)
def test_what_firestore_cannot_hold_is_refused(store: DocumentStore, document: Document) -> None:
    with pytest.raises(ValueError, match=r"cannot hold|larger"):
        _put(store, "sheets/a", document)


def test_a_watch_gives_all_documents_first_and_then_those_that_change(
    store: DocumentStore,
) -> None:
    seen: SimpleQueue[dict[str, Document]] = SimpleQueue()
    _put(store, "sheets/a", {"n": 1})
    watch = store.watch("sheets", seen.put)
    assert seen.get(timeout=5) == {"a": {"n": 1}}
    _put(store, "sheets/b", {"n": 2})
    assert seen.get(timeout=5) == {"b": {"n": 2}}
    watch.close()


def test_a_closed_watch_calls_nobody(store: DocumentStore) -> None:
    called = threading.Event()
    watch = store.watch("sheets", lambda _documents: called.set())
    watch.close()
    called.clear()
    _put(store, "sheets/a", {"n": 1})
    assert not called.wait(0.2)
