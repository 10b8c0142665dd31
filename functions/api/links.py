"""Links to files in answers: short-lived, signed by us, so that an image needs no header.

Signing by Google takes a request for each link, and a session has hundreds: ours cost nothing, and
the one that is followed is exchanged for the bucket's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from itsdangerous import BadSignature, URLSafeSerializer

from functions.api.problems import ProblemError
from functions.api.world import ports, world

# Links made within this time are equal, so that an answer that has not changed stays the same.
WINDOW_S = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedFile:
    """What a link leads to."""

    path: str
    content_type: str
    valid: timedelta


def file_link(path: str | None, content_type: str = "image/png") -> str | None:
    """Return a link to a blob, valid for about the configured time; `None` where there is none."""
    if path is None:
        return None
    token = _serializer().dumps([path, content_type, _expires_s()])
    return f"{world().settings.public_url.rstrip('/')}/api/files/{token}"


def linked_file(token: str) -> LinkedFile:
    """Return what a link leads to.

    Raises:
        ProblemError: we never made it (404), or it has run out (410).
    """
    try:
        path, content_type, expires_s = _serializer().loads(token)
    except BadSignature:
        raise ProblemError(
            HTTPStatus.NOT_FOUND, "not_found", "There is no such file. Take the link as it is."
        ) from None
    left_s = expires_s - ports().clock.now().timestamp()
    if left_s <= 0:
        raise ProblemError(
            HTTPStatus.GONE,
            "link_expired",
            "This link has run out. Ask for the session or comparison again for a new one.",
        )
    return LinkedFile(path=path, content_type=content_type, valid=timedelta(seconds=left_s))


def link_window() -> int:
    """Return what changes when links do; part of the ETag of every answer with links."""
    return int(ports().clock.now().timestamp()) // WINDOW_S


def link_lifetime() -> timedelta:
    """Return how long a link is valid."""
    return timedelta(seconds=world().settings.link_valid_s)


def _expires_s() -> int:
    return (link_window() + 1) * WINDOW_S + world().settings.link_valid_s


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(world().settings.link_secret.get_secret_value(), salt="file")
