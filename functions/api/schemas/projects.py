"""Projects and members."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field, model_validator

from common.domain.roles import Role
from common.records import Project
from functions.api.schemas.texts import Id, Name, Note, Request, ShortText


class NewProject(Request):
    """What a project begins with."""

    name: Name
    description: Note = ""
    project_number: ShortText = ""
    client_name: ShortText = ""
    location: ShortText = ""


class ProjectChange(Request):
    """What changes of a project; what is left out stays."""

    name: Name | None = None
    description: Note | None = None
    project_number: ShortText | None = None
    client_name: ShortText | None = None
    location: ShortText | None = None
    status: Literal["active", "archived"] | None = None
    compare_drops: bool | None = Field(
        default=None, description="Compare a file that is dropped into the bucket with the last."
    )


class ProjectAnswer(BaseModel):
    """A project as one of its members sees it."""

    project_id: str
    name: str
    description: str
    project_number: str
    client_name: str
    location: str
    status: str
    compare_drops: bool
    role: Role = Field(description="The caller's.")
    created_at: datetime | None
    updated_at: datetime | None

    @classmethod
    def of(cls, project: Project, role: Role) -> ProjectAnswer:
        """Return the record as an answer to a member with that role."""
        return cls(
            project_id=project.id,
            name=project.name,
            description=project.description,
            project_number=project.project_number,
            client_name=project.client_name,
            location=project.location,
            status=project.status,
            compare_drops=project.compare_drops,
            role=role,
            created_at=project.created_at,
            updated_at=project.updated_at,
        )


class ProjectList(BaseModel):
    """Some of the caller's projects."""

    projects: list[ProjectAnswer]
    next_page_token: str | None


class NewMember(Request):
    """Somebody who is asked to join: by id, or by the address they sign in with."""

    user_id: Id | None = None
    email: str | None = Field(default=None, min_length=3, max_length=320)
    role: Role

    @model_validator(mode="after")
    def _one_of_both(self) -> NewMember:
        if (self.user_id is None) == (self.email is None):
            raise ValueError("name the member by user_id or by email")
        return self


class MemberRole(Request):
    """A member's new role."""

    role: Role


class Member(BaseModel):
    """A member of a project."""

    user_id: str
    email: str
    name: str
    role: Role


class SentInvitation(BaseModel):
    """Somebody who was asked and has not answered: only what the project's owner wrote."""

    invitation_id: str
    invitee: str = Field(description="email:ADDRESS or user:ID.")
    role: Role


class MemberList(BaseModel):
    """The members of a project, and for its owners whom it waits for."""

    members: list[Member]
    invitations: list[SentInvitation]
