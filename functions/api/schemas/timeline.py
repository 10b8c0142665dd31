"""One sheet over all versions of its drawing."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from functions.api.schemas.drawings import PageAnswer
from functions.api.schemas.sessions import ComparisonRow
from functions.api.schemas.texts import Name


class TimelineQuery(BaseModel):
    """Which sheet of which drawing."""

    drawing_name: Name
    sheet: Name = Field(description="Its number as printed, like A-101.")


class TimelineEntry(BaseModel):
    """The sheet in one version."""

    drawing_version_id: str
    version_number: int
    version_label: str
    created_at: datetime
    status: str = Field(description="Of the version: a sheet may be missing because it is unread.")
    page: PageAnswer | None = Field(description="Null where the version has no such sheet.")
    since_before: ComparisonRow | None = Field(
        description="Its newest comparison with the version before, where there is one."
    )
    session_id: str | None = Field(description="Of that comparison.")


class Timeline(BaseModel):
    """One sheet over all versions of its drawing, the earliest first."""

    drawing_name: str
    sheet: str
    entries: list[TimelineEntry]
