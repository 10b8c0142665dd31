"""Members of a project and their roles."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from common.chain.projects import change_project, find_user, with_member, without_member
from common.domain.ids import UserId
from common.domain.roles import Role
from common.records import Project
from functions.api.access import caller, known_user, project_as
from functions.api.answers import answer, documented
from functions.api.problems import ProblemError
from functions.api.schemas.projects import Member, MemberList, MemberRole, NewMember
from functions.api.schemas.texts import MemberPath, ProjectPath
from functions.api.world import ports

blueprint = APIBlueprint("members", __name__, abp_tags=[Tag(name="Members")])


@blueprint.get("/api/projects/<project_id>/members", responses=documented(MemberList))
def listed(path: ProjectPath) -> Response:
    """List the members of a project."""
    return answer(_members(project_as(path.project_id, Role.VIEWER)))


@blueprint.post("/api/projects/<project_id>/members", responses=documented(MemberList, 201))
def added(path: ProjectPath, body: NewMember) -> Response:
    """Make somebody a member who has signed in before, or give a member another role."""
    project = project_as(path.project_id, Role.OWNER)
    user_id = _signed_in(body)
    changed = change_project(ports(), project.id, lambda p: with_member(p, user_id, body.role))
    return answer(_members(changed), HTTPStatus.CREATED)


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


def _signed_in(body: NewMember) -> UserId:
    user = find_user(ports(), body.email) if body.email else known_user(UserId(body.user_id or ""))
    if user is None:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "user_unknown",
            "Nobody has signed in like that yet. Ask them to sign in once, then add them.",
        )
    return user.id


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
        ]
    )
