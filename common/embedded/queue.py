"""The durable queue behind the embedded bus: events in one SQLite file, until acknowledged."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from common import messages
from common.domain.errors import PermanentError
from common.domain.events import Event, Topic
from common.embedded.documents import open_database, write_transaction
from common.logs import log_event

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
    """An EventBus whose messages wait in a file; one dispatcher leases and acknowledges.

    Times are the monotonic clock's, one for all processes of the machine: a wall clock that is
    set back would hold up what waits. Another boot begins with `take_over`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def publish(self, events: Sequence[Event]) -> None:
        """Store the events; they are safe when this returns."""
        now = time.monotonic()
        rows = [(*messages.encode(event), now, now) for event in events]
        connection = self._connection()
        with write_transaction(connection):
            connection.executemany(
                "INSERT INTO messages (topic, body, published_at, due_at) VALUES (?, ?, ?, ?)",
                rows,
            )

    def lease(self) -> Leased | None:
        """Take the oldest message that is due and count the attempt; `None` if none is due.

        One that cannot be read is buried on the way: it would stop every dispatcher.
        """
        while (row := self._lease_row()) is not None:
            message_id, topic, body, attempt, published_at = row
            event = _event(topic, body)
            if event is not None:
                return Leased(
                    id=message_id, event=event, attempt=attempt, published_at=published_at
                )
            self._bury(message_id)
        return None

    def _lease_row(self) -> tuple[int, str, bytes, int, float] | None:
        connection = self._connection()
        with write_transaction(connection):
            row: tuple[int, str, bytes, int, float] | None = connection.execute(
                "UPDATE messages SET state = 'leased', attempt = attempt + 1 WHERE id = ("
                "  SELECT id FROM messages WHERE state = 'ready' AND due_at <= ?"
                "  ORDER BY id LIMIT 1"
                ") RETURNING id, topic, body, attempt, published_at",
                (time.monotonic(),),
            ).fetchone()
        return row

    def acknowledge(self, message: Leased) -> None:
        """Forget the message: its work is done."""
        self._execute("DELETE FROM messages WHERE id = ?", (message.id,))

    def release(self, message: Leased, delay_s: float) -> None:
        """Make the message due again after `delay_s`."""
        self._execute(
            "UPDATE messages SET state = 'ready', due_at = ? WHERE id = ?",
            (time.monotonic() + delay_s, message.id),
        )

    def bury(self, message: Leased) -> None:
        """Keep the message as a dead letter, for people to look at; nobody gets it any more."""
        self._bury(message.id)

    def take_over(self) -> None:
        """Make everything due that an earlier dispatcher left: it is not running any more.

        A delivery that ended with its dispatcher was no attempt, and the time between the two
        is no age: an event that is resumed a day later has all its tries.
        """
        now = time.monotonic()
        self._execute(
            "UPDATE messages SET attempt = attempt - (state = 'leased'), state = 'ready', "
            "published_at = ?, due_at = ? WHERE state IN ('ready', 'leased')",
            (now, now),
        )

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
        events = (_event(topic, body) for topic, body in rows)
        return [event for event in events if event is not None]

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            del self._local.connection

    def _bury(self, message_id: int) -> None:
        self._execute("UPDATE messages SET state = 'dead' WHERE id = ?", (message_id,))

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


def _event(topic: str, body: bytes) -> Event | None:
    """Return the event of a row, `None` for one that nobody can read."""
    try:
        return messages.decode(Topic(topic), body)
    except (ValueError, PermanentError) as error:
        log_event("message_unreadable", topic=topic, error=error)
        return None
