"""Who the API takes the caller to be."""

from __future__ import annotations

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from functions.api.access import caller
from functions.api.answers import answer, documented
from functions.api.schemas.profile import ProfileAnswer

blueprint = APIBlueprint("profile", __name__, abp_tags=[Tag(name="Members")])


@blueprint.get("/api/me", responses=documented(ProfileAnswer))
def shown() -> Response:
    """See by which id, address and name others know you."""
    user = caller()
    return answer(ProfileAnswer(user_id=user.id, email=user.email, name=user.name))
