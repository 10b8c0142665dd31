"""The document store in one SQLite file: transactions, queries by equality, watch by polling.

It keeps Firestore's rules, so that code which runs here runs there: no read after a write in a
transaction, no arrays in arrays, 1 MiB a document.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from common.domain.errors import ErrorCode, TransientError
from common.ports import Transaction, Watch
from common.records import Document
from common.store_rules import MAX_DOCUMENT_BYTES, refuse_nested_arrays, too_large

T = TypeVar("T")

BUSY_TIMEOUT_S = 20.0
POLL_S = 0.05

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    path TEXT PRIMARY KEY, collection TEXT NOT NULL, body TEXT NOT NULL, seq INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS documents_by_change ON documents (collection, seq);
CREATE TABLE IF NOT EXISTS counter (id INTEGER PRIMARY KEY CHECK (id = 1), value INTEGER NOT NULL);
INSERT OR IGNORE INTO counter VALUES (1, 0);
"""
_FIELD = re.compile(r"[a-z_]+")
_DATETIME_KEY = "$datetime"


class SqliteDocumentStore:
    """Documents in one file; any number of threads and processes may share it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def get(self, path: str) -> Document | None:
        """Return the document, `None` when there is none."""
        return _select(self._connection(), path)

    def get_many(self, paths: Sequence[str]) -> list[Document | None]:
        """Return the documents in the order of their paths, `None` where there is none."""
        return [self.get(path) for path in paths]

    def query(self, collection: str, equals: Mapping[str, Any] | None = None) -> list[Document]:
        """Return the collection's documents whose fields equal the given ones, ordered by id."""
        conditions, values = ["collection = ?"], [collection]
        for field, value in (equals or {}).items():
            if not _FIELD.fullmatch(field):
                raise ValueError(f"not a field name: {field!r}")
            conditions.append(f"json_extract(body, '$.{field}') = ?")
            values.append(value)
        sql = f"SELECT body FROM documents WHERE {' AND '.join(conditions)} ORDER BY path"  # noqa: S608 - field names are checked, values are bound
        return [_parse(body) for (body,) in self._connection().execute(sql, values)]

    def transact(self, body: Callable[[Transaction], T]) -> T:
        """Run `body` in a transaction and return its value.

        Raises:
            TransientError: the file stayed locked by others (code CONFLICT).
        """
        with self._writing() as connection:
            transaction = _SqliteTransaction(connection)
            value = body(transaction)
            for path, document in transaction.writes.items():
                _put(connection, path, document)
            return value

    def create_missing(self, documents: Mapping[str, Document]) -> None:
        """Create those documents that do not exist; never touch one that does."""
        with self._writing() as connection:
            for path, document in documents.items():
                if _select(connection, path) is None:
                    _put(connection, path, document)

    def delete_tree(self, path: str) -> None:
        """Delete the document and all in its collections."""
        beneath = (path, f"{path}/", f"{path}0")  # "0" is the character after "/"
        sql = "DELETE FROM documents WHERE path = ? OR (path > ? AND path < ?)"
        with self._writing() as connection:
            connection.execute(sql, beneath)

    def watch(self, collection: str, on_change: Callable[[dict[str, Document]], None]) -> Watch:
        """Call back with the collection's documents by id: all at once, then those that change."""
        return _PollingWatch(self._changes, collection, on_change)

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            del self._local.connection

    def _changes(self, collection: str, after: int) -> list[tuple[str, str, int]]:
        rows = self._connection().execute(
            "SELECT path, body, seq FROM documents WHERE collection = ? AND seq > ? ORDER BY seq",
            (collection, after),
        )
        return rows.fetchall()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = open_database(self._path, _SCHEMA)
            self._local.connection = connection
        return connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        with write_transaction(connection):
            yield connection


def open_database(path: Path, schema: str) -> sqlite3.Connection:
    """Open a shared SQLite file in WAL mode and create its tables if they are missing.

    Raises:
        TransientError: the file stayed locked by others (code CONFLICT).
    """
    connection = sqlite3.connect(
        path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
    )
    _enter_wal_mode(connection)
    # NORMAL survives a killed process; only a power cut may lose the last transactions.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executescript(schema)
    return connection


def _enter_wal_mode(connection: sqlite3.Connection) -> None:
    """Enter it, again and again: SQLite does not wait when several open a new file at once."""
    give_up_s = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if time.monotonic() > give_up_s:
                raise TransientError(
                    ErrorCode.CONFLICT, "The local store is busy; try again."
                ) from error
            time.sleep(POLL_S)
        else:
            return


@contextmanager
def write_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the write lock from the start, so that reads and writes see one state.

    Raises:
        TransientError: the file stayed locked by others (code CONFLICT).
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise TransientError(ErrorCode.CONFLICT, "The local store is busy; try again.") from error
    with connection:  # commits, or rolls back what an error leaves
        yield


class _SqliteTransaction:
    """Collects the writes; SQLite's own transaction around it holds the lock."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.writes: dict[str, Document] = {}

    def get(self, path: str) -> Document | None:
        if self.writes:
            raise RuntimeError("a transaction reads before it writes")
        return _select(self._connection, path)

    def get_many(self, paths: Sequence[str]) -> list[Document | None]:
        return [self.get(path) for path in paths]

    def set(self, path: str, document: Document) -> None:
        self.writes[path] = document


class _PollingWatch:
    """Asks for changes every POLL_S; call-backs run in its own thread, one at a time."""

    def __init__(
        self,
        changes: Callable[[str, int], list[tuple[str, str, int]]],
        collection: str,
        on_change: Callable[[dict[str, Document]], None],
    ) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(changes, collection, on_change), daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(
        self,
        changes: Callable[[str, int], list[tuple[str, str, int]]],
        collection: str,
        on_change: Callable[[dict[str, Document]], None],
    ) -> None:
        seen, first = 0, True
        while not self._stop.is_set():
            rows = changes(collection, seen)
            if rows or first:
                first = False
                seen = max([seen, *(seq for _, _, seq in rows)])
                on_change({path.rpartition("/")[2]: _parse(body) for path, body, _ in rows})
            self._stop.wait(POLL_S)


def _select(connection: sqlite3.Connection, path: str) -> Document | None:
    row = connection.execute("SELECT body FROM documents WHERE path = ?", (path,)).fetchone()
    return None if row is None else _parse(row[0])


def _put(connection: sqlite3.Connection, path: str, document: Document) -> None:
    refuse_nested_arrays(document)
    body = json.dumps(document, default=_encode_datetime, ensure_ascii=False)
    if len(body.encode()) > MAX_DOCUMENT_BYTES:
        raise too_large(path)
    ((seq,),) = connection.execute("UPDATE counter SET value = value + 1 RETURNING value")
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?) "
        "ON CONFLICT (path) DO UPDATE SET body = excluded.body, seq = excluded.seq",
        (path, path.rpartition("/")[0], body, seq),
    )


def _parse(body: str) -> Document:
    document: Document = json.loads(body, object_hook=_decode_datetime)
    return document


def _encode_datetime(value: object) -> object:
    if isinstance(value, datetime):
        return {_DATETIME_KEY: value.astimezone(UTC).isoformat()}
    raise TypeError(f"a document cannot hold a {type(value).__name__}")


def _decode_datetime(value: dict[str, Any]) -> Any:
    return datetime.fromisoformat(value[_DATETIME_KEY]) if _DATETIME_KEY in value else value
