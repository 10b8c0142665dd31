"""What the user named on the command line, as the files of one drawing set."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from common.domain.errors import ErrorCode, PermanentError

_DRAWING_SUFFIXES = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff"})
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingSet:
    """One set: a file, or the drawing files of a folder in their natural order.

    Attributes:
        sha256: over all files, names left out, so that a renamed set is the same set.
    """

    name: str
    files: tuple[Path, ...]
    size_bytes: int
    sha256: str


def drawing_set(path: Path) -> DrawingSet:
    """Return the set behind a path.

    Raises:
        PermanentError: there is no such file (FILE_NOT_FOUND), it cannot be read
            (FILE_UNREADABLE), or the folder holds no drawing (NO_PAGES).
    """
    files = _files(path)
    digest = hashlib.sha256()
    try:
        for file in files:
            with file.open("rb") as opened:
                while chunk := opened.read(_CHUNK_BYTES):
                    digest.update(chunk)
            digest.update(b"\0")
        size_bytes = sum(file.stat().st_size for file in files)
    except OSError as error:
        raise PermanentError(
            ErrorCode.FILE_UNREADABLE, f"{path} cannot be read ({error.strerror})."
        ) from error
    return DrawingSet(
        name=path.resolve().name, files=files, size_bytes=size_bytes, sha256=digest.hexdigest()
    )


def _files(path: Path) -> tuple[Path, ...]:
    if path.is_dir():
        found = [p for p in path.iterdir() if p.suffix.lower() in _DRAWING_SUFFIXES]
        files = tuple(sorted((p for p in found if p.is_file()), key=_natural))
        if not files:
            raise PermanentError(
                ErrorCode.NO_PAGES,
                f"The folder {path} holds no PDF, PNG, JPEG or TIFF file.",
            )
        return files
    if not path.exists():
        raise PermanentError(
            ErrorCode.FILE_NOT_FOUND, f"There is no file or folder {path}. Check the name."
        )
    return (path,)


def _natural(path: Path) -> list[tuple[int, str]]:
    """Sort key: A-2 before A-10."""
    return [
        (int(part), "") if part.isdigit() else (-1, part.lower())
        for part in re.findall(r"\d+|\D+", path.name)
    ]
