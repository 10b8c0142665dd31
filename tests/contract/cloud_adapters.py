"""The opener of the store in Google Cloud; apart, for a process that does not need it is quick."""

from __future__ import annotations

from pathlib import Path

from google.cloud import firestore

from common.gcp.firestore import FirestoreDocumentStore
from common.ports import DocumentStore
from tests.emulators import project_of


def open_firestore(place: Path) -> DocumentStore:
    return FirestoreDocumentStore(firestore.Client(project=project_of(place)), read_limit_s=60.0)
