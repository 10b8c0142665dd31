"""Drawings, their versions and pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from flask import request
from flask_openapi3 import FileStorage
from pydantic import BaseModel, Field, field_validator, model_validator

from common.domain.jobs import Failure
from common.records import DrawingVersion, Page
from functions.api.links import file_link
from functions.api.schemas.texts import FileName, Name, Note, Request, ShortText

ContentType = Literal["application/pdf", "image/png", "image/jpeg", "image/tiff"]


class NewDrawing(Request):
    """A drawing set and what it is a version of."""

    drawing_name: Name = Field(description="The same name makes the next version of it.")
    version_label: ShortText = Field(default="", description="As people say it: `Addendum 2`.")
    comments: Note = ""


class DrawingForm(NewDrawing):
    """A set of up to 32 MiB in one request."""

    file: FileStorage = Field(description="PDF, PNG, JPEG or TIFF.")

    @model_validator(mode="before")
    @classmethod
    def _as_sent(cls, _read: object) -> dict[str, Any]:
        """Take the fields as they were sent: a label `007` is no number, a text is no file."""
        texts = {name: text for name, text in request.form.items() if name != "file"}
        return {**texts, **request.files.to_dict()}


class NewUpload(NewDrawing):
    """A set that will be sent to the bucket by a link."""

    file_name: FileName
    file_size: int = Field(ge=1, description="In bytes.")
    content_type: ContentType = "application/pdf"


class VersionAnswer(BaseModel):
    """A version of a drawing.

    `uploaded` waits for its file or for its turn, `reading` is being read, `ready` can be compared,
    `failed` cannot and `error` says why.
    """

    drawing_version_id: str
    project_id: str
    drawing_name: str
    version_number: int
    version_label: str
    file_name: str
    file_size: int
    sha256: str = Field(description="Empty for a file that was sent by a link.")
    status: str
    page_count: int | None
    failed_page_count: int
    comments: str
    uploaded_by: str
    error: Failure | None
    warnings: list[str]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, version: DrawingVersion) -> VersionAnswer:
        """Return the record as an answer."""
        return cls(
            drawing_version_id=version.id,
            project_id=version.project_id,
            drawing_name=version.drawing_name,
            version_number=version.version_number,
            version_label=version.version_label,
            file_name=version.file_name,
            file_size=version.file_size,
            sha256=version.sha256,
            status=version.status,
            page_count=version.page_count,
            failed_page_count=version.failed_page_count,
            comments=version.comments,
            uploaded_by=version.uploaded_by,
            error=version.error,
            warnings=list(version.warnings),
            created_at=version.created_at,
            updated_at=version.updated_at,
        )


class UploadAnswer(BaseModel):
    """Where the file goes: send the request, then PUT the file to the `Location` of its answer.

    The PUT may come in parts with `Content-Range`, and go on after a break: the protocol is that
    of Cloud Storage's resumable uploads.
    """

    version: VersionAnswer
    url: str
    method: str
    headers: dict[str, str] = Field(description="To be sent with the request.")
    expires_at: datetime = Field(description="Until when the request must have been sent.")


class DrawingAnswer(BaseModel):
    """A drawing and its versions, the earliest first."""

    drawing_name: str
    versions: list[VersionAnswer]


class DrawingList(BaseModel):
    """Some of a project's drawings."""

    drawings: list[DrawingAnswer]
    next_page_token: str | None


class PageAnswer(BaseModel):
    """One page: the sheet it is, and how sure that is."""

    page_number: int = Field(description="From 1.")
    status: str
    error: Failure | None
    drawing_name: str | None = Field(description="The sheet number as printed.")
    title: str | None
    revision: str | None
    date: str | None
    confidence: float | None
    accepted: bool | None = Field(description="False: a person should check the number.")
    width_pt: float | None
    height_pt: float | None
    view_url: str | None
    thumbnail_url: str | None
    title_block_url: str | None

    @field_validator("confidence")
    @classmethod
    def _rounded(cls, value: float | None) -> float | None:
        return None if value is None else round(value, 3)

    @classmethod
    def of(cls, page: Page) -> PageAnswer:
        """Return the record as an answer."""
        reading, images = page.reading, page.images
        return cls(
            page_number=page.page_index + 1,
            status=page.status,
            error=page.error,
            drawing_name=page.drawing_name,
            title=reading.title if reading else None,
            revision=reading.revision if reading else None,
            date=reading.date if reading else None,
            confidence=reading.confidence if reading else None,
            accepted=reading.accepted if reading else None,
            width_pt=images.width_pt if images else None,
            height_pt=images.height_pt if images else None,
            view_url=file_link(images.view_path if images else None),
            thumbnail_url=file_link(images.thumbnail_path if images else None),
            title_block_url=file_link(images.title_block_path if images else None),
        )


class PageList(BaseModel):
    """Some pages of a version."""

    pages: list[PageAnswer]
    next_page_token: str | None
