"""The app: routes around one world, and what happens before and after each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, g, request
from flask_cors import CORS
from flask_limiter import Limiter
from flask_openapi3 import Info, OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix

from functions.api.access import identify, require_identity
from functions.api.idempotency import remember, replay_or_begin
from functions.api.problems import Problem, invalid_request, register_errors
from functions.api.request_log import begin_request, end_request, note_answer
from functions.api.routes import all_blueprints
from functions.api.settings import ApiSettings
from functions.api.world import ApiWorld, put_world, world

API_VERSION = "1.0.0"
_DESCRIPTION = (
    "Compare two revisions of a construction drawing set and see what changed. Sign in with a "
    "bearer token. Errors are RFC 9457 problem details with a code. A POST takes an "
    "Idempotency-Key; what is polled has an ETag; lists come in pages."
)
_EXPOSED = ["ETag", "Location", "Retry-After", "X-Request-Id", "Idempotency-Replayed"]
_ALLOWED = [
    *("Authorization", "Content-Type", "If-None-Match", "Idempotency-Key", "Last-Event-ID"),
    "X-Request-Id",
]


def create_app(api_world: ApiWorld) -> OpenAPI:
    """Return the API around a world."""
    app = OpenAPI(
        __name__,
        info=Info(title="BuildTrace", version=API_VERSION, description=_DESCRIPTION),
        security_schemes={"bearer": {"type": "http", "scheme": "bearer"}},
        validation_error_model=Problem,
        validation_error_callback=invalid_request,
        doc_ui=False,
        static_folder=None,
    )
    put_world(app, api_world)
    settings = api_world.settings
    # What a form may not exceed; bodies of JSON are held shorter by `_hold_size`.
    app.config["MAX_CONTENT_LENGTH"] = settings.max_form_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_body_bytes
    app.config["MAX_FORM_PARTS"] = 50
    app.url_map.strict_slashes = False
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask documents this assignment
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=1, x_host=0
        )
    _hooks(app, settings)
    register_errors(app)
    for blueprint in all_blueprints():
        app.register_api(blueprint)
    return app


def _hooks(app: OpenAPI, settings: ApiSettings) -> None:
    """Order matters: name the request, count its address, find out who asks, count, refuse."""
    app.before_request(begin_request)
    app.before_request(_hold_size)
    CORS(
        app,
        origins=list(settings.cors_origins),
        allow_headers=_ALLOWED,
        expose_headers=_EXPOSED,
        methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        max_age=600,
        send_wildcard=False,
    )
    # Checking a sign-in costs a signature, or the issuer's keys: nobody has it for nothing.
    _count(app, "address", _address, application_limits=[settings.address_rate_limit])
    app.before_request(identify)
    _count(app, "user", _who, default_limits=[settings.rate_limit])
    app.before_request(require_identity)
    app.before_request(replay_or_begin)
    app.after_request(remember)
    app.after_request(_end)
    app.teardown_request(end_request)


def _count(app: OpenAPI, name: str, whose: Callable[[], str], **limits: Any) -> None:
    limiter = Limiter(
        whose,
        app=app,
        default_limits_per_method=False,
        storage_uri="memory://",
        key_prefix=name,
        **limits,
    )
    limiter.request_filter(lambda: request.endpoint == "service.health")


def _hold_size() -> None:
    if request.mimetype != "multipart/form-data":
        request.max_content_length = world().settings.max_body_bytes


def _end(response: Response) -> Response:
    """Say what nobody may do with the answer."""
    response.headers["X-Request-Id"] = g.request_id
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Cache-Control", "private, no-store")
    response.headers.setdefault(
        "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"
    )
    note_answer(response.status_code)
    return response


def _who() -> str:
    """Return whom a request counts for: the user, else the address."""
    user = g.get("user")
    return f"user {user.id}" if user else _address()


def _address() -> str:
    return f"address {request.remote_addr}"
