"""Links by which a browser talks to the bucket itself: files are larger than a request may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from google.auth import credentials as auth
from google.auth import iam
from google.auth.transport import Request
from google.cloud.storage import Blob, Bucket

from common.gcp.errors import translated
from common.store_rules import blob_segments

_SERVICE = "Cloud Storage"
# An upload never replaces: a second one to the same path is refused by the bucket.
_ONLY_IF_NEW = {"x-goog-if-generation-match": "0"}


class IamSigner(auth.Signing):
    """Signs as a service account by IAM's signBlob: a function holds no private key.

    The account needs roles/iam.serviceAccountTokenCreator on itself.
    """

    def __init__(self, request: Request, credentials: auth.Credentials, email: str) -> None:
        self._signer = iam.Signer(request, credentials, email)
        self._email = email

    @property
    def signer_email(self) -> str:
        """The service account's address, part of the link."""
        return self._email

    @property
    def signer(self) -> iam.Signer:
        """What signs; the access token is renewed when it has run out."""
        return self._signer

    def sign_bytes(self, message: bytes) -> bytes:
        """Return the signature of a message."""
        signature: bytes = self._signer.sign(message)
        return signature


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadLink:
    """A link for one PUT, and the headers that go with it."""

    url: str
    headers: Mapping[str, str]


class BucketLinks:
    """Makes links into one bucket."""

    def __init__(self, bucket: Bucket, signer: auth.Signing) -> None:
        self._bucket, self._signer = bucket, signer

    def download(self, path: str, valid: timedelta) -> str:
        """Return a link that anyone may read the blob by, until it has run out."""
        return self._signed(path, "GET", valid, {})

    def upload(self, path: str, valid: timedelta, content_type: str) -> UploadLink:
        """Return a link that the blob may be written by with one PUT, once."""
        headers = {"content-type": content_type, **_ONLY_IF_NEW}
        return UploadLink(url=self._signed(path, "PUT", valid, headers), headers=headers)

    def resumable_upload(self, path: str, valid: timedelta, content_type: str) -> UploadLink:
        """Return a link whose POST begins a resumable upload; its answer's `Location` takes it."""
        headers = {"content-type": content_type, "x-goog-resumable": "start", **_ONLY_IF_NEW}
        return UploadLink(url=self._signed(path, "POST", valid, headers), headers=headers)

    def begin_upload(self, path: str, size_bytes: int, content_type: str, origin: str) -> str:
        """Begin a resumable upload of that size here and return the address that takes it.

        Args:
            path: of the blob, which must not be there yet when the upload ends.
            size_bytes: of the whole file.
            content_type: of the file.
            origin: the page that will send it; browsers of other origins are refused.
        """
        with translated(_SERVICE):
            session: str = self._blob(path).create_resumable_upload_session(
                content_type=content_type, size=size_bytes, origin=origin, if_generation_match=0
            )
            return session

    def _signed(self, path: str, method: str, valid: timedelta, headers: Mapping[str, str]) -> str:
        with translated(_SERVICE):
            url: str = self._blob(path).generate_signed_url(
                version="v4",
                method=method,
                expiration=valid,
                headers=dict(headers),
                credentials=self._signer,
            )
            return url

    def _blob(self, path: str) -> Blob:
        return self._bucket.blob("/".join(blob_segments(path)))
