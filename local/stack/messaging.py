"""Topics and push subscriptions, made as a deployment must make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import grpc
from google.auth.credentials import AnonymousCredentials
from google.cloud.pubsub_v1 import PublisherClient, SubscriberClient
from google.cloud.storage import Client
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from google.pubsub_v1.types import DeadLetterPolicy, PushConfig, RetryPolicy, Subscription

from common.domain.drop_names import DROPS_PREFIX
from common.domain.events import Topic
from common.paths import UPLOADS_PREFIX
from common.pushed import OBJECT_FINALIZED
from local.stack.backends import Backends
from local.stack.processes import HOST
from local.stack.topology import ENTRY_POINTS, EntryPoint, kept

ACK_DEADLINE_S: Final = 600  # Pub/Sub's longest; a function may take 540 s
# Shorter than deployed (10 to 600 s): who waits here is a person.
RETRY: Final = RetryPolicy(
    minimum_backoff=timedelta(seconds=1), maximum_backoff=timedelta(seconds=10)
)


def connect(
    backends: Backends, project_id: str, ports: Mapping[EntryPoint, int], retry: RetryPolicy
) -> None:
    """Make every topic, a push subscription for every entry, and those that keep dead letters.

    Args:
        backends: where Pub/Sub listens.
        project_id: of the topics.
        ports: where each entry that runs listens.
        retry: how long Pub/Sub waits before it delivers again.
    """
    channel = grpc.insecure_channel(backends.pubsub)
    publisher = PublisherClient(transport=PublisherGrpcTransport(channel=channel))
    subscriber = SubscriberClient(transport=SubscriberGrpcTransport(channel=channel))
    for name in topics(ENTRY_POINTS):
        publisher.create_topic(name=publisher.topic_path(project_id, name))
    for entry, port in ports.items():
        if entry.topic is None:
            continue
        subscriber.create_subscription(request=_subscription(project_id, entry, port, retry))
    for dead_topic in dead_topics(ENTRY_POINTS):
        subscriber.create_subscription(
            name=subscriber.subscription_path(project_id, kept(dead_topic)),
            topic=publisher.topic_path(project_id, dead_topic),
        )
    channel.close()


def topics(entries: Sequence[EntryPoint]) -> list[str]:
    """Return the names of all topics."""
    return sorted({entry.topic for entry in entries if entry.topic} | set(dead_topics(entries)))


def dead_topics(entries: Sequence[EntryPoint]) -> list[str]:
    """Return the names of the topics of dead letters."""
    return sorted({entry.dead_topic for entry in entries if entry.dead_topic})


def make_bucket(backends: Backends, project_id: str, bucket: str) -> None:
    """Make the bucket; finished uploads and drops in it are told to their topics."""
    client = Client(
        project=project_id,
        credentials=AnonymousCredentials(),
        client_options={"api_endpoint": backends.storage},
    )
    made = client.create_bucket(bucket)
    for topic, prefix in ((Topic.UPLOADS, UPLOADS_PREFIX), (Topic.DROPS, DROPS_PREFIX)):
        made.notification(
            topic_name=topic,
            topic_project=project_id,
            event_types=[OBJECT_FINALIZED],
            payload_format="JSON_API_V1",
            blob_name_prefix=prefix,
        ).create()


def _subscription(
    project_id: str, entry: EntryPoint, port: int, retry: RetryPolicy
) -> Subscription:
    topic = f"projects/{project_id}/topics/{entry.topic}"
    return Subscription(
        name=f"projects/{project_id}/subscriptions/{entry.name}",
        topic=topic,
        # The path tells functions-framework the topic.
        push_config=PushConfig(push_endpoint=f"http://{HOST}:{port}/{topic}"),
        ack_deadline_seconds=ACK_DEADLINE_S,
        retry_policy=retry,
        dead_letter_policy=(
            DeadLetterPolicy(
                dead_letter_topic=f"projects/{project_id}/topics/{entry.dead_topic}",
                max_delivery_attempts=entry.max_deliveries,
            )
            if entry.dead_topic
            else None
        ),
    )
