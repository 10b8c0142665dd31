"""What the counting ports count is what Firestore and Cloud Storage would bill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.counting import Counts, counting
from common.domain.events import SessionReady
from common.domain.ids import SessionId
from common.gcp.at_once import AT_ONCE
from common.ports import Ports, Transaction
from common.wiring import embedded_world


@pytest.fixture
def counted(tmp_path: Path) -> Iterator[tuple[Ports, Counts]]:
    world, counts = embedded_world(tmp_path), Counts()
    ports, _bus = counting(world.ports, counts)
    yield ports, counts
    world.close()


def test_a_document_that_is_not_there_is_a_read(counted: tuple[Ports, Counts]) -> None:
    ports, counts = counted
    assert ports.documents.get("sessions/none") is None
    assert counts.taken().document_reads == 1


def test_a_query_is_a_read_a_document_and_one_when_there_is_none(
    counted: tuple[Ports, Counts],
) -> None:
    ports, counts = counted
    ports.documents.query("sessions")
    assert counts.taken().document_reads == 1
    ports.documents.create_missing({f"sessions/{n}": {"id": str(n)} for n in range(3)})
    created = counts.taken()
    assert (created.document_reads, created.document_writes) == (3, 3)
    ports.documents.query("sessions")
    assert counts.taken().document_reads == 3
    ports.documents.create_missing({f"sessions/{n}": {"id": str(n)} for n in range(4)})
    assert counts.taken().document_writes == 1


def test_a_transaction_holds_what_it_only_read(counted: tuple[Ports, Counts]) -> None:
    ports, counts = counted
    ports.documents.create_missing({"sessions/a": {"id": "a"}, "sessions/b": {"id": "b"}})
    counts.taken()

    def body(transaction: Transaction) -> None:
        for name in ("a", "b", "none"):
            transaction.get(f"sessions/{name}")
        transaction.set("sessions/a", {"id": "a", "n": 1})

    ports.documents.transact(body)
    used = counts.taken()
    assert (used.document_reads, used.document_writes, used.document_deletes) == (3, 2, 1)


def test_a_transaction_that_writes_nothing_is_only_its_reads(
    counted: tuple[Ports, Counts],
) -> None:
    ports, counts = counted
    ports.documents.transact(lambda transaction: transaction.get("sessions/a"))
    used = counts.taken()
    assert (used.document_calls, used.document_reads, used.document_writes) == (1, 1, 0)


def test_files_count_by_operation_and_by_byte(
    counted: tuple[Ports, Counts], tmp_path: Path
) -> None:
    ports, counts = counted
    ports.blobs.write("pages/a", b"12345")
    source = tmp_path / "file"
    source.write_bytes(b"123")
    ports.blobs.write_file("pages/b", source)
    used = counts.taken()
    assert (used.blob_writes, used.written_bytes) == (2, 8)
    ports.blobs.read("pages/a")
    with ports.blobs.local_copy("pages/b"):
        pass
    used = counts.taken()
    assert (used.blob_reads, used.read_bytes) == (3, 8)  # the generation is looked up first


def test_of_many_files_each_is_an_operation_and_few_are_waited_for(
    counted: tuple[Ports, Counts],
) -> None:
    ports, counts = counted
    names = [f"pages/{number}" for number in range(2 * AT_ONCE + 1)]
    ports.blobs.write_many((name, b"12") for name in names)
    used = counts.taken()
    assert (used.blob_writes, used.written_bytes) == (len(names), 2 * len(names))
    assert used.blob_calls == 3
    assert b"".join(ports.blobs.read_many(names)) == b"12" * len(names)
    used = counts.taken()
    assert (used.blob_reads, used.read_bytes, used.blob_calls) == (len(names), 2 * len(names), 3)


def test_many_documents_are_a_read_each_and_one_call(counted: tuple[Ports, Counts]) -> None:
    ports, counts = counted
    ports.documents.get_many(["sessions/a", "sessions/b", "sessions/a"])
    used = counts.taken()
    assert (used.document_calls, used.document_reads) == (1, 2)


def test_messages_are_kept_and_counted(tmp_path: Path) -> None:
    world, counts = embedded_world(tmp_path), Counts()
    ports, bus = counting(world.ports, counts)
    ports.bus.publish([SessionReady(session_id=SessionId("a"))] * 2)
    assert counts.taken().messages == 2
    assert len(bus.taken()) == 2
    assert bus.taken() == []
    world.close()
