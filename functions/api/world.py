"""What the routes work with: the ports, the links, who may ask, the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Final

from flask import Flask, current_app

from common.domain.ids import UserId
from common.ports import BlobLinks, Ports
from functions.api.auth import Authenticator
from functions.api.settings import ApiSettings
from functions.api.stream_places import StreamPlaces

_KEY: Final = "buildtrace"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiWorld:
    """The world of the API.

    Attributes:
        ports: documents, blobs, events, time.
        links: by which clients send and fetch files.
        authenticator: tells who asks.
        settings: how the API serves.
        checks: what else must be there for the API to be ready, by name; each raises what is
            wrong.
        streams: the places of event streams.
        exporting: held while an export is written.
        known_users: address and name of those whose record this process has written or seen.
    """

    ports: Ports
    links: BlobLinks
    authenticator: Authenticator
    settings: ApiSettings
    checks: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    streams: StreamPlaces = field(init=False)
    exporting: BoundedSemaphore = field(default_factory=BoundedSemaphore)
    known_users: dict[UserId, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make as many places for event streams as the settings say."""
        most, per_user = self.settings.max_streams, self.settings.max_streams_per_user
        object.__setattr__(self, "streams", StreamPlaces(most, per_user))


def put_world(app: Flask, world: ApiWorld) -> None:
    """Give the app its world."""
    app.extensions[_KEY] = world


def world() -> ApiWorld:
    """Return the world of the request's app."""
    found: ApiWorld = current_app.extensions[_KEY]
    return found


def ports() -> Ports:
    """Return the ports of the request's app."""
    return world().ports
