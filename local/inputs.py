"""What the user named on the command line, as the files of one drawing set."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from common.domain.errors import ErrorCode, PermanentError

_DRAWING_SUFFIXES = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff"})
_CHUNK_BYTES = 1 << 20
# The record of a set names its files, and a record has 1 MiB.
MAX_FILES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingSet:
    """One set: a file, or the drawing files of a folder in their natural order.

    Attributes:
        sha256: over all files, names left out, so that a renamed set is the same set.
        warnings: of the folder's files that cannot be read, and of subfolders.
        unread_file_count: files of the folder that are left out.
    """

    name: str
    files: tuple[Path, ...]
    size_bytes: int
    sha256: str
    warnings: tuple[str, ...] = ()
    unread_file_count: int = 0


def drawing_set(path: Path) -> DrawingSet:
    """Return the set behind a path.

    Raises:
        PermanentError: there is no such file (FILE_NOT_FOUND), none can be read
            (FILE_UNREADABLE), the folder holds no drawing (NO_PAGES) or too many (TOO_MANY_PAGES).
    """
    try:
        is_folder = path.is_dir()
        candidates = _folder_files(path) if is_folder else [path]
        subfolders = list(_subfolder_warnings(path)) if is_folder else []
    except OSError as error:
        raise _unreadable(path, error) from error
    files, digests, errors = list[Path](), list[bytes](), list[PermanentError]()
    for file in candidates:
        try:
            digests.append(_digest(file))
            files.append(file)
        except PermanentError as error:
            errors.append(error)
    if not files:
        raise errors[0]
    return DrawingSet(
        name=shown_name(path.resolve()),
        files=tuple(files),
        size_bytes=sum(file.stat().st_size for file in files),
        sha256=_combined(digests),
        warnings=(*(error.user_message for error in errors), *subfolders),
        unread_file_count=len(errors),
    )


def shown_name(path: Path) -> str:
    """Return the file's name as it can be printed and stored: a name may hold any bytes."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in path.name)


def _folder_files(folder: Path) -> list[Path]:
    """Return the folder's drawing files; hidden ones are the system's, not the user's."""
    found = sorted(_drawings(folder.iterdir()), key=_natural)
    if not found:
        raise PermanentError(
            ErrorCode.NO_PAGES,
            f"The folder {folder} holds no PDF, PNG, JPEG or TIFF file. Subfolders are not read.",
        )
    if len(found) > MAX_FILES:
        raise PermanentError(
            ErrorCode.TOO_MANY_PAGES,
            f"The folder {folder} holds {len(found)} drawing files; the limit is {MAX_FILES}. "
            "Split it by discipline.",
        )
    return found


def _drawings(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.suffix.lower() in _DRAWING_SUFFIXES and not path.name.startswith("."):
            yield path


def _subfolder_warnings(folder: Path) -> Iterator[str]:
    for inner in sorted(folder.iterdir()):
        if inner.is_dir() and not inner.name.startswith(".") and any(_drawings(inner.iterdir())):
            yield (
                f"The drawings in the subfolder {shown_name(inner)} were not read. Compare it on "
                "its own, or move its files up."
            )


def _digest(file: Path) -> bytes:
    """Return the SHA-256 of the content.

    Raises:
        PermanentError: there is no such file, it cannot be read or is none.
    """
    try:
        if not file.exists():
            raise PermanentError(
                ErrorCode.FILE_NOT_FOUND, f"There is no file or folder {file}. Check the name."
            )
        if not file.is_file():
            raise PermanentError(
                ErrorCode.FILE_UNREADABLE,
                f"{file} is a folder or a device, not a file. Name a PDF or a folder of PDFs.",
            )
        digest = hashlib.sha256()
        with file.open("rb") as opened:
            while chunk := opened.read(_CHUNK_BYTES):
                digest.update(chunk)
        return digest.digest()
    except OSError as error:
        raise _unreadable(file, error) from error


def _combined(digests: list[bytes]) -> str:
    if len(digests) == 1:
        return digests[0].hex()
    return hashlib.sha256(b"".join(digests)).hexdigest()


def _unreadable(path: Path, error: OSError) -> PermanentError:
    return PermanentError(
        ErrorCode.FILE_UNREADABLE,
        f"{path} cannot be read ({error.strerror}). Check its name and who may read it.",
    )


def _natural(path: Path) -> list[tuple[int, str]]:
    """Sort key: A-2 before A-10."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part.lower())
        for part in re.findall(r"\d+|\D+", path.name)
    ]
