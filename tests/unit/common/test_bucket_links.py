"""Links are signed by IAM as the function's service account: no key is in the function."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from google.auth.credentials import AnonymousCredentials
from google.auth.transport import Request
from google.cloud.storage import Client
from google.oauth2.credentials import Credentials

from common.gcp.links import BucketLinks, IamSigner

ACCESS_TOKEN = "of-the-function"  # noqa: S105 - opens nothing
EMAIL = "api@project.iam.gserviceaccount.com"


@dataclass
class _Answer:
    status: int
    data: bytes


@dataclass
class _Iam(Request):
    """Stands where signBlob is asked by HTTP."""

    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **_more: object,
    ) -> _Answer:
        self.asked.append((url, headers or {}))
        signed = base64.b64encode(b"signature").decode()
        return _Answer(status=200, data=json.dumps({"signedBlob": signed}).encode())


def _links(iam: _Iam) -> BucketLinks:
    bucket = Client(project="project", credentials=AnonymousCredentials()).bucket("bucket")
    return BucketLinks(bucket, IamSigner(iam, Credentials(ACCESS_TOKEN), EMAIL))


def test_a_link_is_signed_by_sign_blob_with_the_access_token() -> None:
    iam = _Iam()
    url = _links(iam).download("uploads/a.pdf", timedelta(minutes=15))
    ((address, headers),) = iam.asked
    assert address.endswith(f"/serviceAccounts/{EMAIL}:signBlob")
    assert headers["authorization"] == f"Bearer {ACCESS_TOKEN}"
    assert parse_qs(urlsplit(url).query)["X-Goog-Signature"] == [b"signature".hex()]


def test_a_link_says_who_signed_and_when_it_runs_out() -> None:
    url = _links(_Iam()).download("uploads/a.pdf", timedelta(minutes=15))
    query = parse_qs(urlsplit(url).query)
    assert urlsplit(url).path == "/bucket/uploads/a.pdf"
    assert query["X-Goog-Credential"][0].startswith(EMAIL)
    assert query["X-Goog-Expires"] == ["900"]


def test_an_upload_link_signs_its_condition() -> None:
    link = _links(_Iam()).upload("uploads/a.pdf", timedelta(minutes=15), "application/pdf")
    signed = parse_qs(urlsplit(link.url).query)["X-Goog-SignedHeaders"][0].split(";")
    assert {"content-type", "x-goog-if-generation-match"} <= set(signed)
    assert link.headers["x-goog-if-generation-match"] == "0"
