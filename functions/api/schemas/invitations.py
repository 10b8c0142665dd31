"""Invitations to join a project."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from common.domain.roles import Role
from functions.api.schemas.texts import Id, ProjectPath


class InvitationPath(BaseModel):
    """An invitation's id."""

    invitation_id: Id


class ProjectInvitationPath(ProjectPath):
    """A project's id, and an invitation's."""

    invitation_id: Id


class ReceivedInvitation(BaseModel):
    """An invitation as the invited person sees it."""

    invitation_id: str
    project_name: str
    role: Role
    invited_by: str
    created_at: datetime


class InvitationList(BaseModel):
    """The invitations to the caller."""

    invitations: list[ReceivedInvitation]
