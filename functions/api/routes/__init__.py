"""The routes, one module a resource; each is thin: may they, what to call, what to answer."""

from __future__ import annotations

from flask_openapi3 import APIBlueprint

from functions.api.routes import (
    chat,
    comparisons,
    corrections,
    drawings,
    events,
    exports,
    files,
    invitations,
    members,
    overlays,
    profile,
    projects,
    reviews,
    service,
    sessions,
    timeline,
    triage,
)


def all_blueprints() -> list[APIBlueprint]:
    """Return every resource's routes, in the order of the documentation."""
    return [
        projects.blueprint,
        members.blueprint,
        invitations.blueprint,
        profile.blueprint,
        drawings.blueprint,
        comparisons.blueprint,
        sessions.blueprint,
        events.blueprint,
        reviews.blueprint,
        corrections.blueprint,
        overlays.blueprint,
        triage.blueprint,
        exports.blueprint,
        chat.blueprint,
        timeline.blueprint,
        files.blueprint,
        service.blueprint,
    ]
