"""Openers of the document stores under contract, importable by other processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from common.embedded.documents import SqliteDocumentStore
from common.ports import DocumentStore, Transaction

OpenStore = Callable[[Path], DocumentStore]


def open_embedded(place: Path) -> DocumentStore:
    return SqliteDocumentStore(place / "documents.sqlite")


def bump(store: DocumentStore, path: str) -> None:
    """Add one to a counter in a transaction."""

    def body(transaction: Transaction) -> None:
        document = transaction.get(path) or {"n": 0}
        transaction.set(path, {"n": document["n"] + 1})

    store.transact(body)


def bump_many(open_store: OpenStore, place: Path, times: int) -> None:
    """Run in a process of its own: open the store and bump one counter `times` times."""
    store = open_store(place)
    for _ in range(times):
        bump(store, "counters/shared")


def create_mine(open_store: OpenStore, place: Path, name: str) -> None:
    """Run in a process of its own: try to be the one who creates a document."""
    open_store(place).create_missing({"elections/leader": {"name": name}})
