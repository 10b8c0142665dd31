"""Who may do what: membership is checked on the record's own project, never on an id that is sent.

Whoever is no member is told that there is nothing: ids of other people's objects say nothing.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final, TypeVar

from flask import g, request

from common import paths
from common.chain.projects import load_project, remember_user
from common.domain.ids import ComparisonId, ProjectId, SessionId, UserId, VersionId
from common.domain.roles import Role
from common.records import (
    COMPARISON,
    SESSION,
    USER,
    VERSION,
    Codec,
    Comparison,
    DrawingVersion,
    Project,
    Session,
    User,
)
from functions.api.auth import SignedIn
from functions.api.problems import ProblemError, not_found
from functions.api.world import ports, world

# What anybody may ask: the state of the service, its documentation, files by a signed link.
PUBLIC_ENDPOINTS: Final = frozenset(
    {"service.health", "service.ready", "service.openapi", "service.docs", "files.file"}
)
R = TypeVar("R", DrawingVersion, Session, Comparison)
_KNOWN_USERS: Final = 1000


def identify() -> None:
    """Find out who asks, before anything else; a refusal waits until the rate is counted."""
    g.user, g.refusal = None, None
    if request.endpoint in PUBLIC_ENDPOINTS or request.method == "OPTIONS":
        return
    try:
        g.user = world().authenticator.identify(request.headers.get("Authorization"))
    except ProblemError as refusal:
        g.refusal = refusal


def require_identity() -> None:
    """Refuse who has not signed in.

    Raises:
        ProblemError: nobody has signed in, or the sign-in is not valid.
    """
    if request.endpoint in PUBLIC_ENDPOINTS or request.method == "OPTIONS":
        return
    if g.refusal is not None:
        raise g.refusal
    if g.user is None:
        raise ProblemError(
            HTTPStatus.UNAUTHORIZED,
            "sign_in_required",
            "Sign in and send your token as `Authorization: Bearer TOKEN`.",
        )
    _remember(g.user)


def caller() -> SignedIn:
    """Return who makes the request."""
    found: SignedIn = g.user
    return found


def project_as(project_id: str, needed: Role) -> Project:
    """Return a project the caller has at least that role in.

    Raises:
        ProblemError: the caller is no member (404), or has a lesser role (403).
    """
    return _allowed(project_id, needed, "project")


def version_as(version_id: str, needed: Role) -> DrawingVersion:
    """Return a drawing version of a project the caller has at least that role in."""
    return _record(VERSION, paths.version_path(VersionId(version_id)), needed, "drawing version")


def session_as(session_id: str, needed: Role) -> Session:
    """Return a session of a project the caller has at least that role in."""
    return _record(SESSION, paths.session_path(SessionId(session_id)), needed, "session")


def comparison_as(comparison_id: str, needed: Role) -> Comparison:
    """Return a comparison of a project the caller has at least that role in."""
    path = paths.comparison_path(ComparisonId(comparison_id))
    return _record(COMPARISON, path, needed, "comparison")


def _record(codec: Codec[R], path: str, needed: Role, what: str) -> R:
    document = ports().documents.get(path)
    if document is None:
        raise not_found(what)
    record = codec.decode(document)
    _allowed(record.project_id, needed, what)
    return record


def _allowed(project_id: str, needed: Role, what: str) -> Project:
    project = load_project(ports(), ProjectId(project_id))
    role = project.members.get(caller().id) if project else None
    if project is None or role is None:
        raise not_found(what)
    if not role.allows(needed):
        raise ProblemError(
            HTTPStatus.FORBIDDEN,
            "role_needed",
            f"Your role in this project is {role}; this needs {needed}. Ask one of its owners.",
        )
    return project


def _remember(user: SignedIn) -> None:
    """Write who signed in, once for each process that meets them."""
    known, said = world().known_users, (user.email, user.name)
    if known.get(user.id) == said:
        return
    now = ports().clock.now()
    remember_user(
        ports(),
        User(id=user.id, email=user.email, name=user.name, created_at=now, updated_at=now),
    )
    if len(known) >= _KNOWN_USERS:
        known.clear()
    known[user.id] = said


def known_user(user_id: UserId) -> User | None:
    """Return what is known of a user who has signed in."""
    document = ports().documents.get(paths.user_path(user_id))
    return USER.decode(document) if document else None
