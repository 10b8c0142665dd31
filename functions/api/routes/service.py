"""The service itself: alive, ready, documented."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from flask import Response, current_app, jsonify
from flask_openapi3 import APIBlueprint, OpenAPI, Tag
from pydantic import BaseModel, Field

from common.domain.errors import BuildTraceError
from functions.api.answers import answer, documented
from functions.api.docs_page import docs_html
from functions.api.problems import ProblemError
from functions.api.world import ports, world

blueprint = APIBlueprint("service", __name__, abp_tags=[Tag(name="Service")])


class Health(BaseModel):
    """The process answers."""

    status: str = "ok"


class PartState(BaseModel):
    """Whether one part is there."""

    name: str
    ready: bool
    message: str = Field(description="What is wrong; empty when it is ready.")


class Readiness(BaseModel):
    """Whether requests can be served, and which part is missing."""

    ready: bool
    parts: list[PartState]


@blueprint.get("/health", responses=documented(Health), security=[])
def health() -> Response:
    """Tell that the process answers."""
    return answer(Health())


@blueprint.get("/ready", responses={**documented(Readiness), "503": Readiness}, security=[])
def ready() -> Response:
    """Tell whether everything is there that requests need; 503 says which part is not."""
    checks: dict[str, Callable[[], object]] = {
        "documents": lambda: ports().documents.get("projects/ready"),
        "files": lambda: ports().blobs.exists("ready"),
        "sign_in": world().authenticator.check,
        **world().checks,
    }
    parts = [_state(name, check) for name, check in checks.items()]
    is_ready = all(part.ready for part in parts)
    status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
    return answer(Readiness(ready=is_ready, parts=parts), status)


@blueprint.get("/openapi.json", doc_ui=False)
def openapi() -> Response:
    """Return the OpenAPI document."""
    return jsonify(_document())


@blueprint.get("/docs", doc_ui=False)
def docs() -> Response:
    """Return the documentation as a page that needs nothing from elsewhere."""
    return Response(docs_html(_document()), content_type="text/html; charset=utf-8")


def _document() -> dict[str, Any]:
    document: dict[str, Any] = cast("OpenAPI", current_app).api_doc
    return document


def _state(name: str, check: Callable[[], object]) -> PartState:
    try:
        check()
    except BuildTraceError as error:
        return PartState(name=name, ready=False, message=error.user_message)
    except ProblemError as error:
        return PartState(name=name, ready=False, message=error.detail)
    except OSError as error:
        return PartState(name=name, ready=False, message=str(error.strerror))
    return PartState(name=name, ready=True, message="")
