"""Errors as RFC 9457 problem details: a code for machines, a sentence that says what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any, Final, cast

from flask import Flask, Response, g, request
from flask_limiter import RateLimitExceeded
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from common.chain.following import SupersededError
from common.chain.retrying import NothingFailedError
from common.domain.errors import BuildTraceError, ErrorCode, PermanentError, TransientError
from common.logs import log_event

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_S: Final = 2
# What pydantic calls a value that is no object at all.
_NO_OBJECT: Final = frozenset({"model_type", "model_attributes_type", "dict_type"})
_MAX_TOLD: Final = 3  # of the wrong fields, in the sentence; `errors` has them all
_SEND_A_FORM: Final = (
    "This address takes a form with the file. Send multipart/form-data, with curl: -F file=@set.pdf"
)
_STATUS: Final[Mapping[ErrorCode, HTTPStatus]] = {
    ErrorCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ErrorCode.CONFLICT: HTTPStatus.CONFLICT,
    ErrorCode.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    ErrorCode.MODEL_REFUSES: HTTPStatus.BAD_GATEWAY,
    ErrorCode.THROTTLED: HTTPStatus.SERVICE_UNAVAILABLE,
    ErrorCode.BUDGET_SPENT: HTTPStatus.SERVICE_UNAVAILABLE,
    ErrorCode.NOT_A_DRAWING: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    ErrorCode.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
}
# Conflicts that a client may want to tell from others.
_CONFLICTS: Final[Mapping[type[PermanentError], str]] = {
    SupersededError: "superseded",
    NothingFailedError: "nothing_failed",
}
# What went wrong before any of our code was reached, in words that say what to do.
_ADVICE: Final[Mapping[int, str]] = {
    400: "The request is malformed. Compare it with the API's documentation at /docs.",
    404: "There is nothing at this address. The API's documentation is at /docs.",
    413: "The request is too large. Upload large files by a link: POST /api/projects/ID/uploads.",
    415: "The body has the wrong content type. Send JSON, as application/json.",
    429: "Too many requests. Wait as long as Retry-After says, then go on more slowly.",
    500: "BuildTrace failed on this request. Please report it with the request id.",
}


class InvalidField(BaseModel):
    """One field of a request that cannot be accepted."""

    field: str
    message: str


class Problem(BaseModel):
    """What went wrong, in the form of RFC 9457."""

    type: str = Field(description="A URN of the code.")
    title: str
    status: int
    detail: str = Field(description="A sentence that says what happened and what to do.")
    code: str = Field(description="Stable; switch on this.")
    request_id: str = Field(description="Names the request in our logs.")
    errors: list[InvalidField] = Field(default=[], description="The fields that are wrong.")

    @classmethod
    def of(
        cls, status: int, code: str, detail: str, errors: list[InvalidField] | None = None
    ) -> Problem:
        """Return a problem of a request that has no id."""
        return cls(
            type=f"urn:buildtrace:problem:{code}",
            title=HTTPStatus(status).phrase,
            status=status,
            detail=detail,
            code=code,
            request_id="",
            errors=errors or [],
        )


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(self, status: HTTPStatus, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.status, self.code, self.detail = status, code, detail


def not_found(what: str) -> ProblemError:
    """Return the answer for what is not there, or is not the caller's to know of."""
    detail = f"There is no such {what}, or you are not a member of its project."
    return ProblemError(HTTPStatus.NOT_FOUND, "not_found", detail)


def conflict(detail: str, code: str = "conflict") -> ProblemError:
    """Return the answer for what cannot be done as things are."""
    return ProblemError(HTTPStatus.CONFLICT, code, detail)


def invalid(detail: str, code: str = "invalid") -> ProblemError:
    """Return the answer for a request that says something impossible."""
    return ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, code, detail)


def problem_response(
    status: int, code: str, detail: str, errors: list[InvalidField] | None = None
) -> Response:
    """Return a problem as a response."""
    g.problem_code = code
    problem = Problem.of(status, code, detail, errors)
    problem.request_id = g.get("request_id", "")
    response = Response(problem.model_dump_json(), status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="buildtrace"'
    return response


def invalid_request(error: ValidationError) -> Response:
    """Return the problem of a request that does not match its model."""
    found = error.errors(include_url=False, include_context=False, include_input=False)[:20]
    if any(e["type"] in _NO_OBJECT and not e["loc"] for e in found):
        return _no_object()
    if request.is_json and any(e["loc"] == ("file",) for e in found):
        return problem_response(415, "unsupported_media_type", _SEND_A_FORM)
    fields = [
        InvalidField(
            field=".".join(map(str, e["loc"])) or "body",
            message=e["msg"].removeprefix("Value error, "),
        )
        for e in found
    ]
    told = "; ".join(f"{wrong.field}: {wrong.message}" for wrong in fields[:_MAX_TOLD])
    more = f"; and {len(fields) - _MAX_TOLD} more" if len(fields) > _MAX_TOLD else ""
    return problem_response(
        422, "invalid_request", f"The request cannot be accepted. {told}{more}.", fields
    )


def _no_object() -> Response:
    """Return the problem of a body that is no JSON object where one is needed."""
    body = request.get_data()
    if not body:
        detail = "This request needs a body: a JSON object, `{}` at least. See /docs."
        return problem_response(422, "invalid_request", detail)
    if not request.is_json:
        return problem_response(415, "unsupported_media_type", _ADVICE[415])
    try:
        json.loads(body)
    except ValueError as error:  # also text that is no UTF-8
        detail = f"The body is no JSON: {error}."
        return problem_response(400, "bad_request", detail)
    return problem_response(422, "invalid_request", "The body must be a JSON object. See /docs.")


def register_errors(app: Flask) -> None:
    """Answer every error of the app by a problem."""
    app.register_error_handler(ProblemError, _problem)
    app.register_error_handler(BuildTraceError, _ours)
    for kind, code in _CONFLICTS.items():
        app.register_error_handler(kind, partial(_conflicting, code))
    app.register_error_handler(RateLimitExceeded, _limited)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RecursionError, _nested)
    app.register_error_handler(Exception, _unknown)


def _problem(error: ProblemError) -> Response:
    return problem_response(error.status, error.code, error.detail)


def _ours(error: BuildTraceError) -> Response:
    passes = isinstance(error, TransientError) and error.code is not ErrorCode.NOT_FOUND
    if passes:
        log_event("request_unavailable", error=error, request_id=g.get("request_id"))
        return problem_response(503, error.code, error.user_message)
    status = _STATUS.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY)
    return problem_response(status, error.code, error.user_message)


def _conflicting(code: str, error: PermanentError) -> Response:
    return problem_response(HTTPStatus.CONFLICT, code, error.user_message)


def _limited(error: RateLimitExceeded) -> Response:
    response = problem_response(429, "too_many_requests", _ADVICE[429])
    if error.limit is not None:
        response.headers["Retry-After"] = str(error.limit.limit.get_expiry())
    return response


def _http(error: HTTPException) -> Response:
    if error.response is not None:  # made by whoever raised it
        return cast("Response", error.response)
    status = error.code or 500
    code = HTTPStatus(status).name.lower()
    advice = _ADVICE.get(status, error.description or "")
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        advice = f"This address takes {', '.join(sorted(error.valid_methods))}. See /docs."
    response = problem_response(status, code, advice)
    for name, value in error.get_headers():
        if name in {"Allow", "Location"}:
            response.headers[name] = value
    return response


def _nested(_error: RecursionError) -> Response:
    return problem_response(400, "bad_request", _ADVICE[400])


def _unknown(error: Exception) -> Response:
    log_event("request_failed", error=error, request_id=g.get("request_id"))
    return problem_response(500, "internal", _ADVICE[500])


def problem_schema() -> dict[str, Any]:
    """Return how a problem is described in the OpenAPI document."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": "What went wrong", "content": {MEDIA_TYPE: {"schema": schema}}}
