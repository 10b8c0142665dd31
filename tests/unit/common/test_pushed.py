"""Messages as Pub/Sub pushes them: what is an event is one, everything else is refused."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest

from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import DropFinalized, PageQueued, Topic, UploadFinalized
from common.domain.ids import VersionId
from common.pushed import event_in, pushed_message

AT = datetime(2026, 1, 2, tzinfo=UTC)
PAGE_BODY = b'{"version_id": "v", "page_index": 3}'
PAGE = PageQueued(version_id=VersionId("v"), page_index=3)


def _push(data: bytes, **attributes: str) -> dict[str, Any]:
    message = {
        "data": base64.b64encode(data).decode(),
        "attributes": attributes,
        "publishTime": "2026-01-02T03:04:05.678Z",
    }
    return {"message": message}


def test_an_event_comes_out_of_a_push() -> None:
    assert event_in(pushed_message(_push(PAGE_BODY)), Topic.OCR_PAGES) == PAGE


def test_a_dead_letter_says_itself_where_it_was() -> None:
    assert event_in(pushed_message(_push(PAGE_BODY, event_topic="ocr-pages"))) == PAGE


def test_a_finished_upload_is_the_event_of_its_version() -> None:
    push = _push(b"{}", eventType="OBJECT_FINALIZE", objectId="uploads/p/v/set 1.pdf")
    event = event_in(pushed_message(push), Topic.UPLOADS)
    assert event == UploadFinalized(version_id=VersionId("v"))


def test_a_dropped_file_is_an_event_with_its_generation_and_time() -> None:
    drop = {"objectId": "drops/p/d/1.pdf", "objectGeneration": "17", "eventTime": AT.isoformat()}
    event = event_in(pushed_message(_push(b"{}", eventType="OBJECT_FINALIZE", **drop)))
    assert event == DropFinalized(path="drops/p/d/1.pdf", generation=17, dropped_at=AT)


@pytest.mark.parametrize("lacking", ["objectGeneration", "eventTime"])
def test_a_drop_without_generation_or_time_is_refused(lacking: str) -> None:
    drop = {"objectId": "drops/p/d/1.pdf", "objectGeneration": "17", "eventTime": AT.isoformat()}
    del drop[lacking]
    with pytest.raises(PermanentError):
        event_in(pushed_message(_push(b"{}", eventType="OBJECT_FINALIZE", **drop)))


@pytest.mark.parametrize(
    "path",
    [
        *("pages/v/0/page.pdf", "uploads/p/v", "uploads//v/f", "", "a/b/c"),
        *("uploads/p/../f", "uploads/p/./f", "uploads/p/__v__/f", "uploads/p/v v/f"),
        f"uploads/p/{'v' * 129}/f",
    ],
)
def test_an_object_that_is_no_upload_is_refused(path: str) -> None:
    push = _push(b"{}", eventType="OBJECT_FINALIZE", objectId=path)
    with pytest.raises(PermanentError) as raised:
        event_in(pushed_message(push), Topic.UPLOADS)
    assert raised.value.code is ErrorCode.INVALID_EVENT


@pytest.mark.parametrize("body", [None, [], "text", {}, {"message": {}}, {"message": {"data": 1}}])
def test_what_is_no_message_is_refused(body: object) -> None:
    with pytest.raises(PermanentError) as raised:
        pushed_message(body)
    assert raised.value.code is ErrorCode.INVALID_EVENT


@pytest.mark.parametrize("data", [b"", b"{", b"{}", b'{"version_id": "v"}', b"\xff"])
def test_data_that_is_no_event_is_refused(data: bytes) -> None:
    with pytest.raises(PermanentError) as raised:
        event_in(pushed_message(_push(data)), Topic.OCR_PAGES)
    assert raised.value.code is ErrorCode.INVALID_EVENT


def test_a_dead_letter_of_an_unknown_topic_is_refused() -> None:
    with pytest.raises(PermanentError):
        event_in(pushed_message(_push(PAGE_BODY, event_topic="elsewhere")))
