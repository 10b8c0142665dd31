"""What holds for every value: tallies, retries, back-off, derived ids, codecs."""

from __future__ import annotations

import re
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import completion, records
from common.domain.errors import ErrorCode, PermanentError, TransientError
from common.domain.ids import derived_id
from common.embedded.bus import BACKOFF_LIMIT_S, backoff_s
from common.embedded.documents import SqliteDocumentStore
from common.records import (
    COMPARISON,
    PAGE,
    SESSION,
    SUMMARY,
    VERSION,
    ChangeSummary,
    Codec,
    Comparison,
    DrawingVersion,
    Page,
    Session,
)
from common.stage import Delivery, RetryLimits, final_failure
from tests.simulation.world import Interrupts, MemoryDocuments

LIMITS = RetryLimits(max_attempts=4, max_age_s=3600.0)
ERRORS = st.sampled_from(
    [
        PermanentError(ErrorCode.DAMAGED_PAGE, "Damaged."),
        TransientError(ErrorCode.CONFLICT, "Busy."),
        MemoryError(),
        KeyError("x"),
    ]
)
DELIVERIES = st.builds(Delivery, attempt=st.integers(1, 20), age_s=st.floats(0, 1e6))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
AWARE = st.datetimes(timezones=st.just(UTC))


@given(ERRORS, DELIVERIES)
def test_an_error_ends_when_it_is_permanent_or_the_limits_are_reached(
    error: Exception, delivery: Delivery
) -> None:
    at_the_end = delivery.attempt >= LIMITS.max_attempts or delivery.age_s >= LIMITS.max_age_s
    is_final = isinstance(error, PermanentError) or at_the_end
    assert (final_failure(error, delivery, LIMITS) is not None) == is_final


@given(ERRORS)
def test_whatever_ends_has_words_for_the_user(error: Exception) -> None:
    failure = final_failure(error, Delivery(attempt=4, age_s=0.0), LIMITS)
    assert failure is not None
    assert failure.message.endswith(".")


@given(st.integers(1, 60), st.floats(0, 1))
def test_the_back_off_grows_and_is_bounded(attempt: int, jitter: float) -> None:
    assert 0 < backoff_s(attempt, jitter) <= 1.5 * BACKOFF_LIMIT_S
    assert backoff_s(attempt, jitter) <= backoff_s(attempt + 1, jitter)


@given(st.integers(1, 1000))
def test_every_unit_has_its_place_in_a_shard_of_bounded_size(total: int) -> None:
    store = MemoryDocuments(Interrupts.none())
    completion.create_tally(store, "sets/a/tallies/pages", total)
    tally = records.TALLY.decode(store.get("sets/a/tallies/pages") or {})
    sizes = [records.SHARD.decode(d).size for d in store.query("sets/a/tallies/pages/shards")]
    indices = [index % tally.shard_count for index in range(total)]
    assert sizes == [indices.count(shard) for shard in range(tally.shard_count)]
    assert max(sizes) <= completion.UNITS_PER_SHARD


PARTS = st.lists(st.text() | st.integers() | st.none(), max_size=4)


@given(PARTS)
def test_a_derived_id_is_safe_in_a_path_and_always_the_same(parts: list[str | int | None]) -> None:
    assert re.fullmatch(r"[0-9a-f]{20}", derived_id(*parts))
    assert derived_id(*parts) == derived_id(*parts)


@given(st.text(), st.text(), st.text())
def test_a_derived_id_knows_where_a_part_ends(first: str, second: str, third: str) -> None:
    whole = {derived_id(first, second + third), derived_id(first + second, third)}
    assert len(whole) == (1 if second == "" else 2)


@pytest.fixture(scope="module")
def store() -> Any:
    with TemporaryDirectory() as folder:
        store = SqliteDocumentStore(Path(folder) / "documents.sqlite")
        yield store
        store.close()


def _stored(store: SqliteDocumentStore, codec: Codec[Any], record: object) -> object:
    """Take a record through its codec and a real store."""
    document = codec.encode(record)
    store.transact(lambda transaction: transaction.set("records/a", document))
    return codec.decode(store.get("records/a") or {})


RECORDS: list[tuple[Codec[Any], type]] = [
    (VERSION, DrawingVersion),
    (PAGE, Page),
    (SESSION, Session),
    (COMPARISON, Comparison),
    (SUMMARY, ChangeSummary),
]


@pytest.mark.parametrize(("codec", "record_type"), RECORDS)
def test_a_record_survives_its_store(
    store: SqliteDocumentStore, codec: Codec[Any], record_type: type
) -> None:
    times = {"created_at": AWARE, "updated_at": AWARE}

    @given(st.builds(record_type, **times))
    def survives(record: object) -> None:
        assert _stored(store, codec, record) == record

    survives()
