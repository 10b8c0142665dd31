"""Which pages in a browser the storage server of this machine lets in."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from local.storage_server.app import create_app
from local.storage_server.objects import ObjectFolder

PLACE = "/storage/v1/b/bucket/o/object"
ALLOWED = "Access-Control-Allow-Origin"


@pytest.fixture
def folder(tmp_path: Path) -> ObjectFolder:
    folder = ObjectFolder(tmp_path)
    folder.create_bucket("bucket")
    content = folder.incoming / "new"
    content.write_bytes(b"content")
    folder.put("bucket", "object", content, "text/plain")
    return folder


@pytest.fixture
def client(folder: ObjectFolder, tmp_path: Path) -> FlaskClient:
    return create_app(tmp_path, lambda _topic, _body, _attributes: None).test_client()


@pytest.mark.parametrize(
    "origin", ["http://localhost:5173", "http://127.0.0.1:8000", "http://[::1]:8000"]
)
def test_a_page_of_this_machine_is_let_in(client: FlaskClient, origin: str) -> None:
    answer = client.get(PLACE, headers={"Origin": origin})
    assert (answer.status_code, answer.headers[ALLOWED]) == (200, origin)


@pytest.mark.parametrize(
    "origin",
    ["https://example.com", "http://localhost.example.com", "http://127.0.0.1.example.com", "null"],
)
@pytest.mark.parametrize("method", ["GET", "DELETE", "OPTIONS"])
def test_a_page_of_another_machine_is_refused(
    client: FlaskClient, folder: ObjectFolder, origin: str, method: str
) -> None:
    answer = client.open(PLACE, method=method, headers={"Origin": origin})
    assert (answer.status_code, answer.headers.get(ALLOWED)) == (403, None)
    assert folder.names("bucket", "") == ["object"]


def test_a_page_that_gives_its_own_name_this_machines_address_is_refused(
    client: FlaskClient,
) -> None:
    assert client.get(PLACE, headers={"Host": "evil.example:9199"}).status_code == 403


def test_what_is_no_browser_names_no_origin_and_is_let_in(client: FlaskClient) -> None:
    assert client.get(PLACE).status_code == 200
