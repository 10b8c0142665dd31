"""Events as messages."""

from __future__ import annotations

import json

import pytest

from common import messages
from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import Event, PageQueued, SessionReady, Topic, VersionPagesRead
from common.domain.ids import SessionId, VersionId


@pytest.mark.parametrize(
    "event",
    [
        PageQueued(version_id=VersionId("v"), page_index=3),
        VersionPagesRead(version_id=VersionId("v")),
        SessionReady(session_id=SessionId("s")),
    ],
)
def test_an_event_survives_its_message(event: Event) -> None:
    assert messages.decode(*messages.encode(event)) == event


@pytest.mark.parametrize("body", [b"", b"{}", b"nonsense", b'{"version_id": "v"}', b"[1]"])
def test_a_malformed_message_is_a_permanent_error(body: bytes) -> None:
    with pytest.raises(PermanentError) as raised:
        messages.decode(Topic.OCR_PAGES, body)
    assert raised.value.code is ErrorCode.INVALID_EVENT


@pytest.mark.parametrize("unsafe", ["", "a/b", "..", ".", "__x__", "_x", "a b", "x" * 129])
@pytest.mark.parametrize(
    ("topic", "field"),
    [
        (Topic.UPLOADS, "version_id"),
        (Topic.OCR_PAGES, "version_id"),
        (Topic.SESSIONS_READY, "session_id"),
        (Topic.DIFF_PAIRS, "comparison_id"),
    ],
)
def test_an_id_that_is_no_part_of_a_path_is_a_permanent_error(
    topic: Topic, field: str, unsafe: str
) -> None:
    body = json.dumps({field: unsafe, "page_index": 0}).encode()
    with pytest.raises(PermanentError) as raised:
        messages.decode(topic, body)
    assert raised.value.code is ErrorCode.INVALID_EVENT
