"""The composition root: puts adapters behind the ports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from common.enqueued import ToldBus
from common.entry import Entry
from common.logs import log_to
from common.ports import BlobLinks, BlobStore, Clock, DocumentStore, LanguageModel, Ports
from common.settings import (
    CloudSettings,
    LanguageModelSettings,
    TracesExporter,
    TracingSettings,
)
from common.stage import RetryLimits, Stage
from common.trace_context import ATTRIBUTE
from common.tracing import record_by


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
    clock = SystemClock()
    ports = Ports(
        documents=documents,
        blobs=blobs,
        bus=ToldBus(queue),
        clock=clock,
        language_model=_language_model(LanguageModelSettings(), documents, blobs, clock),
    )
    return EmbeddedWorld(folder=folder, ports=ports, documents=documents, blobs=blobs, queue=queue)


def cloud_ports(settings: CloudSettings, asks: LanguageModelSettings | None = None) -> Ports:
    """Return Google Cloud's adapters; each client is made here, once per instance.

    Args:
        settings: of the function.
        asks: of a function that asks a language model.
    """
    # A chain on one machine is installed without Google's clients, and they take a second.
    from google.cloud import firestore  # noqa: PLC0415 - see above
    from google.cloud.pubsub_v1 import PublisherClient  # noqa: PLC0415
    from google.cloud.storage import Client  # noqa: PLC0415

    from common.gcp.firestore import FirestoreDocumentStore  # noqa: PLC0415
    from common.gcp.pubsub import PubSubBus  # noqa: PLC0415
    from common.gcp.storage import GcsBlobStore  # noqa: PLC0415

    bucket = Client(project=settings.project_id).bucket(settings.bucket)
    documents = FirestoreDocumentStore(
        firestore.Client(project=settings.project_id), settings.firestore_read_limit_s
    )
    blobs, clock = GcsBlobStore(bucket), SystemClock()
    return Ports(
        documents=documents,
        blobs=blobs,
        bus=ToldBus(PubSubBus(PublisherClient(), settings.project_id)),
        clock=clock,
        language_model=_language_model(asks, documents, blobs, clock) if asks else None,
    )


def _language_model(
    settings: LanguageModelSettings, documents: DocumentStore, blobs: BlobStore, clock: Clock
) -> LanguageModel | None:
    """Return the model of the settings, `None` when they name none."""
    if not settings.llm_model:
        return None
    # The SDK takes a second, and most functions are installed without it.
    from common.llm.metered import metered_model  # noqa: PLC0415 - see above

    return metered_model(settings, documents, blobs, clock)


def cloud_links(settings: CloudSettings, service_account_email: str) -> BlobLinks:
    """Return what makes links into the bucket.

    Args:
        settings: of the function.
        service_account_email: who signs, by IAM; without one nobody does, and only the storage
            server of a machine takes the links.
    """
    import google.auth  # noqa: PLC0415 - as above
    from google.auth.transport.requests import Request  # noqa: PLC0415
    from google.cloud.storage import Client  # noqa: PLC0415

    from common.gcp.links import BucketLinks, IamSigner, UnsignedSigner  # noqa: PLC0415

    bucket = Client(project=settings.project_id).bucket(settings.bucket)
    if not service_account_email:
        return BucketLinks(bucket, UnsignedSigner())
    credentials, _project = google.auth.default()
    return BucketLinks(bucket, IamSigner(Request(), credentials, service_account_email))


def pubsub_check(settings: CloudSettings) -> Callable[[], None]:
    """Return what makes sure that Pub/Sub takes events."""
    from google.cloud.pubsub_v1 import PublisherClient  # noqa: PLC0415 - as above

    from common.gcp.pubsub import PubSubBus  # noqa: PLC0415

    return PubSubBus(PublisherClient(), settings.project_id).check


def begin_telling(project_id: str, service_name: str) -> None:
    """Send this process's logs to standard error, and its spans where the environment says.

    Args:
        project_id: of the cloud that reads them.
        service_name: what its spans are filed under.
    """
    log_to(None, project_id)  # which Cloud Logging reads
    settings = TracingSettings()
    if settings.traces_exporter is TracesExporter.NONE:
        return
    from common.otel import recorder_of  # noqa: PLC0415 - nothing of it is loaded without need

    record_by(recorder_of(settings, service_name, project_id))


def _traceparent_of_push() -> str | None:
    from flask import has_request_context, request  # noqa: PLC0415 - functions-framework's

    return request.headers.get(ATTRIBUTE) if has_request_context() else None


def _deliveries_of_push() -> int | None:
    """Return the count that functions-framework leaves out of what it makes of a push.

    Pub/Sub says it where a subscription has a dead letter; its emulator never does.
    """
    from flask import has_request_context, request  # noqa: PLC0415 - functions-framework's

    body = request.get_json(silent=True) if has_request_context() else None
    count = body.get("deliveryAttempt") if isinstance(body, dict) else None
    return count if isinstance(count, int) else None


def cloud_entry(
    service_name: str,
    settings: CloudSettings,
    stages: Mapping[Topic, Stage[Any]],
    *,
    one_at_a_time: bool = False,
    asks: LanguageModelSettings | None = None,
) -> Entry:
    """Return what the entries of a deployed function share.

    Args:
        service_name: of the function, for its spans.
        settings: of the function.
        stages: by the topic that starts them.
        one_at_a_time: whether events wait for one another; MuPDF is not thread-safe.
        asks: of a function that asks a language model.
    """
    begin_telling(settings.project_id, service_name)
    return Entry(
        ports=cloud_ports(settings, asks),
        limits=RetryLimits.of(settings),
        stages=stages,
        turn=Lock() if one_at_a_time else nullcontext(),
        traceparent_of_push=_traceparent_of_push,
        deliveries_of_push=_deliveries_of_push,
    )
