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
from common.ports import UploadLink
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


class UnsignedSigner(auth.Signing):
    """Stands where a service account signs; the storage server of a machine checks no signature."""

    @property
    def signer_email(self) -> str:
        """An address that names nobody."""
        return "development@localhost"

    @property
    def signer(self) -> UnsignedSigner:
        """This one."""
        return self

    def sign_bytes(self, message: bytes) -> bytes:
        """Return what is no signature."""
        return b"unsigned"


@dataclass(frozen=True, slots=True)
class _Shown:
    """How the bucket describes what it sends."""

    content_type: str | None = None
    disposition: str | None = None


class BucketLinks:
    """Makes links into one bucket."""

    def __init__(self, bucket: Bucket, signer: auth.Signing) -> None:
        self._bucket, self._signer = bucket, signer

    def download(
        self,
        path: str,
        valid: timedelta,
        content_type: str | None = None,
        file_name: str | None = None,
    ) -> str:
        """Return a link that anyone may read the blob by, as a file of that type and name."""
        disposition = f'attachment; filename="{file_name}"' if file_name else None
        return self._signed(path, "GET", valid, {}, _Shown(content_type, disposition))

    def upload(self, path: str, valid: timedelta, content_type: str) -> UploadLink:
        """Return a link that the blob may be written by with one PUT, once."""
        headers = {"content-type": content_type, **_ONLY_IF_NEW}
        url = self._signed(path, "PUT", valid, headers)
        return UploadLink(url=url, method="PUT", headers=headers)

    def resumable_upload(
        self, path: str, valid: timedelta, content_type: str, max_bytes: int
    ) -> UploadLink:
        """Return a link whose POST begins a resumable upload; its answer's `Location` takes it."""
        headers = {
            "content-type": content_type,
            "x-goog-resumable": "start",
            "x-goog-content-length-range": f"1,{max_bytes}",
            **_ONLY_IF_NEW,
        }
        url = self._signed(path, "POST", valid, headers)
        return UploadLink(url=url, method="POST", headers=headers)

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

    def _signed(
        self,
        path: str,
        method: str,
        valid: timedelta,
        headers: Mapping[str, str],
        shown: _Shown = _Shown(),
    ) -> str:
        with translated(_SERVICE):
            url: str = self._blob(path).generate_signed_url(
                version="v4",
                method=method,
                expiration=valid,
                headers=dict(headers),
                response_type=shown.content_type,
                response_disposition=shown.disposition,
                credentials=self._signer,
            )
            return url

    def _blob(self, path: str) -> Blob:
        return self._bucket.blob("/".join(blob_segments(path)))
