"""Invitations to the caller: seen, accepted, declined."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from common.chain.invitations import (
    Invitation,
    accept_invitation,
    by_email,
    by_user_id,
    decline_invitation,
    load_invitations_to,
)
from common.chain.projects import load_project
from functions.api.access import caller, known_user
from functions.api.answers import answer, documented
from functions.api.schemas.invitations import InvitationList, InvitationPath, ReceivedInvitation
from functions.api.schemas.projects import ProjectAnswer
from functions.api.world import ports

blueprint = APIBlueprint("invitations", __name__, abp_tags=[Tag(name="Members")])


@blueprint.get("/api/invitations", responses=documented(InvitationList))
def listed() -> Response:
    """List the projects you are asked to join."""
    found = [_received(invitation) for invitation in load_invitations_to(ports(), _names())]
    return answer(InvitationList(invitations=found))


@blueprint.post("/api/invitations/<invitation_id>/accept", responses=documented(ProjectAnswer))
def accepted(path: InvitationPath) -> Response:
    """Become a member; the others then see your name and address."""
    project = accept_invitation(ports(), path.invitation_id, _names(), caller().id)
    return answer(ProjectAnswer.of(project, project.members[caller().id]))


@blueprint.delete("/api/invitations/<invitation_id>", responses=documented(None, 204))
def declined(path: InvitationPath) -> Response:
    """Decline; who asked you is told nothing."""
    decline_invitation(ports(), path.invitation_id, _names())
    return Response(status=HTTPStatus.NO_CONTENT)


def _names() -> tuple[str, ...]:
    """Return what the caller may be invited by; an address only when it is verified."""
    user = caller()
    return (by_user_id(user.id), *([by_email(user.email)] if user.email else []))


def _received(invitation: Invitation) -> ReceivedInvitation:
    project = load_project(ports(), invitation.project_id)
    inviter = known_user(invitation.invited_by)
    return ReceivedInvitation(
        invitation_id=invitation.id,
        project_name=project.name if project else "",
        role=invitation.role,
        invited_by=(inviter.email or inviter.name) if inviter else "",
        created_at=invitation.created_at,
    )
