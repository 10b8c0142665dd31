"""Events as messages: topic and JSON body, checked on the way in."""

from __future__ import annotations

from dataclasses import astuple

from pydantic import TypeAdapter, ValidationError

from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import TOPIC_OF, Event, Topic

_ADAPTERS: dict[Topic, TypeAdapter[Event]] = {
    topic: TypeAdapter(event_type) for event_type, topic in TOPIC_OF.items()
}


def encode(event: Event) -> tuple[Topic, bytes]:
    """Return where to publish the event and its body."""
    topic = TOPIC_OF[type(event)]
    return topic, _ADAPTERS[topic].dump_json(event)


def event_key(event: Event) -> str:
    """Return what the event is about; equal for a repeat, which a delivery's id is not."""
    return "/".join(str(part) for part in astuple(event))


def decode(topic: Topic, body: bytes) -> Event:
    """Return the event of a message.

    Raises:
        PermanentError: the body is no such event (code INVALID_EVENT).
    """
    try:
        return _ADAPTERS[topic].validate_json(body)
    except ValidationError as error:
        raise PermanentError(
            ErrorCode.INVALID_EVENT, f"A message on {topic} is not one of its events."
        ) from error
