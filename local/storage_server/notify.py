"""Notifications: a finished upload becomes a Pub/Sub message, as the bucket's owner asked for."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from common.pushed import OBJECT_FINALIZED

# Topic path, body, attributes.
Publish = Callable[[str, bytes, Mapping[str, str]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One wish to be told; the topic is a path `projects/…/topics/…`."""

    id: str
    bucket: str
    topic: str
    prefix: str


class Notifications:
    """The wishes of all buckets; they end with the process, and are to be said again."""

    def __init__(self, publish: Publish) -> None:
        self._publish = publish
        self._lock = threading.Lock()
        self._all: list[Notification] = []

    def add(self, bucket: str, asked: Mapping[str, Any]) -> Notification:
        """Add what a `notificationConfigs.insert` asks for."""
        with self._lock:
            notification = Notification(
                id=str(len(self._all) + 1),
                bucket=bucket,
                topic=str(asked["topic"]).removeprefix("//pubsub.googleapis.com/"),
                prefix=asked.get("object_name_prefix", ""),
            )
            self._all.append(notification)
            return notification

    def of(self, bucket: str) -> list[Notification]:
        """Return a bucket's notifications."""
        with self._lock:
            return [n for n in self._all if n.bucket == bucket]

    def finalized(self, resource: Mapping[str, Any]) -> None:
        """Tell everyone who wished to know that an object has a new generation."""
        for notification in self.of(resource["bucket"]):
            if resource["name"].startswith(notification.prefix):
                self._publish(
                    notification.topic,
                    json.dumps(resource).encode(),
                    _attributes(notification, resource),
                )


def _attributes(notification: Notification, resource: Mapping[str, Any]) -> dict[str, str]:
    bucket = notification.bucket
    return {
        "notificationConfig": f"projects/_/buckets/{bucket}/notificationConfigs/{notification.id}",
        "eventType": OBJECT_FINALIZED,
        "payloadFormat": "JSON_API_V1",
        "bucketId": bucket,
        "objectId": resource["name"],
        "objectGeneration": resource["generation"],
        "eventTime": resource["timeCreated"],
    }
