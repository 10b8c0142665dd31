"""The durable queue behind the embedded bus: events in one SQLite file, until acknowledged."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from common import messages
from common.domain.events import Event, Topic
from common.embedded.documents import open_database, write_transaction

_SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, body BLOB NOT NULL,
    published_at REAL NOT NULL, due_at REAL NOT NULL, attempt INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'leased', 'dead'))
);
CREATE INDEX IF NOT EXISTS messages_due ON messages (state, due_at);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A message handed to a worker, not yet acknowledged."""

    id: int
    event: Event
    attempt: int
    published_at: float


class SqliteQueue:
    """An EventBus whose messages wait in a file; one dispatcher leases and acknowledges."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def publish(self, events: Sequence[Event]) -> None:
        """Store the events; they are safe when this returns."""
        now = time.time()
        rows = [(*messages.encode(event), now, now) for event in events]
        connection = self._connection()
        with write_transaction(connection):
            connection.executemany(
                "INSERT INTO messages (topic, body, published_at, due_at) VALUES (?, ?, ?, ?)",
                rows,
            )

    def lease(self) -> Leased | None:
        """Take the oldest message that is due and count the attempt; `None` if none is due."""
        connection = self._connection()
        with write_transaction(connection):
            row = connection.execute(
                "UPDATE messages SET state = 'leased', attempt = attempt + 1 WHERE id = ("
                "  SELECT id FROM messages WHERE state = 'ready' AND due_at <= ?"
                "  ORDER BY id LIMIT 1"
                ") RETURNING id, topic, body, attempt, published_at",
                (time.time(),),
            ).fetchone()
        if row is None:
            return None
        message_id, topic, body, attempt, published_at = row
        return Leased(
            id=message_id,
            event=messages.decode(Topic(topic), body),
            attempt=attempt,
            published_at=published_at,
        )

    def acknowledge(self, message: Leased) -> None:
        """Forget the message: its work is done."""
        self._execute("DELETE FROM messages WHERE id = ?", (message.id,))

    def release(self, message: Leased, delay_s: float) -> None:
        """Make the message due again after `delay_s`."""
        self._execute(
            "UPDATE messages SET state = 'ready', due_at = ? WHERE id = ?",
            (time.time() + delay_s, message.id),
        )

    def bury(self, message: Leased) -> None:
        """Keep the message as a dead letter, for people to look at; nobody gets it any more."""
        self._execute("UPDATE messages SET state = 'dead' WHERE id = ?", (message.id,))

    def release_all(self) -> None:
        """Make what an earlier dispatcher had leased due again: it is not running any more."""
        self._execute("UPDATE messages SET state = 'ready' WHERE state = 'leased'", ())

    def is_idle(self) -> bool:
        """Whether no message is waiting or being worked on."""
        row = self._connection().execute(
            "SELECT 1 FROM messages WHERE state IN ('ready', 'leased') LIMIT 1"
        )
        return row.fetchone() is None

    def dead_letters(self) -> list[Event]:
        """Return the events nobody could handle, oldest first."""
        rows = self._connection().execute(
            "SELECT topic, body FROM messages WHERE state = 'dead' ORDER BY id"
        )
        return [messages.decode(Topic(topic), body) for topic, body in rows]

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            del self._local.connection

    def _execute(self, sql: str, values: tuple[object, ...]) -> None:
        connection = self._connection()
        with write_transaction(connection):
            connection.execute(sql, values)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = open_database(self._path, _SCHEMA)
            self._local.connection = connection
        return connection
