"""What every store refuses, so that code which runs on one runs on the others."""

from __future__ import annotations

from collections.abc import Mapping

MAX_DOCUMENT_BYTES = 1024 * 1024  # Firestore's limit


def refuse_nested_arrays(value: object, *, in_array: bool = False) -> None:
    """Refuse what Firestore cannot hold.

    Raises:
        ValueError: an array holds an array.
    """
    if isinstance(value, Mapping):
        for inner in value.values():
            refuse_nested_arrays(inner)
    elif isinstance(value, list):
        if in_array:
            raise ValueError("a document cannot hold an array in an array")
        for inner in value:
            refuse_nested_arrays(inner, in_array=True)


def too_large(path: str) -> ValueError:
    """Return the error of a document that is larger than a document may be."""
    return ValueError(f"the document {path} is larger than {MAX_DOCUMENT_BYTES} bytes")


def blob_segments(path: str) -> list[str]:
    """Return the parts of a blob's path.

    Raises:
        ValueError: the path leaves its place, or is not the one way to write it.
    """
    segments = path.split("/")
    if "\\" in path or "\0" in path or any(s in {"", ".", ".."} for s in segments):
        raise ValueError(f"not a blob path: {path!r}")
    return segments
