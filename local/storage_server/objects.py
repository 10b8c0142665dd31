"""Objects on disk: a file for the content of each generation, a record that names the live one."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import google_crc32c

from local.storage_server.uploads import CHUNK_BYTES


class NoSuchObjectError(Exception):
    """There is no such bucket or object, or not in that generation."""


class PreconditionFailedError(Exception):
    """The live generation is not the one the caller asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """What is known of one object; the time is RFC 3339."""

    bucket: str
    name: str
    generation: int
    size: int
    content_type: str
    md5: str
    crc32c: str
    created: str
    metadata: Mapping[str, str] | None = None


class ObjectFolder:
    """All buckets in one folder; one process serves it, with any number of threads."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._live: dict[tuple[str, str], StoredObject] = {}
        self._last_generation = 0
        self.incoming.mkdir(parents=True, exist_ok=True)
        for record in root.glob("buckets/*/*/object.json"):
            stored = StoredObject(**json.loads(record.read_text(encoding="utf-8")))
            self._live[stored.bucket, stored.name] = stored
            self._last_generation = max(self._last_generation, stored.generation)

    @property
    def incoming(self) -> Path:
        """Where uploads are written until they are whole."""
        return self._root / "incoming"

    def create_bucket(self, bucket: str) -> None:
        """Make a bucket; one that is there stays as it is."""
        self._bucket(bucket).mkdir(parents=True, exist_ok=True)

    def has_bucket(self, bucket: str) -> bool:
        """Tell whether there is such a bucket."""
        return self._bucket(bucket).is_dir()

    def put(
        self,
        bucket: str,
        name: str,
        content: Path,
        content_type: str,
        *,
        if_generation: int | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> StoredObject:
        """Make the file `content` the object's next generation, in one step.

        Args:
            bucket: of the object.
            name: of the object.
            content: a file in `incoming`; it is moved away.
            content_type: of the object.
            if_generation: the generation that must be live; 0: none may be.
            metadata: of the caller's own.

        Raises:
            NoSuchObjectError: there is no such bucket.
            PreconditionFailedError: another generation is live.
        """
        if not self.has_bucket(bucket):
            raise NoSuchObjectError
        md5, crc32c = _checksums(content)
        with self._lock:
            before = self._live.get((bucket, name))
            _check_generation(before, if_generation)
            now = datetime.now(UTC)
            self._last_generation = max(self._last_generation + 1, int(now.timestamp() * 1e6))
            stored = StoredObject(
                bucket=bucket,
                name=name,
                generation=self._last_generation,
                size=content.stat().st_size,
                content_type=content_type,
                md5=md5,
                crc32c=crc32c,
                created=now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                metadata=metadata,
            )
            self._commit(stored, content)
            if before is not None:
                self.content_path(before).unlink(missing_ok=True)
        return stored

    def get(
        self,
        bucket: str,
        name: str,
        *,
        generation: int | None = None,
        if_generation: int | None = None,
    ) -> StoredObject:
        """Return the live object.

        Raises:
            NoSuchObjectError: there is none, or another generation is live.
            PreconditionFailedError: the live generation is not `if_generation`.
        """
        stored = self._live.get((bucket, name))
        if stored is None or generation not in {None, stored.generation}:
            raise NoSuchObjectError
        _check_generation(stored, if_generation)
        return stored

    def opened(
        self,
        bucket: str,
        name: str,
        *,
        generation: int | None = None,
        if_generation: int | None = None,
    ) -> tuple[StoredObject, BinaryIO]:
        """Return the live object and its content, which stays readable when it is replaced.

        Raises:
            NoSuchObjectError: there is none, or another generation is live.
            PreconditionFailedError: the live generation is not `if_generation`.
        """
        with self._lock:
            stored = self.get(bucket, name, generation=generation, if_generation=if_generation)
            return stored, self.content_path(stored).open("rb")

    def delete(
        self,
        bucket: str,
        name: str,
        *,
        generation: int | None = None,
        if_generation: int | None = None,
    ) -> None:
        """Remove the live object.

        Raises:
            NoSuchObjectError: there is none, or another generation is live.
            PreconditionFailedError: the live generation is not `if_generation`.
        """
        with self._lock:
            stored = self.get(bucket, name, generation=generation, if_generation=if_generation)
            self._record_path(stored).unlink()
            self.content_path(stored).unlink(missing_ok=True)
            del self._live[bucket, name]

    def names(self, bucket: str, prefix: str) -> list[str]:
        """Return the names of a bucket's objects that begin like that, in order."""
        with self._lock:
            return sorted(n for b, n in self._live if b == bucket and n.startswith(prefix))

    def content_path(self, stored: StoredObject) -> Path:
        """Return the file with the content of that generation, while it is live."""
        return self._place(stored) / str(stored.generation)

    def _commit(self, stored: StoredObject, content: Path) -> None:
        self._place(stored).mkdir(exist_ok=True)
        content.rename(self.content_path(stored))
        record = self._record_path(stored)
        writing = record.with_suffix(".writing")
        writing.write_text(json.dumps(asdict(stored)), encoding="utf-8")
        writing.replace(record)  # from here on it is live, also for the next process
        self._live[stored.bucket, stored.name] = stored

    def _bucket(self, bucket: str) -> Path:
        if not bucket or "/" in bucket or bucket.startswith("."):
            raise NoSuchObjectError
        return self._root / "buckets" / bucket

    def _place(self, stored: StoredObject) -> Path:
        # Names may be longer than a file's, and one may be the folder of another.
        digest = hashlib.sha256(stored.name.encode()).hexdigest()
        return self._bucket(stored.bucket) / digest

    def _record_path(self, stored: StoredObject) -> Path:
        return self._place(stored) / "object.json"


def _check_generation(live: StoredObject | None, wanted: int | None) -> None:
    if wanted is not None and wanted != (live.generation if live else 0):
        raise PreconditionFailedError


def _checksums(path: Path) -> tuple[str, str]:
    """Return MD5 and CRC32C as Cloud Storage writes them."""
    md5, crc32c = hashlib.md5(usedforsecurity=False), google_crc32c.Checksum()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            md5.update(chunk)
            crc32c.update(chunk)
    return (
        base64.b64encode(md5.digest()).decode(),
        base64.b64encode(crc32c.digest()).decode(),
    )
