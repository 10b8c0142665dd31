"""What every document store promises; each adapter runs the same cases."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from common.ports import DocumentStore, Transaction
from common.records import Document
from tests.contract.adapters import OpenStore, bump, bump_many, create_mine

LIMIT_S = 30.0
PROCESSES = 3


def _put(store: DocumentStore, path: str, document: Document) -> None:
    store.transact(lambda transaction: transaction.set(path, document))


def test_a_missing_document_is_none(store: DocumentStore) -> None:
    assert store.get("sheets/a") is None


def test_a_document_comes_back_with_its_types(store: DocumentStore) -> None:
    now = datetime(2026, 1, 2, 3, 4, 5, 600000, tzinfo=UTC)
    document = {"text": "Ω 12'-6\"", "n": 1, "x": 0.5, "no": None, "list": [{"at": now}], "at": now}
    _put(store, "sheets/a", document)
    assert store.get("sheets/a") == document


def test_many_documents_come_in_the_order_of_their_paths(store: DocumentStore) -> None:
    store.create_missing({f"sheets/{n:03d}": {"n": n} for n in range(0, 620, 2)})
    asked = [f"sheets/{n:03d}" for n in (*range(619, -1, -1), 8, 8)]
    found = [{"n": n} if n % 2 == 0 else None for n in (*range(619, -1, -1), 8, 8)]
    assert store.get_many(asked) == found
    assert store.transact(lambda transaction: transaction.get_many(asked)) == found
    assert store.get_many([]) == []


def test_many_are_not_read_after_a_write_either(store: DocumentStore) -> None:
    def body(transaction: Transaction) -> None:
        transaction.set("sheets/a", {"n": 1})
        transaction.get_many(["sheets/b"])

    with pytest.raises(RuntimeError, match="reads before it writes"):
        store.transact(body)


def test_a_document_goes_with_all_beneath_it_and_nothing_beside_it(store: DocumentStore) -> None:
    paths = ("sheets/a", "sheets/a/notes/1", "sheets/a/notes/1/lines/2", "sheets/ab", "sheets/b")
    for path in paths:
        _put(store, path, {"n": 1})
    for _ in range(2):  # a repeat finds nothing to do
        store.delete_tree("sheets/a")
    assert [path for path in paths if store.get(path)] == ["sheets/ab", "sheets/b"]


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


def test_a_document_written_again_keeps_no_field_of_the_old_one(store: DocumentStore) -> None:
    def replace(transaction: Transaction) -> None:
        assert transaction.get("sheets/a") == {"old": 1, "n": 1}
        transaction.set("sheets/a", {"n": 2})

    _put(store, "sheets/a", {"old": 1, "n": 1})
    store.transact(replace)
    assert store.get("sheets/a") == {"n": 2}


@pytest.mark.parametrize("before", [None, {"n": 1}], ids=["absent", "present"])
def test_a_transaction_never_acts_on_what_another_has_changed(
    store: DocumentStore, before: Document | None
) -> None:
    if before:
        _put(store, "sheets/read", before)

    def body(transaction: Transaction) -> None:
        transaction.set("sheets/written", {"seen": transaction.get("sheets/read")})

    got_between = _interrupted(store, body, lambda: _put(store, "sheets/read", {"n": 2}))
    assert store.get("sheets/written") == {"seen": {"n": 2} if got_between else before}


def test_a_transaction_never_acts_on_one_of_many_that_another_has_changed(
    store: DocumentStore,
) -> None:
    before = {"n": 1}
    _put(store, "sheets/read", before)

    def body(transaction: Transaction) -> None:
        seen = transaction.get_many(["sheets/none", "sheets/read"])
        transaction.set("sheets/written", {"seen": seen})

    got_between = _interrupted(store, body, lambda: _put(store, "sheets/read", {"n": 2}))
    seen = [None, {"n": 2} if got_between else before]
    assert store.get("sheets/written") == {"seen": seen}


def _interrupted(
    store: DocumentStore, body: Callable[[Transaction], None], change: Callable[[], None]
) -> bool:
    """Run a transaction and another thread's change in its middle; tell whether that got in.

    A store that locks lets the change wait until the transaction is over; one that does not must
    see at the commit that what was read is not so any more, and run the body again.
    """
    with ThreadPoolExecutor(1) as pool:
        changing: list[Future[None]] = []
        got_between: list[bool] = []

        def whole(transaction: Transaction) -> None:
            body(transaction)
            if not changing:
                changing.append(pool.submit(change))
                got_between.append(bool(wait(changing, timeout=0.3).done))

        store.transact(whole)
        changing[0].result()
    return got_between[0]


def test_many_missing_documents_are_created_at_once(store: DocumentStore) -> None:
    store.create_missing({f"sheets/{n:04d}": {"n": n} for n in range(600)})
    store.create_missing({f"sheets/{n:04d}": {"n": 0} for n in range(1100)})
    found = [document["n"] for document in store.query("sheets")]
    assert found == [*range(600), *[0] * 500]


def test_increments_of_many_threads_are_all_counted(store: DocumentStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: bump(store, "counters/a"), range(80)))
    assert store.get("counters/a") == {"n": 80}


def _in_processes(work: Callable[[Any], None], arguments: list[Any]) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        list(pool.map(work, arguments))


def test_increments_of_many_processes_are_all_counted(
    open_store: OpenStore, store: DocumentStore, tmp_path: Path
) -> None:
    _in_processes(partial(bump_many, open_store, tmp_path), [50] * PROCESSES)
    assert store.get("counters/shared") == {"n": 50 * PROCESSES}


def test_of_many_processes_one_creates_a_missing_document(
    open_store: OpenStore, store: DocumentStore, tmp_path: Path
) -> None:
    names = ["first", "second", "third"]
    _in_processes(partial(create_mine, open_store, tmp_path), names)
    elected = store.get("elections/leader")
    store.create_missing({"elections/leader": {"name": "late"}})
    assert elected in [{"name": name} for name in names]
    assert store.get("elections/leader") == elected


def test_a_transaction_writes_all_of_its_documents_or_none(store: DocumentStore) -> None:
    def body(transaction: Transaction) -> None:
        transaction.set("sheets/a", {"n": 1})
        transaction.set("sheets/b", {"n": [[1]]})

    with pytest.raises(ValueError, match="array"):
        store.transact(body)
    assert store.query("sheets") == []


def test_a_transaction_returns_what_its_body_returns(store: DocumentStore) -> None:
    assert store.transact(lambda transaction: transaction.get("sheets/none")) is None
    assert store.transact(lambda _transaction: 7) == 7


def test_a_document_given_away_is_nobodys_to_change(store: DocumentStore) -> None:
    document = {"list": [1]}
    _put(store, "sheets/a", document)
    document["list"].append(2)
    (store.get("sheets/a") or {})["list"].append(3)
    assert store.get("sheets/a") == {"list": [1]}


def test_a_time_comes_back_aware_and_equal_whatever_its_zone(store: DocumentStore) -> None:
    local = datetime(2026, 6, 1, 12, tzinfo=timezone(timedelta(hours=-7)))
    _put(store, "sheets/a", {"at": local})
    at = (store.get("sheets/a") or {})["at"]
    assert at == local
    assert at.utcoffset() is not None


@pytest.mark.parametrize(
    "text", ["", "Ω ½ 12'-6\"", "漢字", "\U0001f3d7", "a\nb\t\\", "' OR 1=1 --"]
)
def test_text_comes_back_as_it_was_and_can_be_asked_for(store: DocumentStore, text: str) -> None:
    _put(store, "sheets/a", {"text": text})
    assert store.query("sheets", {"text": text}) == [{"text": text}]


def test_a_document_up_to_the_limit_is_held(store: DocumentStore) -> None:
    document = {"text": "x" * 1_000_000}
    _put(store, "sheets/a", document)
    assert store.get("sheets/a") == document


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
    assert seen.get(timeout=LIMIT_S) == {"a": {"n": 1}}
    _put(store, "sheets/b", {"n": 2})
    assert seen.get(timeout=LIMIT_S) == {"b": {"n": 2}}
    watch.close()


def test_a_watch_sees_every_document_in_its_last_state(store: DocumentStore) -> None:
    states: dict[str, Document] = {}
    complete = threading.Event()

    def on_change(changed: dict[str, Document]) -> None:
        # In order: a later call never brings an earlier state.
        assert all(states.get(k, {"n": 0})["n"] <= d["n"] for k, d in changed.items())
        states.update(changed)
        if [d["n"] for d in states.values()] == [20, 20]:
            complete.set()

    watch = store.watch("counters", on_change)
    for _ in range(20):
        bump(store, "counters/a")
        bump(store, "counters/b")
    assert complete.wait(LIMIT_S)
    watch.close()


def test_a_watch_of_nothing_says_so_at_once(store: DocumentStore) -> None:
    seen: SimpleQueue[dict[str, Document]] = SimpleQueue()
    watch = store.watch("sheets", seen.put)
    assert seen.get(timeout=LIMIT_S) == {}
    watch.close()


def test_a_watch_leaves_out_the_collections_below(store: DocumentStore) -> None:
    seen: SimpleQueue[dict[str, Document]] = SimpleQueue()
    _put(store, "sheets/a/notes/1", {"n": 1})
    _put(store, "sheets/b", {"n": 2})
    watch = store.watch("sheets", seen.put)
    assert seen.get(timeout=LIMIT_S) == {"b": {"n": 2}}
    watch.close()


def test_a_closed_watch_calls_nobody(store: DocumentStore) -> None:
    called = threading.Event()
    watch = store.watch("sheets", lambda _documents: called.set())
    watch.close()
    called.clear()
    _put(store, "sheets/a", {"n": 1})
    assert not called.wait(0.2)


def test_a_query_tells_what_is_so_from_what_is_not(store: DocumentStore) -> None:
    for name, is_due in (("a", True), ("b", False), ("c", None)):
        _put(store, f"sheets/{name}", {"id": name, "is_due": is_due})
    _put(store, "sheets/d", {"id": "d"})
    assert [d["id"] for d in store.query("sheets", {"is_due": True})] == ["a"]
