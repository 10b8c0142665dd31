"""Projects and their members. A membership is written with the project's, for its user's list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from common import paths
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import ProjectId, UserId
from common.domain.roles import ProjectStatus, Role
from common.ports import Ports, Transaction
from common.records import MEMBERSHIP, PROJECT, USER, Document, Membership, Project, User

# A record holds them all; more than these are a company, not a project.
MAX_MEMBERS = 500


def load_project(ports: Ports, project_id: ProjectId) -> Project | None:
    """Return the project, `None` when there is none or it was deleted."""
    document = ports.documents.get(paths.project_path(project_id))
    project = PROJECT.decode(document) if document else None
    return None if project is None or project.status is ProjectStatus.DELETED else project


def load_projects_of(ports: Ports, user_id: UserId) -> list[Project]:
    """Return the projects a user is a member of, the newest first."""
    documents = ports.documents.query(paths.memberships_collection(user_id), {"is_member": True})
    found = (load_project(ports, MEMBERSHIP.decode(d).project_id) for d in documents)
    known = [project for project in found if project is not None and user_id in project.members]
    return sorted(known, key=lambda p: (p.created_at is None, p.created_at, p.id), reverse=True)


def create_project(ports: Ports, project: Project) -> Project:
    """Create a project and what its members find it by; a repeat finds it made."""

    def body(transaction: Transaction) -> Project:
        made = transaction.get(paths.project_path(project.id))
        if made is not None:
            return PROJECT.decode(made)
        _write(transaction, project)
        _write_memberships(transaction, project.id, dict.fromkeys(project.members, True))
        return project

    return ports.documents.transact(body)


def change_project(
    ports: Ports, project_id: ProjectId, change: Callable[[Project], Project]
) -> Project:
    """Change a project in a transaction of its own and return what it is then.

    Raises:
        PermanentError: there is none (NOT_FOUND), or the change leaves it without an owner
            or with too many members (CONFLICT).
    """
    return ports.documents.transact(
        lambda transaction: change_project_in(ports, transaction, project_id, change)
    )


def change_project_in(
    ports: Ports,
    transaction: Transaction,
    project_id: ProjectId,
    change: Callable[[Project], Project],
) -> Project:
    """Change a project in a transaction that has written nothing yet.

    Raises:
        PermanentError: as `change_project`.
    """
    before = _found(transaction.get(paths.project_path(project_id)))
    changed = replace(change(before), updated_at=ports.clock.now())
    _check_members(changed)
    gone = before.members.keys() - changed.members.keys()
    moved = dict.fromkeys(changed.members.keys() - before.members.keys(), True)
    _write(transaction, changed)
    _write_memberships(transaction, project_id, moved | dict.fromkeys(gone, False))
    return changed


def with_member(project: Project, user_id: UserId, role: Role) -> Project:
    """Return the project with a member in a role, new or not."""
    return replace(project, members={**project.members, user_id: role})


def without_member(project: Project, user_id: UserId) -> Project:
    """Return the project without a member.

    Raises:
        PermanentError: the user is none (code NOT_FOUND).
    """
    if user_id not in project.members:
        raise PermanentError(ErrorCode.NOT_FOUND, "That user is no member of this project.")
    return replace(
        project, members={uid: role for uid, role in project.members.items() if uid != user_id}
    )


def delete_project(ports: Ports, project_id: ProjectId) -> None:
    """Delete a project for everybody; its records and files go some days later (`purging`)."""
    change_project(ports, project_id, lambda p: replace(p, status=ProjectStatus.DELETED))


def remember_user(ports: Ports, user: User) -> None:
    """Write who signed in, when that is new."""
    path = paths.user_path(user.id)
    document = ports.documents.get(path)
    known = USER.decode(document) if document else None
    if known is None:
        ports.documents.create_missing({path: USER.encode(user)})
    elif (known.email, known.name) != (user.email, user.name):
        changed = replace(known, email=user.email, name=user.name, updated_at=user.updated_at)
        ports.documents.transact(lambda t: t.set(path, USER.encode(changed)))


def _found(document: Document | None) -> Project:
    project = PROJECT.decode(document) if document else None
    if project is None or project.status is ProjectStatus.DELETED:
        raise PermanentError(ErrorCode.NOT_FOUND, "There is no such project.")
    return project


def _check_members(project: Project) -> None:
    if Role.OWNER not in project.members.values():
        raise PermanentError(
            ErrorCode.CONFLICT, "A project needs an owner. Make another member owner first."
        )
    if len(project.members) > MAX_MEMBERS:
        raise PermanentError(ErrorCode.CONFLICT, f"A project has at most {MAX_MEMBERS} members.")


def _write(transaction: Transaction, project: Project) -> None:
    transaction.set(paths.project_path(project.id), PROJECT.encode(project))


def _write_memberships(
    transaction: Transaction, project_id: ProjectId, is_member: dict[UserId, bool]
) -> None:
    for user_id, now_is in is_member.items():
        membership = Membership(project_id=project_id, is_member=now_is)
        transaction.set(paths.membership_path(user_id, project_id), MEMBERSHIP.encode(membership))
