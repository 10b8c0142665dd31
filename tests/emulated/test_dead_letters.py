"""Dead letters on the emulator: kept for a person, published again where that helps, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from google.cloud.pubsub_v1 import PublisherClient, SubscriberClient
from typer.testing import CliRunner, Result

from common import messages, paths
from common.domain.events import DropFinalized, Event, PageQueued, Topic, UploadFinalized
from common.domain.ids import VersionId
from common.records import VERSION
from common.settings import CloudSettings
from common.wiring import cloud_ports
from local.cli import app
from local.stack.backends import Backends
from tests.emulators import OF_BACKENDS, new_bucket, project_of
from tests.versions import UPLOADED

pytestmark = OF_BACKENDS
AT = datetime(2026, 11, 24, 16, tzinfo=UTC)
TRACEPARENT = "00-744b14f8c9324d07bd7b77d2d59e6e04-a1b2c3d4e5f60718-01"


class Letters:
    """A project with dead letters of the reading functions, and what comes out on their topics."""

    def __init__(self, place: Path) -> None:
        self.project = project_of(place)
        self.publisher, self.subscriber = PublisherClient(), SubscriberClient()
        for name in ("dead-ocr", Topic.UPLOADS, Topic.OCR_PAGES):
            self.publisher.create_topic(name=self._topic(name))
        for name, topic in (
            ("kept-dead-ocr", "dead-ocr"),
            *((t, t) for t in ("uploads", "ocr-pages")),
        ):
            self.subscriber.create_subscription(name=self._path(name), topic=self._topic(topic))

    def _topic(self, name: str) -> str:
        return str(self.publisher.topic_path(self.project, name))

    def _path(self, name: str) -> str:
        return str(self.subscriber.subscription_path(self.project, name))

    def bury(self, event: Event) -> None:
        topic, body = messages.encode(event)
        self.publisher.publish(
            self._topic("dead-ocr"),
            body,
            event_topic=topic,
            traceparent=TRACEPARENT,
            CloudPubSubDeadLetterSourceDeliveryCount="5",
        ).result()

    def bury_garbage(self) -> None:
        self.publisher.publish(self._topic("dead-ocr"), b"no event").result()

    def come_out(self, name: str) -> list[tuple[dict[str, str], dict[str, object]]]:
        """Return attributes and body of what waits on a topic."""
        answer = self.subscriber.pull(
            subscription=self._path(name), max_messages=10, return_immediately=True
        )
        return [
            (dict(m.message.attributes), json.loads(m.message.data))
            for m in answer.received_messages
        ]


@pytest.fixture
def letters(
    backends: Backends, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Letters]:
    new_bucket(tmp_path)
    letters = Letters(tmp_path)
    monkeypatch.setenv("BUILDTRACE_PROJECT_ID", letters.project)
    monkeypatch.setenv("BUILDTRACE_BUCKET", letters.project)
    settings = CloudSettings(project_id=letters.project, bucket=letters.project)
    documents = cloud_ports(settings).documents
    documents.create_missing({paths.version_path(VersionId("v1")): VERSION.encode(UPLOADED)})
    yield letters
    letters.subscriber.close()


def _ops(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["ops", "dead-letters", "ocr", *arguments])


def _said(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


@pytest.mark.filterwarnings("ignore:The return_immediately flag")
def test_letters_are_listed_and_stay_until_they_are_answered(letters: Letters) -> None:
    letters.bury(UploadFinalized(version_id=VersionId("v1")))
    for _ in range(2):
        line, count, hint = _said(_ops())
        assert line.endswith("uploads v1: open, 5 deliveries")
        assert (count, "--again" in hint) == ("1 letters.", True)
    assert letters.come_out("uploads") == []


@pytest.mark.filterwarnings("ignore:The return_immediately flag")
def test_an_open_one_is_published_again_as_it_was_and_forgotten(letters: Letters) -> None:
    letters.bury(UploadFinalized(version_id=VersionId("v1")))
    letters.bury(PageQueued(version_id=VersionId("gone"), page_index=3))
    assert _said(_ops("--again"))[-1] == "2 published again, 2 removed."
    assert letters.come_out("uploads") == [
        ({"event_topic": "uploads", "traceparent": TRACEPARENT}, {"version_id": "v1"})
    ]
    assert [body for _, body in letters.come_out("ocr-pages")] == [
        {"version_id": "gone", "page_index": 3}
    ]
    assert _said(_ops()) == ["0 letters."]


@pytest.mark.filterwarnings("ignore:The return_immediately flag")
def test_what_has_ended_or_is_no_event_is_only_forgotten(letters: Letters) -> None:
    letters.bury_garbage()
    letters.bury(DropFinalized(path="nowhere", generation=1, dropped_at=AT))
    listed = _said(_ops("--again"))
    assert [line.split(": ")[1].split(",")[0] for line in listed[:2]] == ["unreadable"] * 2
    assert listed[-1] == "0 published again, 2 removed."
    assert letters.come_out("uploads") == []


def test_no_more_than_the_limit_are_taken(letters: Letters) -> None:
    for index in range(5):
        letters.bury(PageQueued(version_id=VersionId("gone"), page_index=index))
    assert _said(_ops("--limit", "3", "--again"))[-1] == "3 published again, 3 removed."
    assert _said(_ops())[-2] == "2 letters."


@pytest.mark.usefixtures("letters")
def test_a_deployment_without_them_is_said_to_lack_them() -> None:
    result = CliRunner().invoke(app, ["ops", "dead-letters", "diff"])
    assert result.exit_code == 2
    assert "kept-dead-diff" in result.output
