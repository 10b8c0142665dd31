"""What a deleted project leaves is removed for good some days later: records, files, invitations.

Leaves first and the project's record last, so that a purge that dies goes on at the next sweep.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from common import paths
from common.chain.sessions import move_session
from common.domain.ids import ProjectId
from common.domain.jobs import SessionStatus
from common.domain.roles import ProjectStatus
from common.ports import Ports
from common.records import COMPARISON, PROJECT, SESSION, VERSION, Document, Project, Session

# Until then somebody with access to the database can undo a deletion that was a mistake; workers
# that still held a part of the project have ended long before.
PURGED_AFTER: Final = timedelta(days=7)


def purge_project(ports: Ports, project: Project) -> None:
    """Remove a project and everything in it, if it was deleted long enough ago.

    Raises:
        TransientError: a service does not answer; a repeat goes on where this one ended.
    """
    if _is_over(project, ports.clock.now()):
        _remove(ports, project)


def purge_project_now(ports: Ports, project_id: ProjectId) -> None:
    """Remove a project and everything in it at once, deleted before or not.

    A worker that still holds a part of it may write once more. So an empty record stays, deleted:
    the sweep goes by it some days later, and then nothing is left.

    Raises:
        TransientError: a service does not answer; a repeat goes on where this one ended.
    """
    path = paths.project_path(project_id)
    document = ports.documents.get(path)
    project = PROJECT.decode(document) if document else Project(id=project_id)
    # First, so that nobody begins anything in it.
    _write_deleted(ports, project)
    _remove(ports, project)
    _write_deleted(ports, Project(id=project_id))


def _write_deleted(ports: Ports, project: Project) -> None:
    deleted = replace(project, status=ProjectStatus.DELETED, updated_at=ports.clock.now())
    path = paths.project_path(project.id)
    ports.documents.transact(lambda t: t.set(path, PROJECT.encode(deleted)))


def _remove(ports: Ports, project: Project) -> None:
    for document in _of_project(ports, paths.SESSIONS, project):
        _purge_session(ports, SESSION.decode(document))
    for document in _of_project(ports, paths.VERSIONS, project):
        version = VERSION.decode(document)
        ports.blobs.delete_tree(paths.pages_tree(version.id))
        ports.blobs.delete_tree(paths.dropped_tree(version.id))
        ports.documents.delete_tree(paths.version_path(version.id))
    for document in _of_project(ports, paths.INVITATIONS, project):
        ports.documents.delete_tree(paths.invitation_path(document["id"]))
    ports.blobs.delete_tree(paths.uploads_tree(project.id))
    ports.blobs.delete_tree(paths.drops_tree(project.id))
    ports.blobs.delete_tree(paths.project_path(project.id))  # what language models answered
    for user_id in project.members:
        ports.documents.delete_tree(paths.membership_path(user_id, project.id))
    ports.documents.delete_tree(paths.project_path(project.id))


def _is_over(project: Project, now: datetime) -> bool:
    deleted_at = project.updated_at  # nothing else changes a deleted project
    is_deleted = project.status is ProjectStatus.DELETED
    return is_deleted and deleted_at is not None and now - deleted_at >= PURGED_AFTER


def _purge_session(ports: Ports, session: Session) -> None:
    if not session.status.is_terminal:  # a worker that holds a part of it goes no further
        move_session(ports, session.id, SessionStatus.CANCELLED)
    for document in ports.documents.query(paths.COMPARISONS, {"session_id": session.id}):
        comparison = COMPARISON.decode(document)
        ports.blobs.delete_tree(paths.comparison_tree(comparison.id))
        ports.documents.delete_tree(paths.comparison_path(comparison.id))
    ports.blobs.delete_tree(paths.exports_tree(session.id))
    ports.documents.delete_tree(paths.session_path(session.id))


def _of_project(ports: Ports, collection: str, project: Project) -> list[Document]:
    return ports.documents.query(collection, {"project_id": project.id})
