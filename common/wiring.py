"""The composition root: puts adapters behind the ports."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from common.domain.events import Topic
from common.embedded.blobs import FolderBlobStore
from common.embedded.documents import SqliteDocumentStore
from common.embedded.queue import SqliteQueue
from common.entry import Entry
from common.logs import log_to
from common.ports import Ports
from common.settings import CloudSettings
from common.stage import RetryLimits, Stage


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


def cloud_ports(settings: CloudSettings) -> Ports:
    """Return Google Cloud's adapters; each client is made here, once per instance."""
    # A chain on one machine is installed without Google's clients, and they take a second.
    from google.cloud import firestore  # noqa: PLC0415 - see above
    from google.cloud.pubsub_v1 import PublisherClient  # noqa: PLC0415
    from google.cloud.storage import Client  # noqa: PLC0415

    from common.gcp.firestore import FirestoreDocumentStore  # noqa: PLC0415
    from common.gcp.pubsub import PubSubBus  # noqa: PLC0415
    from common.gcp.storage import GcsBlobStore  # noqa: PLC0415

    bucket = Client(project=settings.project_id).bucket(settings.bucket)
    return Ports(
        documents=FirestoreDocumentStore(
            firestore.Client(project=settings.project_id), settings.firestore_read_limit_s
        ),
        blobs=GcsBlobStore(bucket),
        bus=PubSubBus(PublisherClient(), settings.project_id),
        clock=SystemClock(),
    )


def cloud_entry(
    settings: CloudSettings, stages: Mapping[Topic, Stage[Any]], *, one_at_a_time: bool = False
) -> Entry:
    """Return what the entries of a deployed function share.

    Args:
        settings: of the function.
        stages: by the topic that starts them.
        one_at_a_time: whether events wait for one another; MuPDF is not thread-safe.
    """
    log_to(None)  # standard error, which Cloud Logging reads
    return Entry(
        ports=cloud_ports(settings),
        limits=RetryLimits.of(settings),
        stages=stages,
        turn=Lock() if one_at_a_time else nullcontext(),
    )
