"""The record of an uploaded set; a test says with `replace` what matters to it."""

from __future__ import annotations

from datetime import UTC, datetime

from common.domain.ids import ProjectId, VersionId
from common.domain.jobs import VersionStatus
from common.records import DrawingVersion

_AT = datetime(2026, 1, 1, tzinfo=UTC)
UPLOADED = DrawingVersion(
    id=VersionId("set"),
    project_id=ProjectId("project"),
    drawing_name="set",
    version_number=1,
    version_label="set",
    file_name="set.pdf",
    storage_path="uploads/set.pdf",
    file_size=1,
    sha256="",
    uploaded_by="",
    status=VersionStatus.UPLOADED,
    created_at=_AT,
    updated_at=_AT,
)
