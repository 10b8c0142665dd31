"""The entries under functions-framework, by requests as Pub/Sub and Eventarc send them.

The finalize push in `recorded` was recorded from the emulator and has the ids of these tests; the
others are composed in its shape, the CloudEvent by the specification.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from functions_framework import create_app
from google.cloud.pubsub_v1 import PublisherClient, SubscriberClient

from common import paths
from common.chain.steps import load_pages, load_version
from common.domain.errors import ErrorCode
from common.domain.events import Topic
from common.domain.ids import VersionId
from common.domain.jobs import UnitStatus, VersionStatus
from common.ports import Ports
from common.settings import CloudSettings
from common.trace_context import parsed
from common.wiring import cloud_ports
from local.stack.backends import Backends
from local.stack.sign_in import SignIn
from local.stack.topology import ENTRY_POINTS
from tests.emulated.chain import submit_version
from tests.emulators import OF_BACKENDS, new_bucket, new_topic, project_of

pytestmark = OF_BACKENDS
ROOT = Path(__file__).resolve().parents[2]
RECORDED = Path(__file__).parent / "recorded"
SAMPLE = ROOT / "samples" / "maple-street-clinic-rev1.pdf"
MakeClient = Callable[[str, str], FlaskClient]


@pytest.fixture
def ports(backends: Backends, tmp_path: Path) -> Ports:
    project = project_of(tmp_path)
    new_bucket(tmp_path)
    publisher = PublisherClient()
    for topic in Topic:
        new_topic(publisher, tmp_path, topic)
    return cloud_ports(CloudSettings(project_id=project, bucket=project))


@pytest.fixture
def client(ports: Ports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeClient:
    """Return what serves one entry in the test's project."""
    monkeypatch.setenv("BUILDTRACE_PROJECT_ID", project_of(tmp_path))
    monkeypatch.setenv("BUILDTRACE_BUCKET", project_of(tmp_path))
    for name, value in SignIn().environment().items():
        monkeypatch.setenv(name, value)

    def make(function: str, target: str) -> FlaskClient:
        source = ROOT / "functions" / function / "main.py"
        app: Flask = create_app(target, str(source))
        return app.test_client()

    return make


def _recorded(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _post(client: FlaskClient, name: str) -> int:
    """Send a recorded push and return the status by which Pub/Sub decides."""
    recorded = _recorded(name)
    answer = client.post(recorded["path"], json=recorded["body"], headers=recorded.get("headers"))
    return answer.status_code


@pytest.mark.parametrize("entry", ENTRY_POINTS, ids=lambda entry: entry.name)
def test_every_entry_can_be_served(client: MakeClient, entry: Any) -> None:
    assert client(entry.function, entry.target).get("/elsewhere").status_code in {
        401,
        404,
        405,
        204,
    }


@pytest.mark.parametrize("name", ["finalize", "upload_event", "upload_cloud_event"])
def test_an_upload_is_split_whoever_tells_of_it(
    client: MakeClient, ports: Ports, name: str
) -> None:
    submit_version(ports, "v1", SAMPLE)
    assert _post(client("ocr", "upload"), name) == 200
    version = load_version(ports, VersionId("v1"))
    assert (version.status, version.page_count) == (VersionStatus.READING, 7)


def test_what_a_notification_leads_to_is_of_the_trace_of_its_push(
    client: MakeClient, ports: Ports, tmp_path: Path
) -> None:
    """A bucket's notification has no trace; Cloud Run gives one to the request that brings it."""
    submit_version(ports, "v1", SAMPLE)
    with SubscriberClient() as subscriber:
        pages = subscriber.subscription_path(project_of(tmp_path), "pages")
        topic = PublisherClient.topic_path(project_of(tmp_path), Topic.OCR_PAGES)
        subscriber.create_subscription(name=pages, topic=topic)
        recorded, trace_id = _recorded("finalize"), "ab" * 16
        headers = {**recorded.get("headers", {}), "traceparent": f"00-{trace_id}-{'cd' * 8}-00"}
        answer = client("ocr", "upload").post(
            recorded["path"], json=recorded["body"], headers=headers
        )
        assert answer.status_code == 200
        received = subscriber.pull(subscription=pages, max_messages=20).received_messages
    told = {parsed(dict(m.message.attributes)["traceparent"]) for m in received}
    assert {step.trace_id for step in told if step} == {trace_id}


def test_a_duplicate_changes_nothing(client: MakeClient, ports: Ports) -> None:
    submit_version(ports, "v1", SAMPLE)
    upload = client("ocr", "upload")
    assert _post(upload, "finalize") == 200
    before = ports.documents.query(paths.pages_collection(VersionId("v1")))
    assert _post(upload, "finalize") == 200
    assert ports.documents.query(paths.pages_collection(VersionId("v1"))) == before


def test_an_upload_that_overtakes_its_record_comes_again(client: MakeClient, ports: Ports) -> None:
    upload = client("ocr", "upload")
    assert _post(upload, "finalize_now") == 500
    submit_version(ports, "v1", SAMPLE)
    assert _post(upload, "finalize_now") == 200


def test_a_damaged_upload_is_recorded_and_acknowledged(
    client: MakeClient, ports: Ports, tmp_path: Path
) -> None:
    file = tmp_path / "set.pdf"
    file.write_bytes(b"no drawing")
    submit_version(ports, "v1", file)
    assert _post(client("ocr", "upload"), "finalize") == 200
    error = load_version(ports, VersionId("v1")).error
    assert error is not None
    assert error.code is ErrorCode.NOT_A_DRAWING


@pytest.mark.parametrize(
    ("deliveries", "ended"),
    [(5, (UnitStatus.COMPLETED, None, 6)), (6, (UnitStatus.FAILED, ErrorCode.WORKER_DIED, 5))],
)
def test_a_page_that_five_have_begun_ends_with_the_sixth_delivery_of_its_event(
    client: MakeClient, ports: Ports, deliveries: int, ended: tuple[UnitStatus, object, int]
) -> None:
    """Pub/Sub says how often it has brought a message, where functions-framework lets it fall."""
    submit_version(ports, "v1", SAMPLE)
    assert _post(client("ocr", "upload"), "finalize") == 200
    path = paths.page_path(VersionId("v1"), 0)
    begun = {**(ports.documents.get(path) or {}), "attempts": 5}
    ports.documents.transact(lambda transaction: transaction.set(path, begun))
    recorded = _recorded("page_event")
    body = {**recorded["body"], "deliveryAttempt": deliveries}
    assert client("ocr", "page").post(recorded["path"], json=body).status_code == 200
    page = load_pages(ports, VersionId("v1"))[0]
    assert (page.status, page.error.code if page.error else None, page.attempts) == ended


@pytest.mark.parametrize(
    "name", ["malformed_data", "malformed_event", "empty_data", "other_object"]
)
def test_what_can_never_be_handled_is_acknowledged(client: MakeClient, name: str) -> None:
    assert _post(client("ocr", "upload"), name) == 200


def test_a_message_without_data_ends_as_a_dead_letter(client: MakeClient) -> None:
    assert _post(client("ocr", "upload"), "missing_data") == 400
    assert _post(client("ocr", "dead_letter"), "missing_data") == 204


def test_an_event_of_a_pair_that_does_not_exist_is_acknowledged(client: MakeClient) -> None:
    assert _post(client("diff", "pair"), "stale_pair") == 200


def test_a_dead_letter_ends_the_version_it_is_of(client: MakeClient, ports: Ports) -> None:
    submit_version(ports, "v1", SAMPLE)
    assert _post(client("ocr", "dead_letter"), "dead_upload") == 204
    assert load_version(ports, VersionId("v1")).status is VersionStatus.FAILED


def test_the_sweep_runs_on_any_message(client: MakeClient) -> None:
    assert _post(client("sweep", "sweep"), "sweep") == 200
