"""Who may talk to an API that asks nobody who they are: this machine's programs, and its pages.

Whatever page a browser has open can send requests to this machine, and can even give its own name
this machine's address. Both are told by their headers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.wrappers import Response

from functions.api.problems import MEDIA_TYPE, Problem

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def guarded(app: WSGIApplication, allowed_origins: Sequence[str]) -> WSGIApplication:
    """Return the app behind a check of where each request comes from."""

    def check(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        origin = environ.get("HTTP_ORIGIN")
        if _hostname(f"//{environ.get('HTTP_HOST', '')}") not in LOOPBACK:
            return _refused("Ask for http://127.0.0.1 or http://localhost.")(
                environ, start_response
            )
        if origin and origin not in allowed_origins and not _is_ours(origin, environ):
            return _refused(f"Pages of {origin} may not.")(environ, start_response)
        return app(environ, start_response)

    return check


def _is_ours(origin: str, environ: WSGIEnvironment) -> bool:
    """Tell whether a page came from this very server, by whichever of its names."""
    return urlsplit(origin).netloc == environ.get("HTTP_HOST")


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _refused(why: str) -> Response:
    # Without an id: nothing of it is logged.
    problem = Problem.of(403, "this_machine_only", f"This server is for this machine only. {why}")
    return Response(problem.model_dump_json(), 403, content_type=MEDIA_TYPE)
