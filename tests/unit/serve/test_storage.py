"""Files of this machine by links: in parts, after a break, once, and no more than announced."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from common.domain.events import UploadFinalized
from common.domain.ids import VersionId
from common.wiring import EmbeddedWorld, embedded_world
from local.serve.links import LocalLinks, link_secret
from local.serve.storage import create_storage
from local.storage_server.uploads import KEPT_S

MINUTE = timedelta(minutes=1)
PLACE = "uploads/project/version/00000"
CONTENT = bytes(range(256)) * 64
PAGE = "https://app.example"


@dataclass
class Storage:
    world: EmbeddedWorld
    links: LocalLinks
    client: FlaskClient

    def begin(self, most: int = len(CONTENT), valid: timedelta = MINUTE) -> TestResponse:
        link = self.links.resumable_upload(PLACE, valid, "application/pdf", most)
        return self.client.open(_path(link.url), method=link.method, headers=dict(link.headers))

    def put(self, place: str, data: bytes, content_range: str | None = None) -> TestResponse:
        headers = {"Content-Range": content_range} if content_range else {}
        return self.client.put(place, data=data, headers=headers)

    def read(self, valid: timedelta = MINUTE, **headers: str) -> TestResponse:
        url = self.links.download(PLACE, valid, "application/pdf")
        return self.client.get(_path(url), headers=headers)


def _path(url: str) -> str:
    return url.removeprefix("http://localhost/storage")


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    world = embedded_world(tmp_path)
    links = LocalLinks("http://localhost", link_secret(tmp_path))
    yield Storage(world, links, create_storage(world, links, [PAGE]).test_client())
    world.close()


def test_a_file_is_uploaded_in_parts_and_after_a_break(storage: Storage) -> None:
    place, half, size = storage.begin().headers["Location"], len(CONTENT) // 2, len(CONTENT)
    first = storage.put(place, CONTENT[:half], f"bytes 0-{half - 1}/{size}")
    assert (first.status_code, first.headers["Range"]) == (308, f"bytes=0-{half - 1}")
    assert storage.put(place, b"", f"bytes */{size}").headers["Range"] == f"bytes=0-{half - 1}"
    last = storage.put(place, CONTENT[half:], f"bytes {half}-{size - 1}/{size}")
    assert last.status_code == 200
    assert storage.world.blobs.read(PLACE) == CONTENT


def test_an_upload_goes_on_after_the_server_was_started_again(storage: Storage) -> None:
    place, half, size = storage.begin().headers["Location"], len(CONTENT) // 2, len(CONTENT)
    storage.put(place, CONTENT[:half], f"bytes 0-{half - 1}/{size}")
    storage.client = create_storage(storage.world, storage.links).test_client()
    told = storage.put(place, b"", f"bytes */{size}")
    assert (told.status_code, told.headers["Range"]) == (308, f"bytes=0-{half - 1}")
    assert storage.put(place, CONTENT + b"x", f"bytes 0-{size}/{size + 1}").status_code == 413
    last = storage.put(place, CONTENT[half:], f"bytes {half}-{size - 1}/{size}")
    assert last.status_code == 200
    assert storage.world.blobs.read(PLACE) == CONTENT
    assert not list((storage.world.folder / "incoming").iterdir())


def test_an_upload_that_did_not_go_on_for_a_week_is_forgotten(storage: Storage) -> None:
    place = storage.begin().headers["Location"]
    long_ago_s = time.time() - KEPT_S - 60
    for path in (storage.world.folder / "incoming").iterdir():
        os.utime(path, (long_ago_s, long_ago_s))
    storage.client = create_storage(storage.world, storage.links).test_client()
    assert storage.put(place, CONTENT).status_code == 404
    assert not list((storage.world.folder / "incoming").iterdir())


@pytest.mark.parametrize("name", ["..%2F..%2Flink_secret", "a" * 32, "link_secret", "." * 32])
def test_what_names_no_upload_leads_nowhere(storage: Storage, name: str) -> None:
    assert storage.put(f"/uploads/{name}", CONTENT).status_code == 404


def test_a_finished_upload_is_told_to_the_chain(storage: Storage) -> None:
    storage.put(storage.begin().headers["Location"], CONTENT)
    message = storage.world.queue.lease()
    assert message is not None
    assert message.event == UploadFinalized(version_id=VersionId("version"))


def test_a_file_is_never_replaced(storage: Storage) -> None:
    first, second = (storage.begin().headers["Location"] for _ in range(2))
    storage.put(first, CONTENT)
    assert storage.put(second, b"%PDF-other").status_code == 412
    assert storage.begin().status_code == 412
    assert storage.world.blobs.read(PLACE) == CONTENT


def test_more_than_was_announced_is_refused(storage: Storage) -> None:
    place = storage.begin(most=100).headers["Location"]
    assert storage.put(place, CONTENT).status_code == 413
    assert not storage.world.blobs.exists(PLACE)


@pytest.mark.parametrize("content_range", ["bytes 5-9/10", "bytes x", "pages 0-1/2"])
def test_a_part_that_leaves_a_gap_or_is_none_is_refused(
    storage: Storage, content_range: str
) -> None:
    place = storage.begin().headers["Location"]
    assert storage.put(place, b"12345", content_range).status_code == 400


def test_links_run_out(storage: Storage) -> None:
    storage.world.blobs.write(PLACE, CONTENT)
    gone = timedelta(seconds=-1)
    assert (storage.begin(valid=gone).status_code, storage.read(gone).status_code) == (403, 403)


def test_a_link_to_read_does_not_write_and_one_to_write_does_not_read(storage: Storage) -> None:
    read = _path(storage.links.download("uploads/p/v/other", MINUTE))
    write = _path(storage.links.resumable_upload(PLACE, MINUTE, "a/b", 10).url)
    assert storage.client.post(read).status_code == 403
    assert storage.client.get(write).status_code == 403


def test_a_link_of_another_folder_is_none_of_ours(storage: Storage, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = LocalLinks("http://localhost", link_secret(tmp_path / "other"))
    assert storage.client.get(_path(other.download(PLACE, MINUTE))).status_code == 403


def test_a_part_of_a_file_can_be_read(storage: Storage) -> None:
    storage.world.blobs.write(PLACE, CONTENT)
    with storage.read(Range="bytes=3-5") as answer:
        assert (answer.status_code, answer.get_data()) == (206, CONTENT[3:6])
        assert answer.content_type == "application/pdf"


def test_a_download_has_the_name_of_its_file(storage: Storage) -> None:
    storage.world.blobs.write(PLACE, CONTENT)
    url = _path(storage.links.download(PLACE, MINUTE, "application/pdf", "report.pdf"))
    with storage.client.get(url) as answer:
        assert answer.headers["Content-Disposition"] == "attachment; filename=report.pdf"


def test_a_file_has_the_very_type_of_its_link(storage: Storage) -> None:
    storage.put(storage.begin().headers["Location"], CONTENT)
    url = storage.links.download(PLACE, MINUTE, "text/csv; charset=utf-8", "changes.csv")
    with storage.client.get(_path(url)) as answer:
        content_type = answer.headers["Content-Type"]
    assert content_type == "text/csv; charset=utf-8"


def test_only_pages_of_the_allow_list_may_send(storage: Storage) -> None:
    for origin, allowed in ((PAGE, PAGE), ("https://evil.example", None)):
        answer = storage.client.options("/files/x", headers={"Origin": origin})
        assert answer.headers.get("Access-Control-Allow-Origin") == allowed


def test_nobody_else_may_read_the_secret(tmp_path: Path) -> None:
    secret = link_secret(tmp_path)
    assert (tmp_path / "link_secret").stat().st_mode & 0o077 == 0
    assert (len(secret) >= 32, link_secret(tmp_path)) == (True, secret)
