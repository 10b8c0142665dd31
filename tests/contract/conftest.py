"""The adapters that must keep the promises of the ports; a later one is one more name here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from common.embedded.blobs import FolderBlobStore
from common.embedded.documents import SqliteDocumentStore
from common.ports import BlobStore, DocumentStore
from tests.contract.adapters import OPEN_STORE, OpenStore


@pytest.fixture(params=sorted(OPEN_STORE))
def open_store(request: pytest.FixtureRequest) -> OpenStore:
    """Return what opens one and the same store in any process, given its place."""
    return OPEN_STORE[request.param]


@pytest.fixture
def store(open_store: OpenStore, tmp_path: Path) -> Iterator[DocumentStore]:
    store = open_store(tmp_path)
    yield store
    if isinstance(store, SqliteDocumentStore):
        store.close()


@pytest.fixture(params=["embedded"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    opened: dict[str, Callable[[], BlobStore]] = {
        "embedded": lambda: FolderBlobStore(tmp_path / "blobs")
    }
    return opened[request.param]()
