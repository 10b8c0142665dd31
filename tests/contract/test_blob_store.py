"""What every blob store promises; each adapter runs the same cases."""

from __future__ import annotations

import filecmp
import gc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from common.domain.errors import ErrorCode, PermanentError
from common.ports import BlobStore

FEW = 16  # of many blobs, the most that any adapter holds at a time


def test_a_blob_comes_back(blobs: BlobStore) -> None:
    blobs.write("pages/v/00001/page.pdf", b"%PDF")
    assert blobs.read("pages/v/00001/page.pdf") == b"%PDF"


def test_many_come_back_in_the_order_they_are_asked_for(blobs: BlobStore) -> None:
    names = [f"pages/{number}" for number in range(40)]
    blobs.write_many((name, name.encode() * 1000) for name in names)
    asked = [*reversed(names), names[7], names[7]]
    assert list(blobs.read_many(asked)) == [name.encode() * 1000 for name in asked]
    assert list(blobs.read_many([])) == []


def test_a_missing_blob_among_many_is_a_typed_error_in_its_place(blobs: BlobStore) -> None:
    blobs.write_many([("a", b"1"), ("b", b"2")])
    contents = blobs.read_many(["a", "b", "nowhere", "a"])
    assert [next(contents), next(contents)] == [b"1", b"2"]
    with pytest.raises(PermanentError) as raised:
        next(contents)
    assert raised.value.code is ErrorCode.NOT_FOUND


def test_of_many_a_few_are_read_ahead_and_none_when_nobody_asks_any_more(blobs: BlobStore) -> None:
    blobs.write("a", b"1")
    taken: list[int] = []

    def asked() -> Iterator[str]:
        for number in range(1000):
            taken.append(number)
            yield "a"

    contents = blobs.read_many(asked())
    assert taken == []
    for count in (1, 2, 30):
        for _ in range(count):
            next(contents)
    assert 33 <= len(taken) <= 33 + FEW
    before = len(taken)
    del contents
    gc.collect()
    assert len(taken) == before


def test_of_many_to_write_a_few_are_taken_before_one_is_written(blobs: BlobStore) -> None:
    """So that a set's pages need not fit in memory: each is made when there is room for it."""

    def made() -> Iterator[tuple[str, bytes]]:
        for number in range(FEW * 3):
            if number >= FEW:
                assert blobs.exists(f"pages/{number - FEW}")
            yield f"pages/{number}", b"1"

    blobs.write_many(made())
    assert all(blobs.exists(f"pages/{number}") for number in range(FEW * 3))


def test_what_cannot_be_written_among_many_is_raised(blobs: BlobStore) -> None:
    with pytest.raises(ValueError, match="not a blob path"):
        blobs.write_many([("a", b"1"), ("../b", b"2"), ("c", b"3")])


def test_many_whose_making_fails_raise_that(blobs: BlobStore) -> None:
    def made() -> Iterator[tuple[str, bytes]]:
        yield "a", b"1"
        raise LookupError

    with pytest.raises(LookupError):
        blobs.write_many(made())


def test_a_second_write_replaces_the_first(blobs: BlobStore) -> None:
    blobs.write("a", b"first")
    blobs.write("a", b"2")
    assert blobs.read("a") == b"2"


def test_a_missing_blob_is_a_typed_error(blobs: BlobStore) -> None:
    with pytest.raises(PermanentError) as raised:
        blobs.read("nowhere")
    assert raised.value.code is ErrorCode.NOT_FOUND
    assert not blobs.exists("nowhere")


def test_a_file_is_copied_in_and_read_as_a_local_copy(blobs: BlobStore, tmp_path: Path) -> None:
    source = tmp_path / "set.pdf"
    source.write_bytes(b"drawing")
    blobs.write_file("uploads/set", source)
    with blobs.local_copy("uploads/set") as path:
        assert path.read_bytes() == b"drawing"


def test_what_lies_beneath_a_path_is_deleted_and_nothing_beside_it(blobs: BlobStore) -> None:
    for path in ("a/b/c", "a/b/d/e", "a/bc", "a/c"):
        blobs.write(path, b"1")
    for _ in range(2):  # a repeat finds nothing to do
        blobs.delete_tree("a/b")
    assert [blobs.exists(path) for path in ("a/b/c", "a/b/d/e", "a/bc", "a/c")] == [
        *(False, False),
        *(True, True),
    ]


@pytest.mark.parametrize("path", ["../a", "/a", "a//b", "a/./b", "a/../b", "a\\b", "a\0b", ""])
def test_a_path_that_leaves_its_place_is_refused(blobs: BlobStore, path: str) -> None:
    for use in (
        blobs.read,
        blobs.exists,
        lambda path: blobs.write(path, b""),
        lambda path: list(blobs.read_many([path])),
    ):
        with pytest.raises(ValueError, match="not a blob path"):
            use(path)


def test_a_reader_sees_the_old_blob_or_the_new_one_and_never_a_part(blobs: BlobStore) -> None:
    contents = [bytes([n]) * 1_000_000 for n in range(4)]
    blobs.write("a/b", contents[0])
    with ThreadPoolExecutor(2) as pool:
        writing = [pool.submit(blobs.write, "a/b", content) for content in contents * 10]
        while not all(written.done() for written in writing):
            assert blobs.read("a/b") in contents


def test_a_missing_blob_has_no_local_copy(blobs: BlobStore) -> None:
    with pytest.raises(PermanentError) as raised, blobs.local_copy("nowhere"):
        pass
    assert raised.value.code is ErrorCode.NOT_FOUND


def test_a_file_that_cannot_be_copied_leaves_the_blob_as_it_was(
    blobs: BlobStore, tmp_path: Path
) -> None:
    blobs.write("a", b"before")
    with pytest.raises(FileNotFoundError):
        blobs.write_file("a", tmp_path / "missing")
    assert blobs.read("a") == b"before"


def test_an_empty_blob_is_a_blob(blobs: BlobStore) -> None:
    blobs.write("empty", b"")
    assert (blobs.exists("empty"), blobs.read("empty")) == (True, b"")


def test_a_large_file_goes_in_and_out_as_it_is(blobs: BlobStore, tmp_path: Path) -> None:
    source = tmp_path / "set.pdf"
    source.write_bytes(bytes(range(256)) * 160_000)
    blobs.write_file("uploads/set", source)
    with blobs.local_copy("uploads/set") as path:
        assert filecmp.cmp(path, source, shallow=False)


@pytest.mark.parametrize("name", ["Ω ½ 12'-6\" 漢字", "a?b#c%2Fd&e=f", "x" * 200, "a b+c"])
def test_a_name_of_any_letters_is_kept(blobs: BlobStore, name: str) -> None:
    blobs.write(f"drops/{name}.pdf", name.encode())
    blobs.write("drops/other.pdf", b"other")
    assert blobs.read(f"drops/{name}.pdf") == name.encode()


def test_one_generation_is_copied_until_it_is_replaced(
    blobs: BlobStore, generation: Callable[[str], int]
) -> None:
    blobs.write("drops/a", b"first")
    first = generation("drops/a")
    assert blobs.copy_generation("drops/a", first, "kept/a") == len(b"first")
    blobs.write("drops/a", b"second")
    with pytest.raises(PermanentError) as raised:
        blobs.copy_generation("drops/a", first, "kept/a")
    assert raised.value.code is ErrorCode.NOT_FOUND
    assert blobs.read("kept/a") == b"first"


def test_a_missing_blob_has_no_generation_to_copy(blobs: BlobStore) -> None:
    with pytest.raises(PermanentError) as raised:
        blobs.copy_generation("nowhere", 1, "kept")
    assert raised.value.code is ErrorCode.NOT_FOUND
