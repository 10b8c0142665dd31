"""Links to the files of this machine: signed by the folder's secret, until they run out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import TypeAdapter, ValidationError

from common.ports import UploadLink

_SECRET_FILE = "link_secret"  # noqa: S105 - the name of the file that holds it


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a link allows: to read a blob, or with `max_bytes` to write it once."""

    path: str
    expires_s: float
    content_type: str
    max_bytes: int | None = None
    file_name: str | None = None


_GRANT = TypeAdapter(Grant)


class LocalLinks:
    """Makes links to `local.serve.storage`, and knows its own."""

    def __init__(self, base_url: str, secret: str) -> None:
        self._base_url = base_url
        self._serializer = URLSafeSerializer(secret, salt="local storage")

    def download(
        self,
        path: str,
        valid: timedelta,
        content_type: str | None = None,
        file_name: str | None = None,
    ) -> str:
        """Return a link that anyone may read the blob by, as a file of that type and name."""
        return self._url(
            Grant(
                path=path,
                expires_s=_until(valid),
                content_type=content_type or "application/octet-stream",
                file_name=file_name,
            )
        )

    def resumable_upload(
        self, path: str, valid: timedelta, content_type: str, max_bytes: int
    ) -> UploadLink:
        """Return a link whose POST begins an upload; its answer's `Location` takes the file."""
        url = self._url(
            Grant(
                path=path,
                expires_s=_until(valid),
                content_type=content_type,
                max_bytes=max_bytes,
            )
        )
        return UploadLink(url=url, method="POST", headers={"content-type": content_type})

    def grant(self, token: str) -> Grant | None:
        """Return what a link allows, `None` when it is none of ours or has run out."""
        try:
            found = _GRANT.validate_python(self._serializer.loads(token))
        except (BadSignature, ValidationError):
            return None
        return found if datetime.now(UTC).timestamp() <= found.expires_s else None

    def _url(self, grant: Grant) -> str:
        token = self._serializer.dumps(_GRANT.dump_python(grant))
        return f"{self._base_url}/storage/files/{token}"


def _until(valid: timedelta) -> float:
    return (datetime.now(UTC) + valid).timestamp()


def link_secret(folder: Path) -> str:
    """Return the folder's secret, made when it is new; nobody else may read it."""
    file = folder / _SECRET_FILE
    if not file.exists():
        writing = file.with_suffix(".writing")  # a start that is killed leaves no half secret
        writing.unlink(missing_ok=True)
        writing.touch(mode=0o600)
        writing.write_text(secrets.token_urlsafe(48), encoding="ascii")
        writing.replace(file)
    return file.read_text(encoding="ascii")
