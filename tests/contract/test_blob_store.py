"""What every blob store promises; each adapter runs the same cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.domain.errors import ErrorCode, PermanentError
from common.embedded.blobs import FolderBlobStore
from common.ports import BlobStore


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return FolderBlobStore(tmp_path / "blobs")


def test_a_blob_comes_back(store: BlobStore) -> None:
    store.write("pages/v/00001/page.pdf", b"%PDF")
    assert store.read("pages/v/00001/page.pdf") == b"%PDF"


def test_a_second_write_replaces_the_first(store: BlobStore) -> None:
    store.write("a", b"first")
    store.write("a", b"2")
    assert store.read("a") == b"2"


def test_a_missing_blob_is_a_typed_error(store: BlobStore) -> None:
    with pytest.raises(PermanentError) as raised:
        store.read("nowhere")
    assert raised.value.code is ErrorCode.NOT_FOUND
    assert not store.exists("nowhere")


def test_a_file_is_copied_in_and_read_as_a_local_copy(store: BlobStore, tmp_path: Path) -> None:
    source = tmp_path / "set.pdf"
    source.write_bytes(b"drawing")
    store.write_file("uploads/set", source)
    with store.local_copy("uploads/set") as path:
        assert path.read_bytes() == b"drawing"


@pytest.mark.parametrize("path", ["../a", "/a", "a//b", "a/./b", "a/../b", "a\\b", "a\0b", ""])
def test_a_path_that_leaves_its_place_is_refused(store: BlobStore, path: str) -> None:
    with pytest.raises(ValueError, match="not a blob path"):
        store.write(path, b"")
