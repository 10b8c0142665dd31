"""Files that are there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO


@contextmanager
def replacing(target: Path) -> Iterator[TextIO]:
    """Open a UTF-8 text that takes the place of `target` when the context ends without an error."""
    with _temporary(target) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        yield file


@contextmanager
def replacing_bytes(target: Path) -> Iterator[BinaryIO]:
    """Likewise, for a file that is no text; it can be read while it is written."""
    with _temporary(target) as temporary, temporary.open("w+b") as file:
        yield file


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    temporary = target.with_name(f".{target.name}.writing")
    try:
        yield temporary
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
