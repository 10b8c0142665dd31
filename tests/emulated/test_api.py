"""The deployed API on Firestore and Cloud Storage: its own entry, its own wiring."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from flask.testing import FlaskClient
from functions_framework import create_app
from google.cloud.pubsub_v1 import PublisherClient
from werkzeug.test import TestResponse

from common.domain.events import Topic
from functions.api import main
from local.stack.backends import Backends
from local.stack.sign_in import SignIn
from tests.emulators import OF_BACKENDS, new_bucket, new_topic, project_of

pytestmark = OF_BACKENDS
Ask = Callable[..., TestResponse]


@pytest.fixture
def ask(backends: Backends, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Return what asks the API as a user."""
    sign_in = SignIn()
    new_bucket(tmp_path)
    new_topic(PublisherClient(), tmp_path, Topic.UPLOADS)
    settings = {
        "BUILDTRACE_PROJECT_ID": project_of(tmp_path),
        "BUILDTRACE_BUCKET": project_of(tmp_path),
        **sign_in.environment(),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    client: FlaskClient = create_app("api", main.__file__).test_client()

    def asked(who: str, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {sign_in.token(who)}"} | more.pop("headers", {})
        return client.open(path, method=method, headers=headers, **more)

    return asked


def _project(ask: Ask) -> str:
    answer = ask("olga", "POST", "/api/projects", json={"name": "Clinic"})
    assert answer.status_code == 201, answer.get_json()
    project_id: str = answer.get_json()["project_id"]
    return project_id


def test_the_api_is_ready_when_everything_it_needs_answers(ask: Ask) -> None:
    answer = ask("olga", "GET", "/ready")
    assert {part["name"]: part["ready"] for part in answer.get_json()["parts"]} == {
        "documents": True,
        "files": True,
        "sign_in": True,
        "events": True,
    }


def test_a_member_by_address_sees_the_project_and_a_stranger_does_not(ask: Ask) -> None:
    project_id = _project(ask)
    said = {"email": "Vera@localhost", "role": "viewer"}
    assert ask("olga", "POST", f"/api/projects/{project_id}/members", json=said).status_code == 201
    (invited,) = ask("vera", "GET", "/api/invitations").get_json()["invitations"]
    ask("vera", "POST", f"/api/invitations/{invited['invitation_id']}/accept")
    listed = ask("vera", "GET", "/api/projects").get_json()["projects"]
    assert [(p["project_id"], p["role"]) for p in listed] == [(project_id, "viewer")]
    assert ask("sam", "GET", f"/api/projects/{project_id}").status_code == 404


def test_a_file_goes_to_the_bucket_by_its_link_and_no_larger_one(ask: Ask) -> None:
    body = {"drawing_name": "Set", "file_name": "set.pdf", "file_size": 9}
    path = f"/api/projects/{_project(ask)}/uploads"
    upload = ask("olga", "POST", path, json=body).get_json()
    place = _begun(upload)
    assert requests.put(place, data=b"%PDF-1.7\n and more", timeout=30).status_code == 400
    assert requests.put(_begun(upload), data=b"%PDF-1.7\n", timeout=30).status_code == 200
    assert requests.put(_begun(upload), data=b"%PDF-1.4\n", timeout=30).status_code == 412


def _begun(upload: dict[str, Any]) -> str:
    begun = requests.request(upload["method"], upload["url"], headers=upload["headers"], timeout=30)
    assert begun.status_code == 201, begun.text
    return begun.headers["Location"]


def test_a_repeat_is_answered_as_the_first_time(ask: Ask) -> None:
    key = {"Idempotency-Key": "one"}
    first, second = (
        ask("olga", "POST", "/api/projects", json={"name": "A"}, headers=key) for _ in range(2)
    )
    assert first.get_json() == second.get_json()
    assert second.headers["Idempotency-Replayed"] == "true"


def test_versions_and_sessions_are_listed_by_project(ask: Ask) -> None:
    project_id = _project(ask)
    body = {"drawing_name": "Set", "file_name": "set.pdf", "file_size": 9}
    path = f"/api/projects/{project_id}"
    made = [ask("olga", "POST", f"{path}/uploads", json=body).get_json() for _ in range(2)]
    old, new = (upload["version"]["drawing_version_id"] for upload in made)
    said = {"old_version_id": old, "new_version_id": new}
    session = ask("olga", "POST", "/api/comparisons", json=said).get_json()["session_id"]
    (drawing,) = ask("olga", "GET", f"{path}/drawings").get_json()["drawings"]
    assert [v["version_number"] for v in drawing["versions"]] == [1, 2]
    listed = ask("olga", "GET", f"{path}/sessions").get_json()["sessions"]
    assert [s["session_id"] for s in listed] == [session]
