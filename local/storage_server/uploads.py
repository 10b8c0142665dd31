"""How content comes in: in one piece, with its description, or resumably in parts."""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final
from uuid import uuid4

from pydantic import TypeAdapter

from local.files import replacing_bytes

CHUNK_BYTES = 1024 * 1024
KEPT_S: Final = 7 * 86_400.0  # as long as Cloud Storage keeps an upload that does not go on
_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")


class BadUploadError(Exception):
    """The request is not one of an upload."""


class TooLargeError(Exception):
    """More has come than the link allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an upload goes, and on what condition."""

    bucket: str
    name: str
    content_type: str
    if_generation: int | None
    max_bytes: int | None = None
    metadata: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A resumable upload under way."""

    id: str
    target: Target
    content: Path


_SESSION_ID = re.compile(r"[0-9a-f]{32}")
_TARGET = TypeAdapter(Target)


class Sessions:
    """The resumable uploads under way, each two files of a folder, so that they outlive a process.

    What has lain in the folder for a week is removed when the next process begins.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        before_s = time.time() - KEPT_S
        for path in folder.iterdir():
            if path.stat().st_mtime < before_s:
                path.unlink(missing_ok=True)

    def begin(self, target: Target) -> Session:
        """Begin an upload of nothing yet."""
        session = self._session(uuid4().hex, target)
        session.content.touch()
        with replacing_bytes(self._description(session.id)) as file:
            file.write(_TARGET.dump_json(target))
        return session

    def find(self, session_id: str) -> Session:
        """Return an upload under way.

        Raises:
            KeyError: there is none; it may have ended.
        """
        if _SESSION_ID.fullmatch(session_id) is None:
            raise KeyError(session_id)
        try:
            described = self._description(session_id).read_bytes()
        except FileNotFoundError:
            raise KeyError(session_id) from None
        return self._session(session_id, _TARGET.validate_json(described))

    def end(self, session: Session) -> None:
        """Forget an upload, and what has come of it."""
        self._description(session.id).unlink(missing_ok=True)
        session.content.unlink(missing_ok=True)

    def _session(self, session_id: str, target: Target) -> Session:
        return Session(id=session_id, target=target, content=self._folder / session_id)

    def _description(self, session_id: str) -> Path:
        return self._folder / f"{session_id}.json"


def new_file(folder: Path) -> Path:
    """Return a new empty file."""
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        return Path(file.name)


def append(session: Session, content_range: str | None, body: IO[bytes]) -> bool:
    """Add what a request brings, and tell whether the upload is whole.

    What is there already is skipped: a client that lost the answer sends its part again.

    Raises:
        BadUploadError: the range is malformed, or begins behind what is there.
        TooLargeError: the whole is larger than the upload's link allows.
    """
    start, total = _parsed(content_range)
    size = session.content.stat().st_size
    if start is not None:
        if start > size:
            raise BadUploadError(f"the part begins at {start}, but only {size} bytes are there")
        _skip(body, size - start)
        size = _appended(session, body)
    return content_range is None or size == total


def _appended(session: Session, body: IO[bytes]) -> int:
    """Write the rest of a request to the file and return the file's size."""
    most = session.target.max_bytes
    with session.content.open("ab") as file:
        while chunk := body.read(CHUNK_BYTES):
            if most is not None and file.tell() + len(chunk) > most:
                raise TooLargeError
            file.write(chunk)
        return file.tell()


def _parsed(content_range: str | None) -> tuple[int | None, int | None]:
    """Return where the part begins and how long the whole is; `None` for what is not said."""
    if content_range is None:
        return 0, None
    found = _CONTENT_RANGE.fullmatch(content_range)
    if found is None:
        raise BadUploadError(f"not a range: {content_range}")
    start, _, total = found.groups()
    return (None if start is None else int(start)), (None if total == "*" else int(total))


def _skip(body: IO[bytes], count: int) -> None:
    while count and (chunk := body.read(min(count, CHUNK_BYTES))):
        count -= len(chunk)


def split_related(body: bytes, boundary: str) -> tuple[dict[str, Any], str, bytes]:
    """Return description, content type and content of a multipart/related body.

    Raises:
        BadUploadError: it is not one.
    """
    marker = b"--" + boundary.encode()
    parts = body.split(b"\r\n" + marker) if body.startswith(marker) else []
    if len(parts) != 3:
        raise BadUploadError("not a body of two parts")
    description = parts[0].partition(b"\r\n\r\n")[2]
    head, _, content = parts[1].partition(b"\r\n\r\n")
    content_type = re.search(rb"content-type:\s*([^\r\n]+)", head, re.IGNORECASE)
    found: dict[str, Any] = json.loads(description)
    return found, (content_type[1].decode() if content_type else ""), content
