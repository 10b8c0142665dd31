"""List prices: the file beside this, or one of the user's with other prices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from common.domain.errors import ErrorCode, PermanentError

PRICES_PATH: Final = Path(__file__).with_name("prices.json")


class Item(StrEnum):
    """What is on a bill."""

    VCPU_S = "vcpu_s"
    MEMORY_GIB_S = "memory_gib_s"
    REQUEST = "request"
    DOCUMENT_READ = "document_read"
    DOCUMENT_WRITE = "document_write"
    DOCUMENT_DELETE = "document_delete"
    BLOB_WRITE = "blob_write"
    BLOB_READ = "blob_read"
    STORAGE_GIB_MONTH = "storage_gib_month"
    EGRESS_GIB = "egress_gib"
    MESSAGE = "message"  # 1,000 bytes published or delivered, Pub/Sub's least


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one of an item costs, and where that was read."""

    usd: float
    per: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPrice:
    """What a language model costs.

    Attributes:
        tokens_per_image: that one picture of 512 × 512 px counts.
    """

    input_usd_per_million: float
    output_usd_per_million: float
    tokens_per_image: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """A price list.

    Attributes:
        as_of: the day it was read.
        free_each_month: that nobody pays, by item.
        models: by name.
    """

    as_of: str
    region: str
    note: str
    prices: Mapping[Item, Price]
    free_each_month: Mapping[Item, float] = field(default_factory=dict)
    models: Mapping[str, ModelPrice] = field(default_factory=dict)

    def usd(self, item: Item, amount: float, *, less_free: bool = False) -> float:
        """Return what an amount costs, what is free each month left out if so wanted."""
        free = self.free_each_month.get(item, 0.0) if less_free else 0.0
        return max(0.0, amount - free) * self.prices[item].usd


_ADAPTER: Final = TypeAdapter(Prices)


def load_prices(override: Path | None = None) -> Prices:
    """Return the list prices; what the user's file names replaces its like, the rest stays.

    Raises:
        PermanentError: the user's file is no price list (code FILE_UNREADABLE).
    """
    document = json.loads(PRICES_PATH.read_text(encoding="utf-8"))
    if override is None:
        return _ADAPTER.validate_python(document)
    try:
        mine = json.loads(override.read_text(encoding="utf-8"))
        return _ADAPTER.validate_python(_merged(document, mine))
    except (OSError, ValueError, AttributeError) as error:
        raise PermanentError(ErrorCode.FILE_UNREADABLE, _explained(override, error)) from error


def _merged(document: dict[str, Any], mine: dict[str, Any]) -> dict[str, Any]:
    both = document | {key: value for key, value in mine.items() if not isinstance(value, dict)}
    for part in ("prices", "free_each_month", "models"):
        both[part] = {**document[part], **mine.get(part, {})}
    return both


def _explained(path: Path, error: Exception) -> str:
    if isinstance(error, ValidationError):
        wrong = ".".join(str(place) for place in error.errors()[0]["loc"])
        return f"{path} is no price list: see {wrong}. Write it like local/cost/prices.json."
    return f"{path} cannot be read as a price list ({error}). Write it like local/cost/prices.json."
