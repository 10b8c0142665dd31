"""Files by a signed link: overlays, views, thumbnails, pages."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, cast

from flask import Response, redirect
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, StringConstraints

from functions.api.answers import documented
from functions.api.links import linked_file
from functions.api.world import world

blueprint = APIBlueprint("files", __name__, abp_tags=[Tag(name="Files")])


class FilePath(BaseModel):
    """The signed part of a link."""

    token: Annotated[str, StringConstraints(max_length=2000)]


@blueprint.get("/api/files/<token>", responses=documented(None, 302), security=[])
def file(path: FilePath) -> Response:
    """Go to a file of an answer; the link is the permission, for some minutes."""
    found = linked_file(path.token)
    place = world().links.download(found.path, found.valid, found.content_type)
    response = redirect(place, HTTPStatus.FOUND)
    response.headers["Cache-Control"] = "private, max-age=60"
    response.headers["Referrer-Policy"] = "no-referrer"
    return cast("Response", response)
