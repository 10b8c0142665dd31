"""Ports that count what goes through them, as Google Cloud bills it.

What a call of the document port costs in Firestore follows from its adapter (`common.gcp`): a
transaction writes once more for everything that it only read, and to create what is missing reads
each document first. `tests/emulated/test_counting.py` holds the two in step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from common.domain.events import Event
from common.gcp.at_once import AT_ONCE
from common.ports import BlobStore, DocumentStore, Ports, Transaction, Watch
from common.records import Document
from local.cost.usage import Usage

T = TypeVar("T")
WRITES_PER_COMMIT = 500  # common.gcp.firestore's
READS_PER_CALL = 300  # common.gcp.reads'


@dataclass(slots=True)
class Counts:
    """What has been counted so far."""

    usage: Usage = field(default_factory=Usage)

    def add(self, **counted: float) -> None:
        """Count."""
        self.usage += Usage(**counted)

    def taken(self) -> Usage:
        """Return what was counted since the last time."""
        usage, self.usage = self.usage, Usage()
        return usage


@dataclass(frozen=True, slots=True)
class CountingDocuments:
    """A document store that counts."""

    documents: DocumentStore
    counts: Counts

    def get(self, path: str) -> Document | None:
        """One read, also of what is not there."""
        self.counts.add(document_calls=1, document_reads=1)
        return self.documents.get(path)

    def get_many(self, paths: Sequence[str]) -> list[Document | None]:
        """One read each, some hundred to a call."""
        reads = len(set(paths))
        self.counts.add(document_calls=_calls(reads), document_reads=reads)
        return self.documents.get_many(paths)

    def query(self, collection: str, equals: Mapping[str, Any] | None = None) -> list[Document]:
        """One read a document, one when there is none."""
        found = self.documents.query(collection, equals)
        self.counts.add(document_calls=1, document_reads=max(1, len(found)))
        return found

    def transact(self, body: Callable[[Transaction], T]) -> T:
        """Reads, writes, and a write for each document that is only held."""
        made: list[_Counted] = []

        def counted(transaction: Transaction) -> T:
            made.append(_Counted(transaction))
            return body(made[-1])

        value = self.documents.transact(counted)
        for attempt in made:
            self.counts.add(document_calls=attempt.calls, document_reads=len(attempt.found))
        self._commit(made[-1])
        return value

    def _commit(self, done: _Counted) -> None:
        if not done.written:
            return
        held = done.found.keys() - done.written
        absent = sum(not done.found[path] for path in held)
        self.counts.add(
            document_calls=1,
            document_writes=len(done.written) + len(held) - absent,
            document_deletes=absent,  # how the adapter holds an absence
        )

    def create_missing(self, documents: Mapping[str, Document]) -> None:
        """Read each, then write those that are missing."""
        missing = sum(self.documents.get(path) is None for path in documents)
        chunks = -(-len(documents) // WRITES_PER_COMMIT)
        self.counts.add(
            document_calls=2 * chunks, document_reads=len(documents), document_writes=missing
        )
        self.documents.create_missing(documents)

    def delete_tree(self, path: str) -> None:
        """Not part of a comparison: not counted."""
        self.documents.delete_tree(path)

    def watch(self, collection: str, on_change: Callable[[dict[str, Document]], None]) -> Watch:
        """Not part of a comparison: not counted."""
        return self.documents.watch(collection, on_change)


class _Counted:
    """One attempt of a transaction."""

    def __init__(self, inner: Transaction) -> None:
        self._inner = inner
        self.found: dict[str, bool] = {}
        self.written: set[str] = set()
        self.calls = 0

    def get(self, path: str) -> Document | None:
        return self.get_many([path])[0]

    def get_many(self, paths: Sequence[str]) -> list[Document | None]:
        self.calls += _calls(len(set(paths) - self.found.keys()))
        documents = self._inner.get_many(paths)
        self.found |= {p: d is not None for p, d in zip(paths, documents, strict=True)}
        return documents

    def set(self, path: str, document: Document) -> None:
        self._inner.set(path, document)
        self.written.add(path)


def _calls(reads: int) -> int:
    return -(-reads // READS_PER_CALL)


@dataclass(frozen=True, slots=True)
class CountingBlobs:
    """A blob store that counts operations and the bytes that go either way."""

    blobs: BlobStore
    counts: Counts

    def read(self, path: str) -> bytes:
        """Read, and count."""
        content = self.blobs.read(path)
        self.counts.add(blob_calls=1, blob_reads=1, read_bytes=len(content))
        return content

    def read_many(self, paths: Iterable[str]) -> Iterator[bytes]:
        """Read many, and count: each is an operation, AT_ONCE of them wait together."""
        for place, content in enumerate(self.blobs.read_many(paths)):
            waits = place % AT_ONCE == 0  # for the first of those that go together
            self.counts.add(blob_calls=waits, blob_reads=1, read_bytes=len(content))
            yield content

    def write(self, path: str, data: bytes) -> None:
        """Write, and count."""
        self.counts.add(blob_calls=1, blob_writes=1, written_bytes=len(data))
        self.blobs.write(path, data)

    def write_many(self, blobs: Iterable[tuple[str, bytes]]) -> None:
        """Write many, and count likewise."""
        self.blobs.write_many(self._counted(blobs))

    def _counted(self, blobs: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        for place, (path, data) in enumerate(blobs):
            waits = place % AT_ONCE == 0
            self.counts.add(blob_calls=waits, blob_writes=1, written_bytes=len(data))
            yield path, data

    def write_file(self, path: str, source: Path) -> None:
        """Write a file, and count it."""
        self.counts.add(blob_calls=1, blob_writes=1, written_bytes=source.stat().st_size)
        self.blobs.write_file(path, source)

    def exists(self, path: str) -> bool:
        """Ask: an operation without content."""
        self.counts.add(blob_calls=1, blob_reads=1)
        return self.blobs.exists(path)

    def delete_tree(self, path: str) -> None:
        """Delete: free of charge."""
        self.blobs.delete_tree(path)

    def copy_generation(self, path: str, generation: int, target: str) -> int:
        """Copy within the bucket: no content comes here, but it stays twice."""
        size_bytes = self.blobs.copy_generation(path, generation, target)
        self.counts.add(blob_calls=1, blob_writes=1, written_bytes=size_bytes)
        return size_bytes

    def local_copy(self, path: str) -> AbstractContextManager[Path]:
        """Download, and count; the adapter looks first which generation it is."""
        return self._counted_copy(path)

    @contextmanager
    def _counted_copy(self, path: str) -> Iterator[Path]:
        with self.blobs.local_copy(path) as copy:
            self.counts.add(blob_calls=2, blob_reads=2, read_bytes=copy.stat().st_size)
            yield copy


@dataclass(frozen=True, slots=True)
class CountingBus:
    """A bus that keeps what is published, and counts it."""

    counts: Counts
    published: list[Event] = field(default_factory=list)

    def publish(self, events: Sequence[Event]) -> None:
        """Keep the events."""
        self.counts.add(messages=len(events))
        self.published.extend(events)

    def taken(self) -> list[Event]:
        """Return what was published since the last time."""
        events = list(self.published)
        self.published.clear()
        return events


def counting(ports: Ports, counts: Counts) -> tuple[Ports, CountingBus]:
    """Return the ports with everything that goes through them counted, and the bus of theirs."""
    bus = CountingBus(counts)
    counted = replace(
        ports,
        documents=CountingDocuments(ports.documents, counts),
        blobs=CountingBlobs(ports.blobs, counts),
        bus=bus,
    )
    return counted, bus
