"""The blob store in one folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import derived_id
from common.store_rules import blob_segments


class FolderBlobStore:
    """One file a blob; replaced in one step, so that a killed writer leaves no half file."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str) -> bytes:
        """Return the content.

        Raises:
            PermanentError: there is none (code NOT_FOUND).
        """
        try:
            return self._file(path).read_bytes()
        except FileNotFoundError as error:
            raise _not_found(path) from error

    def read_many(self, paths: Iterable[str]) -> Iterator[bytes]:
        """Yield the contents one after the other: a disk keeps nobody waiting.

        Raises:
            PermanentError: there is none (code NOT_FOUND), in its place.
        """
        return map(self.read, paths)

    def write(self, path: str, data: bytes) -> None:
        """Replace the content in one step."""
        with self._replacing(path) as temporary:
            temporary.write_bytes(data)

    def write_many(self, blobs: Iterable[tuple[str, bytes]]) -> None:
        """Write them one after the other."""
        for path, data in blobs:
            self.write(path, data)

    def write_file(self, path: str, source: Path) -> None:
        """Replace the content by a copy of a file of any size."""
        with self._replacing(path) as temporary:
            shutil.copyfile(source, temporary)

    def exists(self, path: str) -> bool:
        """Tell whether there is such a blob."""
        return self._file(path).is_file()

    def generation(self, path: str) -> int:
        """Return what tells this content from the one before and the next: file and time."""
        return _generation(self._file(path).stat())

    def copy_generation(self, path: str, generation: int, target: str) -> int:
        """Copy one generation of a blob and return its size in bytes.

        Raises:
            PermanentError: there is none, or it has been replaced (code NOT_FOUND).
        """
        try:
            source = self._file(path).open("rb")
        except FileNotFoundError as error:
            raise _not_found(path) from error
        with source, self._replacing(target) as temporary:
            found = os.fstat(source.fileno())  # of what is open, whatever replaces it now
            if _generation(found) != generation:
                raise _not_found(path)
            with temporary.open("wb") as copy:
                shutil.copyfileobj(source, copy)
        return found.st_size

    def delete_tree(self, path: str) -> None:
        """Delete every blob beneath a path."""
        folder = self._file(path)
        if folder.is_dir():
            shutil.rmtree(folder)

    @contextmanager
    def local_copy(self, path: str) -> Iterator[Path]:
        """Give the file itself: it is on this machine already.

        Raises:
            PermanentError: there is none (code NOT_FOUND).
        """
        file = self._file(path)
        if not file.is_file():
            raise _not_found(path)
        yield file

    @contextmanager
    def _replacing(self, path: str) -> Iterator[Path]:
        target = self._file(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)

    def _file(self, path: str) -> Path:
        return self._root.joinpath(*blob_segments(path))


def _generation(status: os.stat_result) -> int:
    return int(derived_id(status.st_ino, status.st_mtime_ns), 16) >> 20


def _not_found(path: str) -> PermanentError:
    return PermanentError(ErrorCode.NOT_FOUND, f"There is no stored file {path}.")
