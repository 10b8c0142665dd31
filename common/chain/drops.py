"""Dropped files: a version of its drawing is made for each, and compared with the one before.

Which version is before which follows from when the files were dropped, not from when their events
came: two files dropped in one go are told of in any order, and the wrong one as the old set would
turn every addition into a removal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from common import paths
from common.chain.sessions import start_session
from common.chain.steps import load_version
from common.domain.drop_names import DropName
from common.domain.events import DropFinalized
from common.domain.ids import ProjectId, SessionId, VersionId, derived_id, retried_id
from common.domain.jobs import SessionStatus, VersionStatus
from common.domain.roles import ProjectStatus
from common.ports import DocumentStore, Ports, Transaction
from common.records import (
    DRAWING,
    PROJECT,
    VERSION,
    Drawing,
    DrawingVersion,
    DroppedVersion,
    Project,
    Session,
)


def dropped_version_id(drop: DropFinalized, name: DropName) -> VersionId:
    """Return the id of a drop's version: a duplicate has the same, a new generation another."""
    return VersionId(derived_id("drop", name.project_id, drop.path, drop.generation))


def dropped_set_path(version_id: VersionId, name: DropName) -> str:
    """Return where the version's own copy lies, which no later drop replaces."""
    return f"{paths.dropped_tree(version_id)}/{name.file_name}"


def register_drop(
    ports: Ports, drop: DropFinalized, name: DropName, file_size_bytes: int
) -> DrawingVersion:
    """Make the drop's version with the drawing's next number; a repeat finds it made."""
    now = ports.clock.now()
    version = DrawingVersion(
        id=dropped_version_id(drop, name),
        project_id=name.project_id,
        drawing_name=name.drawing_name,
        version_number=0,  # until its place is known
        version_label=name.label,
        file_name=name.file_name,
        storage_path=dropped_set_path(dropped_version_id(drop, name), name),
        file_size=file_size_bytes,
        sha256="",
        uploaded_by="bucket",
        status=VersionStatus.UPLOADED,
        created_at=now,
        updated_at=now,
    )
    return ports.documents.transact(partial(_place, version, drop.dropped_at))


def _place(
    version: DrawingVersion, dropped_at: datetime, transaction: Transaction
) -> DrawingVersion:
    """Give the version its number and its neighbours among those of its drawing."""
    made = transaction.get(paths.version_path(version.id))
    if made is not None:
        return VERSION.decode(made)
    drawing_path = paths.drawing_path(version.project_id, version.drawing_name)
    known = transaction.get(drawing_path)
    before = DRAWING.decode(known).versions if known else ()
    dropped = DroppedVersion(version_id=version.id, dropped_at=dropped_at)
    versions = sorted((*before, dropped), key=lambda v: (v.dropped_at, v.version_id))
    place = versions.index(dropped)
    placed = replace(
        version,
        version_number=len(versions),
        follows=_usable(transaction, versions[:place][::-1]),
        overtaken_by=_usable(transaction, versions[place + 1 :]),
    )
    drawing = Drawing(
        project_id=version.project_id, name=version.drawing_name, versions=tuple(versions)
    )
    transaction.set(paths.version_path(version.id), VERSION.encode(placed))
    transaction.set(drawing_path, DRAWING.encode(drawing))
    return placed


def _usable(
    store: Transaction | DocumentStore, candidates: Sequence[DroppedVersion]
) -> VersionId | None:
    """Return the first that has not failed: a damaged file is nothing to compare with.

    Of a set whose failed pages were read again, the newest reading.
    """
    for candidate in candidates:
        version_id = _newest_reading(store, candidate.version_id)
        document = store.get(paths.version_path(version_id))
        if document is not None and document["status"] != VersionStatus.FAILED:
            return version_id
    return None


def _newest_reading(store: Transaction | DocumentStore, version_id: VersionId) -> VersionId:
    while store.get(paths.version_path(retried_id(version_id))) is not None:
        version_id = retried_id(version_id)
    return version_id


def compare_drop(ports: Ports, version: DrawingVersion) -> None:
    """Start the comparisons that the drop makes due, unless its project does not want any."""
    if not _wants_comparisons(ports, version.project_id):
        return
    if version.follows is not None:
        _start(ports, version.project_id, version.follows, version.id)
    if version.overtaken_by is not None:
        _start(ports, version.project_id, version.id, version.overtaken_by)


def compare_with_earlier(ports: Ports, session: Session) -> None:
    """Compare with what was dropped before the old set of a drop's session, if that has failed.

    It had not failed yet when the new one was dropped. Without this the new set would be compared
    with nothing, although a good one lies before both.
    """
    if session.id != _session_id(session.old_version_id, session.new_version_id):
        return
    old = load_version(ports, session.old_version_id)
    if old.status is not VersionStatus.FAILED or not _wants_comparisons(ports, old.project_id):
        return
    drawing = ports.documents.get(paths.drawing_path(old.project_id, old.drawing_name))
    dropped = DRAWING.decode(drawing).versions if drawing else ()
    place = [version.version_id for version in dropped].index(_as_dropped(ports, old).id)
    earlier = _usable(ports.documents, dropped[:place][::-1])
    if earlier is not None:
        _start(ports, old.project_id, earlier, session.new_version_id)


def _as_dropped(ports: Ports, version: DrawingVersion) -> DrawingVersion:
    """Return the version that was dropped, of one that is another reading of it."""
    while version.retry_of is not None:
        version = load_version(ports, version.retry_of)
    return version


def _wants_comparisons(ports: Ports, project_id: ProjectId) -> bool:
    document = ports.documents.get(paths.project_path(project_id))
    project = PROJECT.decode(document) if document else Project(id=project_id)
    return project.compare_drops and project.status is not ProjectStatus.DELETED


def _session_id(old: VersionId, new: VersionId) -> SessionId:
    return SessionId(derived_id("drops", old, new))


def _start(ports: Ports, project_id: ProjectId, old: VersionId, new: VersionId) -> None:
    now = ports.clock.now()
    start_session(
        ports,
        Session(
            id=_session_id(old, new),
            project_id=project_id,
            old_version_id=old,
            new_version_id=new,
            status=SessionStatus.WAITING_FOR_PAGES,
            created_at=now,
            updated_at=now,
        ),
    )
