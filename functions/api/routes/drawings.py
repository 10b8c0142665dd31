"""Drawings: versions are uploaded, in the request or by a link to the bucket, and listed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from http import HTTPStatus
from itertools import groupby

from flask import Response
from flask_openapi3 import APIBlueprint, FileStorage, Tag
from pydantic import TypeAdapter, ValidationError

from common import paths
from common.chain.steps import load_pages
from common.chain.versions import load_versions_of, register_version
from common.domain.errors import ErrorCode
from common.domain.events import UploadFinalized
from common.domain.ids import ProjectId, VersionId
from common.domain.jobs import VersionStatus
from common.domain.roles import Role
from common.records import DrawingVersion, SetPart
from functions.api.access import caller, project_as, version_as
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
from functions.api.drawing_files import drawing_type
from functions.api.links import link_lifetime
from functions.api.problems import ProblemError, invalid
from functions.api.schemas.drawings import (
    DrawingAnswer,
    DrawingForm,
    DrawingList,
    NewDrawing,
    NewUpload,
    PageAnswer,
    PageList,
    UploadAnswer,
    VersionAnswer,
)
from functions.api.schemas.texts import FileName, ProjectPath, VersionPath
from functions.api.world import ports, world

blueprint = APIBlueprint("drawings", __name__, abp_tags=[Tag(name="Drawings")])
_FILE_NAME = TypeAdapter[str](FileName)
_BEGINNING_BYTES = 1024


@blueprint.post("/api/projects/<project_id>/drawings", responses=documented(VersionAnswer, 201))
def uploaded(path: ProjectPath, form: DrawingForm) -> Response:
    """Upload a set of up to 32 MiB: the next version of its drawing. Larger ones: uploads."""
    project = project_as(path.project_id, Role.EDITOR)
    content = _content(form.file)
    announced_as = _version(project.id, form, _file_name(form.file), len(content))
    digest = hashlib.sha256(content).hexdigest()
    made = register_version(ports(), replace(announced_as, sha256=digest))
    if made.status is VersionStatus.UPLOADED:
        ports().blobs.write(made.storage_path, content)
        ports().bus.publish([UploadFinalized(version_id=made.id)])
    return created(VersionAnswer.of(made), f"/api/drawing-versions/{made.id}")


@blueprint.post("/api/projects/<project_id>/uploads", responses=documented(UploadAnswer, 201))
def announced(path: ProjectPath, body: NewUpload) -> Response:
    """Announce a set of up to 1 GB and get the link by which it is sent to the bucket itself."""
    project = project_as(path.project_id, Role.EDITOR)
    most = world().settings.max_upload_bytes
    if body.file_size > most:
        raise ProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "file_too_large",
            f"A file has at most {most >> 20} MiB. Split the set by discipline.",
        )
    version = register_version(ports(), _version(project.id, body, body.file_name, body.file_size))
    link = world().links.resumable_upload(
        version.storage_path, link_lifetime(), body.content_type, body.file_size
    )
    upload = UploadAnswer(
        version=VersionAnswer.of(version),
        url=link.url,
        method=link.method,
        headers=dict(link.headers),
        expires_at=ports().clock.now() + link_lifetime(),
    )
    return created(upload, f"/api/drawing-versions/{version.id}")


@blueprint.get("/api/projects/<project_id>/drawings", responses=documented(DrawingList))
def listed(path: ProjectPath, query: PageQuery) -> Response:
    """List a project's drawings with their versions, numbers and labels."""
    project = project_as(path.project_id, Role.VIEWER)
    versions = load_versions_of(ports(), project.id)
    drawings = [
        DrawingAnswer(drawing_name=name, versions=[VersionAnswer.of(v) for v in those])
        for name, those in groupby(versions, key=lambda v: v.drawing_name)
    ]
    page = page_of(drawings, lambda d: d.drawing_name, query)
    etag = etag_of(query, *((v.id, v.updated_at) for v in versions))
    return polled(
        etag, lambda: DrawingList(drawings=page.items, next_page_token=page.next_page_token)
    )


@blueprint.get("/api/drawing-versions/<version_id>", responses=documented(VersionAnswer))
def shown(path: VersionPath) -> Response:
    """Look at a version: whether it has been read, and how many pages it has."""
    version = version_as(path.version_id, Role.VIEWER)
    return polled(etag_of(version.id, version.updated_at), lambda: VersionAnswer.of(version))


@blueprint.get("/api/drawing-versions/<version_id>/pages", responses=documented(PageList))
def pages(path: VersionPath, query: PageQuery) -> Response:
    """List the pages of a version with the sheet number and title that were read."""
    version = version_as(path.version_id, Role.VIEWER)
    page = page_of(load_pages(ports(), version.id), lambda p: f"{p.page_index}", query)
    return answer(
        PageList(
            pages=[PageAnswer.of(found) for found in page.items],
            next_page_token=page.next_page_token,
        )
    )


def _version(
    project_id: ProjectId, said: NewDrawing, file_name: str, size_bytes: int
) -> DrawingVersion:
    """Return the record of a set that is to come; the file's own name leads nowhere."""
    version_id, now = VersionId(new_id("version")), ports().clock.now()
    place = paths.upload_blob(project_id, version_id, "00000")
    return DrawingVersion(
        id=version_id,
        project_id=project_id,
        drawing_name=said.drawing_name,
        version_number=0,  # until it is registered
        version_label=said.version_label,
        file_name=file_name,
        storage_path=place,
        parts=(SetPart(storage_path=place, file_name=file_name),),
        file_size=size_bytes,
        sha256="",
        uploaded_by=caller().id,
        comments=said.comments,
        status=VersionStatus.UPLOADED,
        created_at=now,
        updated_at=now,
    )


def _content(file: FileStorage) -> bytes:
    """Return the content of a drawing file.

    Raises:
        ProblemError: it is empty, or no drawing.
    """
    content = file.stream.read()
    if not content:
        raise invalid("The file is empty. Choose the drawing set again.", ErrorCode.EMPTY_FILE)
    if drawing_type(content[:_BEGINNING_BYTES]) is None:
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            ErrorCode.NOT_A_DRAWING,
            "The file is no PDF, PNG, JPEG or TIFF, whatever its name says. Export the drawing "
            "set as PDF.",
        )
    return content


def _file_name(file: FileStorage) -> str:
    """Return the name the file is shown by.

    Raises:
        ProblemError: nobody could read it.
    """
    try:
        return _FILE_NAME.validate_python(file.filename)
    except ValidationError:
        raise invalid("The file's name is none. Name it like `set.pdf`.", "bad_file_name") from None
