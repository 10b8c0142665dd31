"""The composition root: puts adapters behind the ports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from common.embedded.blobs import FolderBlobStore
from common.embedded.documents import SqliteDocumentStore
from common.embedded.queue import SqliteQueue
from common.ports import Ports


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the time, aware, UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedWorld:
    """Everything of a chain that runs on one machine, in one folder."""

    folder: Path
    ports: Ports
    documents: SqliteDocumentStore
    blobs: FolderBlobStore
    queue: SqliteQueue

    @property
    def log_path(self) -> Path:
        """Where every process of this chain writes its log."""
        return self.folder / "log.jsonl"

    def close(self) -> None:
        """Close what this thread holds open."""
        self.documents.close()
        self.queue.close()


def embedded_world(folder: Path) -> EmbeddedWorld:
    """Open the chain's folder, making it if it is new."""
    folder.mkdir(parents=True, exist_ok=True)
    documents = SqliteDocumentStore(folder / "documents.sqlite")
    blobs = FolderBlobStore(folder / "blobs")
    queue = SqliteQueue(folder / "events.sqlite")
    ports = Ports(documents=documents, blobs=blobs, bus=queue, clock=SystemClock())
    return EmbeddedWorld(folder=folder, ports=ports, documents=documents, blobs=blobs, queue=queue)
