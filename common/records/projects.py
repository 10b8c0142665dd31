"""Records of people, their projects and drawings, and of what was asked of the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from common.domain.ids import ProjectId, UserId, VersionId
from common.domain.roles import ProjectStatus, Role
from common.records.codec import Codec


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A building project; one that was only dropped into has no record, and the defaults.

    Attributes:
        compare_drops: whether a dropped file is compared with the version of its drawing before.
        members: role by user; a project without members is seen by nobody.
    """

    id: ProjectId
    compare_drops: bool = True
    name: str = ""
    description: str = ""
    project_number: str = ""
    client_name: str = ""
    location: str = ""
    status: ProjectStatus = ProjectStatus.ACTIVE
    members: dict[UserId, Role] = field(default_factory=dict)
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One membership under its user, so that a user's projects are found by one query."""

    project_id: ProjectId
    is_member: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who has signed in."""

    id: UserId
    email: str
    name: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedRequest:
    """A request to the API that may come again, and what it was answered once it had ended."""

    fingerprint: str
    began_at: datetime
    expires_at: datetime
    status: int | None = None
    body: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedVersion:
    """One version of a drawing and when its file was dropped."""

    version_id: VersionId
    dropped_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The versions of a drawing that were dropped, the earliest first."""

    project_id: ProjectId
    name: str
    versions: tuple[DroppedVersion, ...] = ()


PROJECT = Codec(Project)
MEMBERSHIP = Codec(Membership)
USER = Codec(User)
REQUEST = Codec(RememberedRequest)
DRAWING = Codec(Drawing)
