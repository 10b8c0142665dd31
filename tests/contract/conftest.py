"""The adapters that must keep the promises of the ports; a later one is one more name here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from google.cloud.storage import Client

from common.embedded.blobs import FolderBlobStore
from common.embedded.documents import SqliteDocumentStore
from common.gcp.storage import GcsBlobStore
from common.ports import BlobStore, DocumentStore
from tests.contract.adapters import OpenStore, open_embedded
from tests.contract.buses import BusUnderTest, EmbeddedBus, PubSubUnderTest
from tests.contract.cloud_adapters import open_firestore
from tests.emulators import OF_BACKENDS, new_bucket, project_of


@pytest.fixture(params=["embedded", pytest.param("firestore", marks=OF_BACKENDS)])
def open_store(request: pytest.FixtureRequest) -> OpenStore:
    """Return what opens one and the same store in any process, given its place."""
    if request.param == "embedded":
        return open_embedded
    request.getfixturevalue("backends")
    return open_firestore


@pytest.fixture
def store(open_store: OpenStore, tmp_path: Path) -> Iterator[DocumentStore]:
    store = open_store(tmp_path)
    yield store
    if isinstance(store, SqliteDocumentStore):
        store.close()


@pytest.fixture(params=["embedded", pytest.param("storage", marks=OF_BACKENDS)])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "embedded":
        return FolderBlobStore(tmp_path / "blobs")
    request.getfixturevalue("backends")
    return GcsBlobStore(new_bucket(tmp_path))


@pytest.fixture
def generation(blobs: BlobStore, tmp_path: Path) -> Callable[[str], int]:
    """Return what tells the live generation of a blob."""
    if isinstance(blobs, FolderBlobStore):
        return blobs.generation
    bucket = Client(project=project_of(tmp_path)).bucket(project_of(tmp_path))
    return lambda path: int(bucket.get_blob(path).generation)


@pytest.fixture(params=["embedded", pytest.param("pubsub", marks=OF_BACKENDS)])
def bus(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BusUnderTest]:
    if request.param != "embedded":
        request.getfixturevalue("backends")
    bus: BusUnderTest = (
        EmbeddedBus(tmp_path) if request.param == "embedded" else PubSubUnderTest(tmp_path)
    )
    yield bus
    bus.close()
