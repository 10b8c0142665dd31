"""The document store in Firestore."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from google.api_core import exceptions
from google.cloud import firestore

from common.domain.errors import ErrorCode, TransientError
from common.gcp.errors import translated
from common.gcp.reads import read_options, snapshots
from common.gcp.transactions import MAX_TRIES, pause_s, run_transaction
from common.gcp.values import to_document
from common.ports import Transaction, Watch
from common.records import Document
from common.store_rules import refuse_nested_arrays, too_large

T = TypeVar("T")

# A commit takes 500 writes and 10 MiB; the records of a fan-out are some kilobytes each.
WRITES_PER_COMMIT = 500


class FirestoreDocumentStore:
    """Documents of one database; any number of threads and processes may share it."""

    def __init__(self, client: firestore.Client, read_limit_s: float) -> None:
        self._client, self._reading = client, read_options(read_limit_s)

    def get(self, path: str) -> Document | None:
        """Return the document, `None` when there is none."""
        with translated("Firestore"):
            return to_document(self._client.document(path).get(**self._reading))

    def get_many(self, paths: Sequence[str]) -> list[Document | None]:
        """Return the documents in the order of their paths, `None` where there is none."""
        with translated("Firestore"):
            found = snapshots(self._client, paths, self._reading)
        return [to_document(found[path]) for path in paths]

    def query(self, collection: str, equals: Mapping[str, Any] | None = None) -> list[Document]:
        """Return the collection's documents whose fields equal the given ones, ordered by id."""
        query = firestore.Query(self._client.collection(collection)).order_by("__name__")
        for field, value in (equals or {}).items():
            query = query.where(filter=firestore.FieldFilter(field, "==", value))
        with translated("Firestore"):
            found = (to_document(snapshot) for snapshot in query.stream(**self._reading))
            return [document for document in found if document is not None]

    def transact(self, body: Callable[[Transaction], T]) -> T:
        """Run `body` in a transaction and return its value.

        Raises:
            TransientError: it lost against others too often (code CONFLICT), or the database does
                not answer (UNAVAILABLE).
        """
        with translated("Firestore"), _size_refused("of this transaction"):
            return run_transaction(self._client, body, self._reading)

    def create_missing(self, documents: Mapping[str, Document]) -> None:
        """Create those documents that do not exist; never touch one that does."""
        paths = list(documents)
        for first in range(0, len(paths), WRITES_PER_COMMIT):
            chunk = {path: documents[path] for path in paths[first : first + WRITES_PER_COMMIT]}
            with translated("Firestore"), _size_refused(f"{paths[first]} or one behind it"):
                self._create_chunk(chunk)

    def delete_tree(self, path: str) -> None:
        """Delete the document and all in its collections."""
        with translated("Firestore"):
            self._client.recursive_delete(self._client.document(path))

    def watch(self, collection: str, on_change: Callable[[dict[str, Document]], None]) -> Watch:
        """Call back with the collection's documents by id: all at once, then those that change."""
        return _SnapshotWatch(self._client.collection(collection), on_change)

    def _create_chunk(self, documents: Mapping[str, Document]) -> None:
        """Create what is missing in one commit; look again when somebody else created one."""
        for attempt in range(1, MAX_TRIES + 1):
            batch = self._client.batch()
            for path in self._missing(list(documents)):
                refuse_nested_arrays(documents[path])
                batch.create(self._client.document(path), documents[path])
            try:
                batch.commit()
            except exceptions.Conflict:
                time.sleep(pause_s(attempt, random.random()))  # noqa: S311 - guards nothing
            else:
                return
        raise TransientError(
            ErrorCode.CONFLICT, "Others create the same records at the moment. Try again later."
        )

    def _missing(self, paths: Sequence[str]) -> list[str]:
        """Return the paths without a document, in their order; no field of the others is read."""
        references = [self._client.document(path) for path in paths]
        found = self._client.get_all(references, field_paths=[], **self._reading)
        there = {snapshot.reference.path for snapshot in found if snapshot.exists}
        return [path for path in paths if path not in there]


class _SnapshotWatch:
    """A listener; call-backs run in the library's thread, one at a time."""

    def __init__(
        self,
        collection: firestore.CollectionReference,
        on_change: Callable[[dict[str, Document]], None],
    ) -> None:
        self._on_change = on_change
        self._is_open = True
        self._calling = threading.RLock()  # a call-back may close its own watch
        self._inner = collection.on_snapshot(self._call_back)

    def close(self) -> None:
        with self._calling:
            self._is_open = False
        self._inner.unsubscribe()

    def _call_back(self, _all: object, changes: Sequence[Any], _read_time: object) -> None:
        changed = {c.document.id: to_document(c.document) for c in changes}
        with self._calling:
            if self._is_open:
                self._on_change({key: d for key, d in changed.items() if d is not None})


@contextmanager
def _size_refused(path: str) -> Iterator[None]:
    """Raise the database's refusal of a document's size like the other stores do.

    Raises:
        ValueError: a document is larger than a document may be.
    """
    try:
        yield
    except exceptions.InvalidArgument as error:
        if "bytes" in error.message:  # of the document, or of one of its fields
            raise too_large(path) from error
        raise
