"""What a file is, by its first bytes: its name and declared type are what somebody says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Viewers take a PDF whose header comes within the first kilobyte, and so do we.
_PDF_WITHIN_BYTES: Final = 1024
_BEGINNINGS: Final[Mapping[bytes, str]] = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}


def drawing_type(beginning: bytes) -> str | None:
    """Return the media type of a drawing file, `None` for what is none.

    Args:
        beginning: the first kilobyte.
    """
    if b"%PDF-" in beginning[:_PDF_WITHIN_BYTES]:
        return "application/pdf"
    return next((kind for mark, kind in _BEGINNINGS.items() if beginning.startswith(mark)), None)
