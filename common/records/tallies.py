"""Records that count how many units of a stage have ended."""

from __future__ import annotations

from dataclasses import dataclass

from common.records.codec import Codec


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Root of a stage's completion count."""

    total: int
    shard_count: int
    closed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One part of a tally, about 16 units: a document takes about one write a second."""

    size: int
    completed: int = 0
    failed: int = 0


TALLY = Codec(Tally)
SHARD = Codec(Shard)
