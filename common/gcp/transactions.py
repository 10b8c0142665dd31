"""Firestore transactions without locks: read, then commit only if nothing read has changed.

What a body read is a precondition of its one commit: a document by its update time, an absent one
by its absence. The server decides; who comes second runs again after a random pause. Firestore's
own transactions hold pessimistic locks instead: of two that read one document neither can write,
until one is given up (docs/adr/0018-firestore-preconditions.md has the figures).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from google.api_core import exceptions
from google.cloud import firestore
from google.cloud.firestore import WriteOption

from common.domain.errors import ErrorCode, TransientError
from common.gcp.reads import ReadOptions, snapshots
from common.gcp.values import Snapshot, to_document
from common.logs import log_event
from common.ports import Transaction
from common.records import Document
from common.store_rules import refuse_nested_arrays

T = TypeVar("T")

# A commit that finds something changed, or whose answer may have been lost.
WORTH_A_TRY: Final = (
    exceptions.FailedPrecondition,
    exceptions.Conflict,  # Aborted and AlreadyExists
    exceptions.NotFound,  # deleted meanwhile
    exceptions.ServiceUnavailable,
    exceptions.DeadlineExceeded,
)
# 30 threads on one document need up to 8 tries on the emulator (4 times 60 increments).
MAX_TRIES: Final = 12
PAUSE_BASE_S: Final = 0.02
PAUSE_LIMIT_S: Final = 2.0


def pause_s(attempt: int, luck: float) -> float:
    """Return the pause after a lost attempt: up to twice as long each time, `luck` of it (0..1).

    Full jitter: those who lost together must not come back together.
    """
    return min(PAUSE_LIMIT_S, PAUSE_BASE_S * 2.0**attempt) * luck


def run_transaction(
    client: firestore.Client, body: Callable[[Transaction], T], reading: ReadOptions
) -> T:
    """Run `body` until what it wrote is committed, and return its value.

    Args:
        client: of the database.
        body: may run several times, also after its commit when only the answer was lost. What it
            raises ends it, and nothing is written.
        reading: how long each of its reads is tried.

    Raises:
        TransientError: it lost against others MAX_TRIES times (code CONFLICT).
    """
    for attempt in range(1, MAX_TRIES + 1):
        transaction = _Optimistic(client, reading)
        value = body(transaction)
        try:
            transaction.commit()
        except WORTH_A_TRY as error:
            lost = error
        else:
            return value
        log_event("transaction_retried", attempt=attempt, reason=type(lost).__name__)
        time.sleep(pause_s(attempt, random.random()))  # noqa: S311 - spreads retries, guards nothing
    raise TransientError(
        ErrorCode.CONFLICT, "Others changed the same record again and again. Try again later."
    ) from lost


class _Optimistic:
    """Remembers what was read; its commit holds only if that is still so."""

    def __init__(self, client: firestore.Client, reading: ReadOptions) -> None:
        self._client, self._reading = client, reading
        self._read: dict[str, Snapshot] = {}
        self._written: dict[str, Document] = {}

    def get(self, path: str) -> Document | None:
        return self.get_many([path])[0]

    def get_many(self, paths: Sequence[str]) -> list[Document | None]:
        if self._written:
            raise RuntimeError("a transaction reads before it writes")
        unread = [path for path in paths if path not in self._read]
        self._read |= snapshots(self._client, unread, self._reading)
        return [to_document(self._read[path]) for path in paths]

    def set(self, path: str, document: Document) -> None:
        refuse_nested_arrays(document)
        self._written[path] = document

    def commit(self) -> None:
        """Write everything in one step; a body that wrote nothing has nothing to protect."""
        if not self._written:
            return
        batch = self._client.batch()
        for path, document in self._written.items():
            self._write(batch, path, document)
        for path in self._read.keys() - self._written.keys():
            self._hold(batch, self._read[path])
        batch.commit()

    def _write(self, batch: firestore.WriteBatch, path: str, document: Document) -> None:
        reference, read = self._client.document(path), self._read.get(path)
        if read is None:
            batch.set(reference, document)
        elif (before := read.to_dict()) is None:
            batch.create(reference, document)
        else:
            # `update` takes a precondition, `set` does not; a field left out would stay.
            gone = dict.fromkeys(before.keys() - document.keys(), firestore.DELETE_FIELD)
            batch.update(reference, {**document, **gone}, option=self._unchanged(read))

    def _hold(self, batch: firestore.WriteBatch, read: Snapshot) -> None:
        """Make what was only read a precondition, by a write that changes nothing."""
        document = read.to_dict()
        if document is None:
            batch.delete(read.reference, option=self._client.write_option(exists=False))
            return
        field, value = next(iter(document.items()))
        batch.update(read.reference, {field: value}, option=self._unchanged(read))

    def _unchanged(self, read: Snapshot) -> WriteOption:
        return self._client.write_option(last_update_time=read.update_time)
