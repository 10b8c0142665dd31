"""The blob store in a bucket of Cloud Storage."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from google.api_core import exceptions
from google.cloud.storage import Blob, Bucket

from common.domain.errors import ErrorCode, PermanentError
from common.gcp.at_once import AT_ONCE, in_order
from common.gcp.errors import translated
from common.store_rules import blob_segments

_SERVICE = "Cloud Storage"
# From this size on a file is sent in parts, each of which can be sent again.
PART_BYTES: Final = 16 * 1024 * 1024
# Of many that are written at a time; an instance that splits a set holds the set beside them, and
# the client copies what it sends.
WRITING_BYTES: Final = 32 * 1024 * 1024


class GcsBlobStore:
    """Objects of one bucket; a write replaces the object in one step, as a new generation."""

    def __init__(self, bucket: Bucket, at_once: int = AT_ONCE) -> None:
        self._bucket, self._at_once = bucket, at_once

    def read(self, path: str) -> bytes:
        """Return the content.

        Raises:
            PermanentError: there is none (code NOT_FOUND).
        """
        blob = self._blob(path)
        with translated(_SERVICE), _found(path):
            content: bytes = blob.download_as_bytes()
            return content

    def read_many(self, paths: Iterable[str]) -> Iterator[bytes]:
        """Yield the contents in the order of their paths, `at_once` of them under way.

        Raises:
            PermanentError: there is none (code NOT_FOUND), in its place.
        """
        return in_order(self.read, paths, self._at_once)

    def write(self, path: str, data: bytes) -> None:
        """Replace the content in one step."""
        blob = self._blob(path)
        with translated(_SERVICE):
            blob.upload_from_string(data, content_type="application/octet-stream")

    def write_many(self, blobs: Iterable[tuple[str, bytes]]) -> None:
        """Replace the content of each path, `at_once` of them and WRITING_BYTES under way."""
        written = in_order(
            lambda blob: self.write(*blob),
            blobs,
            self._at_once,
            weigh=lambda blob: len(blob[1]),
            most_weight=WRITING_BYTES,
        )
        for _none in written:
            pass

    def write_file(self, path: str, source: Path) -> None:
        """Replace the content by that of a file of any size; it is never whole in memory."""
        blob = self._blob(path)
        blob.chunk_size = PART_BYTES
        with translated(_SERVICE):
            blob.upload_from_filename(str(source), content_type="application/octet-stream")

    def exists(self, path: str) -> bool:
        """Tell whether there is such a blob."""
        blob = self._blob(path)
        with translated(_SERVICE):
            return bool(blob.exists())

    def copy_generation(self, path: str, generation: int, target: str) -> int:
        """Copy one generation of a blob within Cloud Storage and return its size in bytes.

        Raises:
            PermanentError: there is none, or it has been replaced (code NOT_FOUND).
        """
        source = self._bucket.blob("/".join(blob_segments(path)), generation=generation)
        copy = self._blob(target)
        token: str | None = None
        with translated(_SERVICE), _found(path):
            while True:  # a large one takes several requests
                token, _done, size_bytes = copy.rewrite(source, token=token)
                if token is None:
                    return int(size_bytes)

    def delete_tree(self, path: str) -> None:
        """Delete every object beneath a path; one that is gone already was deleted by another."""
        beneath = f"{'/'.join(blob_segments(path))}/"
        with translated(_SERVICE):
            for blob in self._bucket.list_blobs(prefix=beneath):
                self._bucket.delete_blobs([blob], on_error=lambda _gone: None)

    @contextmanager
    def local_copy(self, path: str) -> Iterator[Path]:
        """Give a file with the content of one generation, gone when the context ends.

        The content is streamed: a set of drawings may be larger than memory.

        Raises:
            PermanentError: there is none (code NOT_FOUND).
        """
        blob = self._blob(path)
        with tempfile.TemporaryDirectory(prefix="buildtrace-") as folder:
            target = Path(folder) / "blob"
            with translated(_SERVICE), _found(path):
                # Were it replaced between two parts, the file would be half old and half new.
                blob.reload()
                blob.download_to_filename(str(target), if_generation_match=blob.generation)
            yield target

    def _blob(self, path: str) -> Blob:
        return self._bucket.blob("/".join(blob_segments(path)))


@contextmanager
def _found(path: str) -> Iterator[None]:
    try:
        yield
    except exceptions.NotFound as error:
        raise PermanentError(ErrorCode.NOT_FOUND, f"There is no stored file {path}.") from error
