"""Events as messages: topic and JSON body, checked on the way in."""

from __future__ import annotations

from dataclasses import asdict, astuple

from pydantic import TypeAdapter, ValidationError

from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import TOPIC_OF, Event, Topic
from common.domain.ids import is_safe_id

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
        PermanentError: the body is no such event, or an id no part of a path (code INVALID_EVENT).
    """
    try:
        event = _ADAPTERS[topic].validate_json(body)
    except ValidationError as error:
        raise _not_one_of(topic) from error
    # The fields that become parts of a path are the ids, and all of them are named so.
    if not all(is_safe_id(text) for name, text in asdict(event).items() if name.endswith("_id")):
        raise _not_one_of(topic)
    return event


def _not_one_of(topic: Topic) -> PermanentError:
    return PermanentError(
        ErrorCode.INVALID_EVENT, f"A message on {topic} is not one of its events."
    )
