"""Completion counting: count, close, trigger. The heart of the chain; see docs/ARCHITECTURE.md.

A stage of N units is finished when each unit is completed or failed, and exactly then the next
stage must start, although events come twice and any process dies anywhere. A tally has a root
and shards of about 16 units, so that hundreds of workers do not fight for one document.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from common.domain.jobs import UnitStatus
from common.outcomes import StageOutcome, note_outcome
from common.paths import (
    shard_path,
)
from common.ports import DocumentStore, Transaction
from common.records import (
    SHARD,
    TALLY,
    Document,
    Shard,
    Tally,
    existing,
)

UNITS_PER_SHARD = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit of a stage: its document, the tally it counts in, its place there."""

    path: str
    tally_path: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a stage stands."""

    total: int
    completed: int
    failed: int

    @property
    def is_complete(self) -> bool:
        """Whether every unit is terminal."""
        return self.completed + self.failed >= self.total


def create_tally(
    store: DocumentStore, tally_path: str, total: int, completed: Collection[int] = ()
) -> None:
    """Create root and shards for `total` units; a repeat changes nothing.

    The shards come first: whoever finds the root may rely on them.

    Args:
        store: where the records are.
        tally_path: of the root.
        total: how many units.
        completed: indices of those that are completed already; whoever has some walks
            `close_full_shards`, since no delivery will close a shard that is full.
    """
    shard_count = -(-total // UNITS_PER_SHARD)
    members = {k: range(k, total, shard_count) for k in range(shard_count)}
    shards = {
        shard_path(tally_path, k): SHARD.encode(
            Shard(size=len(units), completed=sum(index in completed for index in units))
        )
        for k, units in members.items()
    }
    store.create_missing(shards)
    store.create_missing({tally_path: TALLY.encode(Tally(total=total, shard_count=shard_count))})


def count_unit(
    store: DocumentStore,
    unit: Unit,
    finish: Callable[[Document], Document],
    also: Callable[[Transaction, Document], Callable[[], None]] | None = None,
) -> bool:
    """Write a unit's result and count it, once.

    Args:
        store: where the records are.
        unit: the unit to finish.
        finish: makes the terminal document from the pending one.
        also: given the transaction and the terminal document, reads what else changes with it
            and returns what writes that.

    Returns:
        False when the unit was terminal already; nothing is written then.

    Raises:
        PermanentError: there is no such unit.
    """
    shard_of_unit = shard_path(unit.tally_path, unit.index % _root(store, unit).shard_count)

    def body(transaction: Transaction) -> bool:
        pending = existing(transaction.get(unit.path), unit.path)
        if UnitStatus(pending["status"]).is_terminal:
            note_outcome(StageOutcome.DUPLICATE)
            return False
        shard = SHARD.decode(existing(transaction.get(shard_of_unit), shard_of_unit))
        finished = finish(pending)
        write_also = also(transaction, finished) if also else None
        transaction.set(unit.path, finished)
        transaction.set(shard_of_unit, SHARD.encode(_bumped(shard, finished)))
        if write_also:
            write_also()
        return True

    return store.transact(body)


def close(store: DocumentStore, unit: Unit) -> bool:
    """Close the unit's shard if it is full, and tell whether the whole stage is complete.

    Done on every delivery, also on a duplicate: the one before may have died right after
    counting. Counts only grow, so reading the shard outside the transaction is safe.
    """
    return _close_shard(store, unit.tally_path, unit.index % _root(store, unit).shard_count)


def close_full_shards(store: DocumentStore, tally_path: str) -> bool:
    """Close every full shard, and tell whether the stage is complete; the sweep's `close`."""
    document = store.get(tally_path)
    if document is None:
        return False
    tally = TALLY.decode(document)
    closed = [_close_shard(store, tally_path, k) for k in range(tally.shard_count)]
    return len(TALLY.decode(existing(store.get(tally_path), tally_path)).closed) == len(closed)


def progress(store: DocumentStore, tally_path: str) -> Progress | None:
    """Return the sum over the shards, `None` while there is no tally."""
    if store.get(tally_path) is None:
        return None
    shards = [SHARD.decode(document) for document in store.query(f"{tally_path}/shards")]
    return Progress(
        total=sum(shard.size for shard in shards),
        completed=sum(shard.completed for shard in shards),
        failed=sum(shard.failed for shard in shards),
    )


def _close_shard(store: DocumentStore, tally_path: str, shard_index: int) -> bool:
    path = shard_path(tally_path, shard_index)
    shard = SHARD.decode(existing(store.get(path), path))
    if shard.completed + shard.failed < shard.size:
        return False

    def body(transaction: Transaction) -> bool:
        tally = TALLY.decode(existing(transaction.get(tally_path), tally_path))
        closed = {*tally.closed, shard_index}
        if shard_index not in tally.closed:
            transaction.set(tally_path, TALLY.encode(replace(tally, closed=tuple(sorted(closed)))))
        return len(closed) == tally.shard_count

    return store.transact(body)


def _bumped(shard: Shard, finished: Document) -> Shard:
    if UnitStatus(finished["status"]) is UnitStatus.COMPLETED:
        return replace(shard, completed=shard.completed + 1)
    return replace(shard, failed=shard.failed + 1)


def _root(store: DocumentStore, unit: Unit) -> Tally:
    return TALLY.decode(existing(store.get(unit.tally_path), unit.tally_path))
