"""What a member may do in a project."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """Role of a member; each may do what the ones before it may."""

    VIEWER = "viewer"  # sees everything, changes nothing
    EDITOR = "editor"  # uploads, compares, corrects
    OWNER = "owner"  # decides who is a member, changes and deletes the project

    def allows(self, needed: Role) -> bool:
        """Tell whether whoever has this role may do what needs another."""
        return _ORDER.index(self) >= _ORDER.index(needed)


class ProjectStatus(StrEnum):
    """Status of a project."""

    ACTIVE = "active"
    ARCHIVED = "archived"  # kept, out of the way; nothing else about it differs
    DELETED = "deleted"  # to everybody as if it had never been


_ORDER: Final = (Role.VIEWER, Role.EDITOR, Role.OWNER)
