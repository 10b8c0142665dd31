"""The storage server keeps what the chain relies on, asked by Google's own client and a browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from google.api_core.exceptions import NotFound, PreconditionFailed
from google.cloud.pubsub_v1 import PublisherClient, SubscriberClient
from google.cloud.storage import Bucket

from common.domain.events import Topic, UploadFinalized
from common.domain.ids import VersionId
from common.gcp.links import BucketLinks, UnsignedSigner
from common.pushed import PushedMessage, event_in
from local.stack.backends import Backends
from local.storage_server.objects import ObjectFolder
from tests.emulators import OF_BACKENDS, new_bucket, new_topic, project_of

pytestmark = OF_BACKENDS
MINUTE = timedelta(minutes=1)
PAGE = "http://localhost:5173"  # where a browser's page would be from


@pytest.fixture
def bucket(backends: Backends, tmp_path: Path) -> Bucket:
    return new_bucket(tmp_path)


@pytest.fixture
def links(bucket: Bucket) -> BucketLinks:
    return BucketLinks(bucket, UnsignedSigner())


def _succeeds(action: Callable[[], object]) -> bool:
    try:
        action()
    except PreconditionFailed:
        return False
    return True


def test_of_many_who_create_an_object_one_does(bucket: Bucket) -> None:
    def create(n: int) -> bool:
        blob = bucket.blob("contended")
        return _succeeds(lambda: blob.upload_from_string(str(n), if_generation_match=0))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(create, range(8))).count(True) == 1


def test_a_stale_generation_is_neither_read_nor_replaced_nor_deleted(bucket: Bucket) -> None:
    blob = bucket.blob("object")
    blob.upload_from_string("first")
    stale = blob.generation
    blob.upload_from_string("second", if_generation_match=stale)
    for action in (blob.upload_from_string, blob.download_as_bytes, blob.delete):
        arguments = ["third"] if action == blob.upload_from_string else []
        with pytest.raises(PreconditionFailed):
            action(*arguments, if_generation_match=stale)
    with pytest.raises(NotFound):
        bucket.blob("object", generation=stale).reload()
    assert bucket.blob("object").download_as_bytes() == b"second"


def test_a_part_of_an_object_can_be_read(bucket: Bucket) -> None:
    bucket.blob("object").upload_from_string(b"0123456789")
    assert bucket.blob("object").download_as_bytes(start=3, end=5) == b"345"


def test_a_deleted_object_is_gone(bucket: Bucket) -> None:
    bucket.blob("object").upload_from_string("content")
    bucket.blob("object").delete()
    assert not bucket.blob("object").exists()


def test_objects_are_listed_by_prefix_and_page(bucket: Bucket) -> None:
    names = [f"a/{n}" for n in range(5)]
    for name in [*names, "b"]:
        bucket.blob(name).upload_from_string(name)
    assert [b.name for b in bucket.list_blobs(prefix="a/", page_size=2)] == names


def test_objects_outlive_the_process(tmp_path: Path) -> None:
    before = ObjectFolder(tmp_path)
    before.create_bucket("bucket")
    content = before.incoming / "new"
    content.write_bytes(b"content")
    stored = before.put("bucket", "a/b", content, "text/plain")
    after = ObjectFolder(tmp_path)
    assert after.get("bucket", "a/b") == stored
    assert after.content_path(stored).read_bytes() == b"content"


def test_a_download_link_works_until_it_has_run_out(bucket: Bucket, links: BucketLinks) -> None:
    bucket.blob("object").upload_from_string("content")
    assert requests.get(links.download("object", MINUTE), timeout=30).content == b"content"
    late = requests.get(links.download("object", timedelta(seconds=-1)), timeout=30)
    assert (late.status_code, "ExpiredToken" in late.text) == (400, True)


def test_an_object_is_not_public(bucket: Bucket, links: BucketLinks) -> None:
    bucket.blob("object").upload_from_string("content")
    plain = links.download("object", MINUTE).partition("?")[0]
    assert requests.get(plain, timeout=30).status_code == 400


def test_an_upload_link_writes_once(bucket: Bucket, links: BucketLinks) -> None:
    link = links.upload("object", MINUTE, "application/pdf")
    answers = [
        requests.put(link.url, data=data, headers=dict(link.headers), timeout=30).status_code
        for data in (b"first", b"second")
    ]
    assert answers == [200, 412]
    assert bucket.blob("object").download_as_bytes() == b"first"


def test_an_upload_link_asks_for_its_condition(links: BucketLinks) -> None:
    link = links.upload("object", MINUTE, "application/pdf")
    bare = requests.put(link.url, data=b"x", headers={"Content-Type": "a/b"}, timeout=30)
    assert bare.status_code == 400


@pytest.mark.parametrize("begin", ["by a link", "by the server"])
def test_a_browser_uploads_in_parts_and_goes_on_after_a_break(
    bucket: Bucket, links: BucketLinks, begin: str
) -> None:
    content = bytes(range(256)) * 2048
    place = _begin(links, begin, len(content))
    half = len(content) // 2
    first = _put(place, content[:half], f"bytes 0-{half - 1}/{len(content)}")
    assert (first.status_code, first.headers["Range"]) == (308, f"bytes=0-{half - 1}")
    assert _put(place, b"", f"bytes */{len(content)}").headers["Range"] == f"bytes=0-{half - 1}"
    last = _put(place, content[half:], f"bytes {half}-{len(content) - 1}/{len(content)}")
    assert (last.status_code, last.headers["Access-Control-Allow-Origin"]) == (200, PAGE)
    assert bucket.blob("object").download_as_bytes() == content


def _begin(links: BucketLinks, begin: str, size_bytes: int) -> str:
    if begin == "by the server":
        return links.begin_upload("object", size_bytes, "application/pdf", PAGE)
    link = links.resumable_upload("object", MINUTE, "application/pdf", size_bytes)
    answer = requests.post(link.url, headers={**link.headers, "Origin": PAGE}, timeout=30)
    assert "Location" in answer.headers["Access-Control-Expose-Headers"]
    return answer.headers["Location"]


def _put(place: str, data: bytes, content_range: str) -> requests.Response:
    headers = {"Content-Range": content_range, "Origin": PAGE}
    return requests.put(place, data=data, headers=headers, timeout=30)


def test_a_browser_may_ask_before_it_uploads(links: BucketLinks) -> None:
    place = links.begin_upload("object", 3, "application/pdf", PAGE)
    asked = {"Origin": PAGE, "Access-Control-Request-Headers": "content-range"}
    answer = requests.options(place, headers=asked, timeout=30)
    assert answer.ok
    assert answer.headers["Access-Control-Allow-Headers"] == "content-range"
    assert "PUT" in answer.headers["Access-Control-Allow-Methods"]


def test_a_finished_upload_is_told_to_the_topic_that_asked(
    backends: Backends, bucket: Bucket, tmp_path: Path
) -> None:
    project = project_of(tmp_path)
    path = new_topic(PublisherClient(), tmp_path, Topic.UPLOADS)
    with SubscriberClient() as subscriber:
        subscription = subscriber.subscription_path(project, "uploads")
        subscriber.create_subscription(name=subscription, topic=path)
        bucket.notification(
            "uploads", project, event_types=["OBJECT_FINALIZE"], blob_name_prefix="uploads/"
        ).create()
        bucket.blob("pages/other").upload_from_string("not this one")
        bucket.blob("uploads/p/v/set.pdf").upload_from_string("content")
        (received,) = subscriber.pull(subscription=subscription, max_messages=5).received_messages
    message = PushedMessage(
        attributes=dict(received.message.attributes), publishTime=received.message.publish_time
    )
    assert event_in(message) == UploadFinalized(version_id=VersionId("v"))
    assert json.loads(received.message.data)["size"] == "7"
