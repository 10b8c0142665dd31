"""What the stages need of the world, as protocols.

Adapters: `common.embedded`, `common.gcp`, `common.llm`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar

from common.domain.events import Event
from common.domain.language import ModelAnswer, ModelRequest
from common.records import Document

T = TypeVar("T")


class Transaction(Protocol):
    """Reads and writes that happen together or not at all. Every read comes before any write."""

    def get(self, path: str) -> Document | None:
        """Return the document, `None` when there is none.

        Raises:
            RuntimeError: something was written before (Firestore refuses that, so we all do).
        """
        ...

    def get_many(self, paths: Sequence[str]) -> list[Document | None]:
        """Return the documents in the order of their paths, `None` where there is none.

        Raises:
            RuntimeError: like `get`.
        """
        ...

    def set(self, path: str, document: Document) -> None:
        """Write the whole document when the transaction commits."""
        ...


class Watch(Protocol):
    """A listener on documents, until it is closed."""

    def close(self) -> None:
        """Stop listening; returns when no call-back is running any more."""
        ...


class DocumentStore(Protocol):
    """Documents at paths `collection/id/collection/id…`, like Firestore's."""

    def get(self, path: str) -> Document | None:
        """Return the document, `None` when there is none."""
        ...

    def get_many(self, paths: Sequence[str]) -> list[Document | None]:
        """Return the documents in the order of their paths, `None` where there is none.

        They need not be of one moment.
        """
        ...

    def query(self, collection: str, equals: Mapping[str, Any] | None = None) -> list[Document]:
        """Return the collection's documents whose fields equal the given ones, ordered by id."""
        ...

    def transact(self, body: Callable[[Transaction], T]) -> T:
        """Run `body` in a transaction and return its value.

        `body` may run several times and must have no other effect than through its transaction.

        Raises:
            TransientError: it lost against other transactions too often.
        """
        ...

    def create_missing(self, documents: Mapping[str, Document]) -> None:
        """Create those documents that do not exist; never touch one that does."""
        ...

    def delete_tree(self, path: str) -> None:
        """Delete the document and all in its collections; others may be there meanwhile."""
        ...

    def watch(self, collection: str, on_change: Callable[[dict[str, Document]], None]) -> Watch:
        """Call back with the collection's documents by id: all at once, then those that change."""
        ...


class BlobStore(Protocol):
    """Files at paths, like Cloud Storage's objects."""

    def read(self, path: str) -> bytes:
        """Return the content.

        Raises:
            PermanentError: there is none (code NOT_FOUND).
        """
        ...

    def read_many(self, paths: Iterable[str]) -> Iterator[bytes]:
        """Yield the contents in the order of their paths, some of them read ahead.

        A path is taken, and its content held, only a few before it is asked for. Who lets go of
        the iterator ends the reading.

        Raises:
            PermanentError: there is none (code NOT_FOUND), in its place: those before it have come.
        """
        ...

    def write(self, path: str, data: bytes) -> None:
        """Replace the content in one step; readers see the old or the new, never a part."""
        ...

    def write_many(self, blobs: Iterable[tuple[str, bytes]]) -> None:
        """Replace the content of each path like `write`; returns when all are written.

        A blob is taken, in the caller's thread, when those under way leave room for it: only a few
        are held at a time. What one of them raises is raised; others may be written by then.
        """
        ...

    def write_file(self, path: str, source: Path) -> None:
        """Like `write`, from a file that may be larger than memory."""
        ...

    def exists(self, path: str) -> bool:
        """Tell whether there is such a blob."""
        ...

    def copy_generation(self, path: str, generation: int, target: str) -> int:
        """Copy the content that a blob had when that generation was written.

        Returns:
            Its size in bytes.

        Raises:
            PermanentError: there is none, or it has been replaced (code NOT_FOUND).
        """
        ...

    def delete_tree(self, path: str) -> None:
        """Delete every blob whose path begins with `path/`."""
        ...

    def local_copy(self, path: str) -> AbstractContextManager[Path]:
        """Give a file with the content for reading, gone when the context ends.

        Raises:
            PermanentError: there is none (code NOT_FOUND).
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadLink:
    """A link for one request, and the headers that go with it."""

    url: str
    method: str
    headers: Mapping[str, str]


class BlobLinks(Protocol):
    """Links by which a client talks to the blob store itself, until they run out."""

    def download(
        self,
        path: str,
        valid: timedelta,
        content_type: str | None = None,
        file_name: str | None = None,
    ) -> str:
        """Return a link that anyone may read the blob by, as a file of that type and name."""
        ...

    def resumable_upload(
        self, path: str, valid: timedelta, content_type: str, max_bytes: int
    ) -> UploadLink:
        """Return a link that begins a resumable upload; its answer's `Location` takes the file.

        An upload never replaces: a second one to the same path is refused.
        """
        ...


class EventBus(Protocol):
    """At-least-once delivery: lost only with the bus itself, doubled and reordered at will."""

    def publish(self, events: Sequence[Event]) -> None:
        """Hand the events over; returns when the bus has every one of them safe."""
        ...


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Return the time, aware, UTC."""
        ...


class LanguageModel(Protocol):
    """A language model within its limits of rate and money; a repeat costs nothing."""

    @property
    def name(self) -> str:
        """The model that is asked."""
        ...

    def answer(self, request: ModelRequest) -> ModelAnswer:
        """Return the answer: a truncated, refused or filtered one as well, for it is paid.

        Raises:
            ThrottledError: not now; nothing was paid.
            TransientError: the endpoint does not answer (code UNAVAILABLE).
            PermanentError: it refuses our requests (code MODEL_REFUSES), or the session's budget
                is spent (code BUDGET_SPENT).
        """
        ...

    def stream(self, request: ModelRequest) -> Iterator[str | ModelAnswer]:
        """Yield the answer's text in pieces as they come, and at the end the whole answer.

        Raises:
            ThrottledError: like `answer`, at the first piece; so are the others.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The world of a stage.

    Attributes:
        language_model: `None` where none is set up.
    """

    documents: DocumentStore
    blobs: BlobStore
    bus: EventBus
    clock: Clock
    language_model: LanguageModel | None = None
