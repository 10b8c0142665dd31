"""Invitations: who is asked to join a project decides; who asks learns nothing about them.

An invitation is kept whether or not anybody has signed in with its address, and shown to whoever
signs in with it, so that it tells nobody who uses the service.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from common import paths
from common.chain.projects import MAX_MEMBERS, change_project_in, load_project, with_member
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import ProjectId, UserId, derived_id
from common.domain.roles import Role
from common.ports import Ports, Transaction
from common.records import Codec, Document, Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One address or user asked to join one project; a new one takes the place of the last.

    Attributes:
        invitee: what names the invited person: `email:ADDRESS` or `user:ID`.
        is_open: neither answered nor taken back.
    """

    id: str
    project_id: ProjectId
    invitee: str
    role: Role
    invited_by: UserId
    created_at: datetime
    is_open: bool = True


INVITATION: Final = Codec(Invitation)


def by_email(email: str) -> str:
    """Return the name of whoever signs in with an address."""
    return f"email:{email.strip().lower()}"


def by_user_id(user_id: UserId) -> str:
    """Return the name of a user whose id is known."""
    return f"user:{user_id}"


def invite(
    ports: Ports, project: Project, invitee: str, role: Role, invited_by: UserId
) -> Invitation:
    """Ask somebody to join a project.

    Raises:
        PermanentError: as many are asked as a project can have (CONFLICT).
    """
    invitation = Invitation(
        id=derived_id(project.id, invitee),
        project_id=project.id,
        invitee=invitee,
        role=role,
        invited_by=invited_by,
        created_at=ports.clock.now(),
    )
    waiting = {other.id for other in load_invitations_of(ports, project.id)} | {invitation.id}
    if len(project.members) + len(waiting) > MAX_MEMBERS:
        raise PermanentError(ErrorCode.CONFLICT, f"A project has at most {MAX_MEMBERS} members.")
    path, document = paths.invitation_path(invitation.id), INVITATION.encode(invitation)
    ports.documents.transact(lambda transaction: transaction.set(path, document))
    return invitation


def load_invitations_of(ports: Ports, project_id: ProjectId) -> list[Invitation]:
    """Return whom a project waits for."""
    equals = {"project_id": project_id, "is_open": True}
    return _decoded(ports.documents.query(paths.INVITATIONS, equals))


def load_invitations_to(ports: Ports, invitees: tuple[str, ...]) -> list[Invitation]:
    """Return where somebody is asked to, by any of their names; deleted projects ask no more."""
    found = [
        invitation
        for invitee in invitees
        for invitation in _decoded(
            ports.documents.query(paths.INVITATIONS, {"invitee": invitee, "is_open": True})
        )
    ]
    return [each for each in found if load_project(ports, each.project_id) is not None]


def accept_invitation(
    ports: Ports, invitation_id: str, invitees: tuple[str, ...], user_id: UserId
) -> Project:
    """Make who is invited a member.

    Raises:
        PermanentError: there is no such invitation to them, or no such project (NOT_FOUND).
    """

    def body(transaction: Transaction) -> Project:
        invitation = _open(transaction, invitation_id, invitees)
        joined = change_project_in(
            ports,
            transaction,
            invitation.project_id,
            lambda project: with_member(project, user_id, invitation.role),
        )
        _close(transaction, invitation)
        return joined

    return ports.documents.transact(body)


def decline_invitation(ports: Ports, invitation_id: str, invitees: tuple[str, ...]) -> None:
    """Say no.

    Raises:
        PermanentError: there is no such invitation to them (NOT_FOUND).
    """
    ports.documents.transact(lambda t: _close(t, _open(t, invitation_id, invitees)))


def withdraw_invitation(ports: Ports, invitation_id: str, project_id: ProjectId) -> None:
    """Take a project's invitation back.

    Raises:
        PermanentError: there is no such invitation of the project (NOT_FOUND).
    """

    def body(transaction: Transaction) -> None:
        invitation = _found(transaction, invitation_id)
        if invitation.project_id != project_id:
            raise _none()
        _close(transaction, invitation)

    ports.documents.transact(body)


def _open(transaction: Transaction, invitation_id: str, invitees: tuple[str, ...]) -> Invitation:
    invitation = _found(transaction, invitation_id)
    if invitation.invitee not in invitees:
        raise _none()
    return invitation


def _found(transaction: Transaction, invitation_id: str) -> Invitation:
    document = transaction.get(paths.invitation_path(invitation_id))
    invitation = INVITATION.decode(document) if document else None
    if invitation is None or not invitation.is_open:
        raise _none()
    return invitation


def _close(transaction: Transaction, invitation: Invitation) -> None:
    closed = replace(invitation, is_open=False)
    transaction.set(paths.invitation_path(invitation.id), INVITATION.encode(closed))


def _decoded(documents: list[Document]) -> list[Invitation]:
    return [INVITATION.decode(document) for document in documents]


def _none() -> PermanentError:
    return PermanentError(ErrorCode.NOT_FOUND, "There is no such invitation any more.")
