"""Uploaded versions: the record with the next number first, then the file, then its event."""

from __future__ import annotations

from dataclasses import replace

from common import paths
from common.domain.ids import ProjectId, VersionId
from common.ports import Ports, Transaction
from common.records import (
    DRAWING,
    VERSION,
    Drawing,
    DrawingVersion,
    DroppedVersion,
)


def register_version(ports: Ports, version: DrawingVersion) -> DrawingVersion:
    """Write a version with its drawing's next number; a repeat finds it made.

    The number is the place in the order of arrival, of uploads and drops together.
    """

    def body(transaction: Transaction) -> DrawingVersion:
        made = transaction.get(paths.version_path(version.id))
        if made is not None:
            return VERSION.decode(made)
        drawing_path = paths.drawing_path(version.project_id, version.drawing_name)
        known = transaction.get(drawing_path)
        before = DRAWING.decode(known).versions if known else ()
        placed = replace(version, version_number=len(before) + 1)
        arrived = DroppedVersion(version_id=version.id, dropped_at=version.created_at)
        drawing = Drawing(
            project_id=version.project_id, name=version.drawing_name, versions=(*before, arrived)
        )
        transaction.set(paths.version_path(version.id), VERSION.encode(placed))
        transaction.set(drawing_path, DRAWING.encode(drawing))
        return placed

    return ports.documents.transact(body)


def load_versions_of(ports: Ports, project_id: ProjectId) -> list[DrawingVersion]:
    """Return a project's versions by drawing and number; one that was retried is replaced."""
    documents = ports.documents.query(paths.VERSIONS, {"project_id": project_id})
    found = [VERSION.decode(document) for document in documents]
    replaced = {version.retry_of for version in found}
    shown = [version for version in found if version.id not in replaced]
    return sorted(shown, key=lambda v: (v.drawing_name, v.version_number, v.created_at))


def upload_is_whole(ports: Ports, version_id: VersionId) -> bool:
    """Tell whether every file of a version is there; each has an event of its own."""
    document = ports.documents.get(paths.version_path(version_id))
    parts = VERSION.decode(document).parts if document else ()
    return all(ports.blobs.exists(part.storage_path) for part in parts)
