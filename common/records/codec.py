"""How a record becomes a document and comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from common.domain.errors import ErrorCode, PermanentError

# What a document holds: JSON's values and aware datetimes. `Any` ends at the codec below.
Document = dict[str, Any]

R = TypeVar("R")


class Codec(Generic[R]):
    """Turns one kind of record into a document and back, checking every field."""

    def __init__(self, record_type: type[R]) -> None:
        self._adapter: TypeAdapter[R] = TypeAdapter(record_type)

    def encode(self, record: R) -> Document:
        """Return the record as a document."""
        document: Document = _without_tuples(self._adapter.dump_python(record))
        return document

    def decode(self, document: Mapping[str, Any]) -> R:
        """Return the document as a record.

        Raises:
            pydantic.ValidationError: the document is not such a record.
        """
        return self._adapter.validate_python(document)


def _without_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_tuples(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_tuples(inner) for inner in value]
    return value


def existing(document: Document | None, path: str) -> Document:
    """Return the document.

    Raises:
        PermanentError: there is none (code NOT_FOUND).
    """
    if document is None:
        raise PermanentError(ErrorCode.NOT_FOUND, f"There is no record at {path}.")
    return document
