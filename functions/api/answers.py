"""Answers: JSON of a model, with an ETag where a client polls; lists in pages."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Generic, TypeVar
from uuid import uuid4

from flask import Response, g, request
from pydantic import BaseModel, Field

from common.domain.ids import derived_id
from functions.api.problems import invalid, problem_schema

T = TypeVar("T")


# How one server-sent event is described in the OpenAPI document; its data is JSON.
SSE_EVENT: Final = {
    "type": "object",
    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
}


class PageQuery(BaseModel):
    """Which part of a list."""

    limit: int = Field(default=50, ge=1, le=200, description="Entries at most.")
    page_token: str = Field(
        default="", max_length=1000, description="`next_page_token` of the page before."
    )


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some entries of a list, and the token of the next."""

    items: list[T]
    next_page_token: str | None


def page_of(items: Sequence[T], key: Callable[[T], str], query: PageQuery) -> Page[T]:
    """Return the asked page of a list; the token names the last entry before it.

    Raises:
        ProblemError: the token is not one of this list.
    """
    first = 0
    if query.page_token:
        keys = [key(item) for item in items]
        first = _place(keys, _decoded(query.page_token)) + 1
    part = list(items[first : first + query.limit])
    is_last = first + query.limit >= len(items)
    return Page(part, None if is_last else _encoded(key(part[-1])))


def answer(model: BaseModel, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return a model as JSON."""
    return Response(model.model_dump_json(), status, content_type="application/json")


def created(model: BaseModel, location: str, status: HTTPStatus = HTTPStatus.CREATED) -> Response:
    """Return what a POST made, and where it is."""
    response = answer(model, status)
    response.headers["Location"] = location
    return response


def polled(etag: str, make: Callable[[], BaseModel]) -> Response:
    """Return what a client asks for again and again; 304 when it has it, without making it."""
    if request.if_none_match.contains(etag):
        response = Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        response = answer(make())
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def etag_of(*parts: object) -> str:
    """Return the ETag of what follows from the parts."""
    return derived_id(*(str(part) for part in parts))


def new_id(kind: str) -> str:
    """Return the id of what a POST makes: the same when it is sent again with its key.

    It follows from the remembered request, not from the key alone: a key that is used again when
    its day is over makes something new.
    """
    key, seed = request.headers.get("Idempotency-Key"), g.get("id_seed")
    return derived_id(kind, g.user.id, key, seed) if seed else uuid4().hex[:20]


def documented(model: type[BaseModel] | None, status: int = 200) -> dict[Any, Any]:
    """Return the responses of a route for the OpenAPI document: one model, or a problem."""
    return {str(status): model, "default": problem_schema(), "422": problem_schema()}


def _place(keys: Sequence[str], key: str) -> int:
    try:
        return keys.index(key)
    except ValueError:
        raise _bad_token() from None


def _encoded(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _decoded(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    except (binascii.Error, ValueError):
        raise _bad_token() from None


def _bad_token() -> Exception:
    return invalid("The page token is not one of this list. Begin without one.", "bad_page_token")
