"""Projects: make, list, look at, change, delete."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from common.chain.projects import (
    change_project,
    create_project,
    delete_project,
    load_projects_of,
)
from common.domain.ids import ProjectId
from common.domain.roles import ProjectStatus, Role
from common.records import Project
from functions.api.access import caller, project_as
from functions.api.answers import (
    PageQuery,
    answer,
    created,
    documented,
    etag_of,
    new_id,
    page_of,
    polled,
)
from functions.api.schemas.projects import (
    NewProject,
    ProjectAnswer,
    ProjectChange,
    ProjectList,
)
from functions.api.schemas.texts import ProjectPath
from functions.api.world import ports

blueprint = APIBlueprint("projects", __name__, abp_tags=[Tag(name="Projects")])


@blueprint.post("/api/projects", responses=documented(ProjectAnswer, 201))
def create(body: NewProject) -> Response:
    """Make a project; who makes it is its owner."""
    now = ports().clock.now()
    project = create_project(
        ports(),
        Project(
            id=ProjectId(new_id("project")),
            **body.model_dump(),
            members={caller().id: Role.OWNER},
            created_at=now,
            updated_at=now,
        ),
    )
    return created(_seen(project), f"/api/projects/{project.id}")


@blueprint.get("/api/projects", responses=documented(ProjectList))
def listed(query: PageQuery) -> Response:
    """List the projects you are a member of, the newest first."""
    page = page_of(load_projects_of(ports(), caller().id), lambda p: p.id, query)
    return answer(
        ProjectList(
            projects=[_seen(project) for project in page.items],
            next_page_token=page.next_page_token,
        )
    )


@blueprint.get("/api/projects/<project_id>", responses=documented(ProjectAnswer))
def shown(path: ProjectPath) -> Response:
    """Look at a project."""
    project = project_as(path.project_id, Role.VIEWER)
    return polled(etag_of(project.updated_at, caller().id), lambda: _seen(project))


@blueprint.patch("/api/projects/<project_id>", responses=documented(ProjectAnswer))
def changed(path: ProjectPath, body: ProjectChange) -> Response:
    """Change a project; what is left out stays."""
    project = project_as(path.project_id, Role.OWNER)
    said = body.model_dump(exclude_none=True)
    if "status" in said:
        said["status"] = ProjectStatus(said["status"])
    return answer(_seen(change_project(ports(), project.id, lambda p: replace(p, **said))))


@blueprint.delete("/api/projects/<project_id>", responses=documented(None, 204))
def deleted(path: ProjectPath) -> Response:
    """Delete a project with everything in it, for all its members."""
    delete_project(ports(), project_as(path.project_id, Role.OWNER).id)
    return Response(status=HTTPStatus.NO_CONTENT)


def _seen(project: Project) -> ProjectAnswer:
    return ProjectAnswer.of(project, project.members[caller().id])
