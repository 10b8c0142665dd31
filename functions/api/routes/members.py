"""Members of a project and their roles."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from common.chain.invitations import (
    by_email,
    by_user_id,
    invite,
    load_invitations_of,
    withdraw_invitation,
)
from common.chain.projects import change_project, with_member, without_member
from common.domain.ids import UserId
from common.domain.roles import Role
from common.records import Project
from functions.api.access import caller, known_user, project_as
from functions.api.answers import answer, documented
from functions.api.schemas.invitations import ProjectInvitationPath
from functions.api.schemas.projects import (
    Member,
    MemberList,
    MemberRole,
    NewMember,
    SentInvitation,
)
from functions.api.schemas.texts import MemberPath, ProjectPath
from functions.api.world import ports

blueprint = APIBlueprint("members", __name__, abp_tags=[Tag(name="Members")])


@blueprint.get("/api/projects/<project_id>/members", responses=documented(MemberList))
def listed(path: ProjectPath) -> Response:
    """List the members of a project."""
    return answer(_members(project_as(path.project_id, Role.VIEWER)))


@blueprint.post("/api/projects/<project_id>/members", responses=documented(MemberList, 201))
def added(path: ProjectPath, body: NewMember) -> Response:
    """Ask somebody to join, or give a member another role.

    The answer is the same whether or not they have ever signed in: they are a member when they
    accept (`/api/invitations`).
    """
    project = project_as(path.project_id, Role.OWNER)
    user_id = _member(project, body)
    if user_id is None:
        name = by_email(body.email) if body.email else by_user_id(UserId(body.user_id or ""))
        invite(ports(), project, name, body.role, caller().id)
        return answer(_members(project), HTTPStatus.CREATED)
    changed = change_project(ports(), project.id, lambda p: with_member(p, user_id, body.role))
    return answer(_members(changed), HTTPStatus.CREATED)


@blueprint.delete(
    "/api/projects/<project_id>/invitations/<invitation_id>", responses=documented(None, 204)
)
def withdrawn(path: ProjectInvitationPath) -> Response:
    """Take an invitation back that was not answered."""
    project = project_as(path.project_id, Role.OWNER)
    withdraw_invitation(ports(), path.invitation_id, project.id)
    return Response(status=HTTPStatus.NO_CONTENT)


@blueprint.put("/api/projects/<project_id>/members/<user_id>", responses=documented(MemberList))
def changed(path: MemberPath, body: MemberRole) -> Response:
    """Give a member another role."""
    project, user_id = project_as(path.project_id, Role.OWNER), UserId(path.user_id)

    def change(now: Project) -> Project:
        without_member(now, user_id)  # refuses who is none
        return with_member(now, user_id, body.role)

    return answer(_members(change_project(ports(), project.id, change)))


@blueprint.delete("/api/projects/<project_id>/members/<user_id>", responses=documented(None, 204))
def removed(path: MemberPath) -> Response:
    """Remove a member, or leave a project yourself."""
    user_id = UserId(path.user_id)
    needed = Role.VIEWER if user_id == caller().id else Role.OWNER
    project = project_as(path.project_id, needed)
    change_project(ports(), project.id, lambda p: without_member(p, user_id))
    return Response(status=HTTPStatus.NO_CONTENT)


def _member(project: Project, body: NewMember) -> UserId | None:
    """Return who of the members is meant; of nobody else is anything looked up."""
    wanted = body.email.strip().lower() if body.email else None
    for user_id in project.members:
        user = known_user(user_id) if wanted else None
        if user_id == body.user_id or (user and user.email == wanted):
            return user_id
    return None


def _members(project: Project) -> MemberList:
    found = {user_id: known_user(user_id) for user_id in project.members}
    return MemberList(
        members=[
            Member(
                user_id=user_id,
                email=user.email if user else "",
                name=user.name if user else "",
                role=project.members[user_id],
            )
            for user_id, user in found.items()
        ],
        invitations=_invitations(project),
    )


def _invitations(project: Project) -> list[SentInvitation]:
    if project.members.get(caller().id) is not Role.OWNER:
        return []
    return [
        SentInvitation(invitation_id=sent.id, invitee=sent.invitee, role=sent.role)
        for sent in load_invitations_of(ports(), project.id)
    ]
