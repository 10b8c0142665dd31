"""Messages as Pub/Sub pushes them, and the events in them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from pydantic import BaseModel, Field, ValidationError

from common import messages
from common.domain.drop_names import DROPS_PREFIX
from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import DropFinalized, Event, Topic, UploadFinalized
from common.domain.ids import VersionId, is_safe_id
from common.paths import UPLOADS_PREFIX

OBJECT_FINALIZED: Final = "OBJECT_FINALIZE"


class PushedMessage(BaseModel):
    """One message; `attributes` are our bus's, or those of a bucket's notification."""

    data: str = ""
    attributes: dict[str, str] = Field(default_factory=dict)
    published_at: datetime = Field(validation_alias="publishTime")


class _Push(BaseModel):
    message: PushedMessage


def pushed_message(body: object) -> PushedMessage:
    """Return the message of a push.

    Raises:
        PermanentError: it is none (code INVALID_EVENT).
    """
    try:
        return _Push.model_validate(body).message
    except ValidationError as error:
        raise _invalid("What was pushed is no message of Pub/Sub.") from error


def event_in(message: PushedMessage, topic: Topic | None = None) -> Event:
    """Return the event a pushed message carries, like `event_of`.

    Raises:
        PermanentError: it carries none (code INVALID_EVENT).
    """
    try:
        data = base64.b64decode(message.data, validate=True)
    except binascii.Error as error:
        raise _invalid("A message carries no event.") from error
    return event_of(data, message.attributes, topic)


def event_of(data: bytes, attributes: Mapping[str, str], topic: Topic | None = None) -> Event:
    """Return the event a message carries.

    Args:
        data: of our bus; a bucket's notification says all in its attributes.
        attributes: of our bus, or of a bucket that tells of a finished upload or drop.
        topic: where it was published; else the message says so itself, as a dead letter must.

    Raises:
        PermanentError: it carries none (code INVALID_EVENT).
    """
    if attributes.get("eventType") == OBJECT_FINALIZED:
        return _stored(attributes)
    try:
        return messages.decode(topic or Topic(attributes.get("event_topic", "")), data)
    except ValueError as error:
        raise _invalid("A message carries no event.") from error


def _stored(attributes: Mapping[str, str]) -> UploadFinalized | DropFinalized:
    path = attributes.get("objectId", "")
    if not path.startswith(DROPS_PREFIX):
        return upload_of(path)
    try:
        return DropFinalized(
            path=path,
            generation=int(attributes["objectGeneration"]),
            dropped_at=datetime.fromisoformat(attributes["eventTime"]),
        )
    except (KeyError, ValueError) as error:
        raise _invalid(f"The notification of {path} lacks its generation or time.") from error


def upload_of(path: str) -> UploadFinalized:
    """Return the upload an object is of: `uploads/{project}/{version}/{file}`.

    Raises:
        PermanentError: it is of none (code INVALID_EVENT).
    """
    segments = path.removeprefix(UPLOADS_PREFIX).split("/")
    if not path.startswith(UPLOADS_PREFIX) or len(segments) != 3 or not all(segments):
        raise _invalid(f"{path} is no object of an upload.")
    if not is_safe_id(segments[1]):
        raise _invalid(f"{segments[1]!r} is no id of a version.")
    return UploadFinalized(version_id=VersionId(segments[1]))


def _invalid(what: str) -> PermanentError:
    return PermanentError(ErrorCode.INVALID_EVENT, what)
