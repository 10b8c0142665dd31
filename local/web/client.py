"""The built client as files: every page is index.html, what is hashed in its name never changes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, send_from_directory
from werkzeug.exceptions import NotFound

from local.web.config import ClientConfig

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_INDEX: Final = "index.html"
_HASHED: Final = "assets/"
_YEAR_S: Final = 31_536_000
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    # Links to files are permissions: nobody else may learn the address of a page or file.
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_NOT_BUILT: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>BuildTrace</title></head><body>
<h1>BuildTrace</h1>
<p>The API is running; the web client has not been built. With Node 20 or later, in the project's
folder:</p>
<pre>cd web
npm ci
npm run build</pre>
<p>Then load this page again. The API is documented at <a href="/docs">/docs</a>.</p>
</body></html>
"""


def client_folder() -> Path | None:
    """Return the folder of the built client: the package's own, or the checkout's; or `None`."""
    local = Path(__file__).resolve().parents[1]
    candidates = (local / "web_dist", local.parent / "web" / "dist")
    return next((folder for folder in candidates if (folder / _INDEX).is_file()), None)


def create_client(config: ClientConfig) -> Flask:
    """Return the app that serves the client; built while it runs, it is there at the next load."""
    app = Flask(__name__, static_folder=None)
    client = _Client(config)
    app.get("/config.json")(client.config)
    app.get("/", defaults={"path": _INDEX}, endpoint="index")(client.file)
    app.get("/<path:path>")(client.file)
    app.after_request(client.secure)
    return app


class _Client:
    def __init__(self, config: ClientConfig) -> None:
        self._document = json.dumps(config.document())
        self._headers = {
            **_HEADERS,
            "Content-Security-Policy": config.policy(),
            "Cross-Origin-Opener-Policy": config.opener_policy(),
        }

    def config(self) -> Response:
        response = Response(self._document, content_type="application/json")
        response.headers["Cache-Control"] = "no-store"
        return response

    def file(self, path: str) -> Response:
        folder = client_folder()
        if folder is None:
            response = Response(_NOT_BUILT, 503, content_type="text/html; charset=utf-8")
            response.headers["Cache-Control"] = "no-store"
            return response
        if path.startswith(_HASHED):  # one that is gone is not a page: an old page asks for it
            response = send_from_directory(folder, path, max_age=_YEAR_S)
            response.cache_control.public = True
            response.cache_control.immutable = True
            return response
        try:
            return send_from_directory(folder, path)  # a browser asks each time whether it is new
        except NotFound:
            return send_from_directory(folder, _INDEX)

    def secure(self, response: Response) -> Response:
        for name, value in self._headers.items():
            response.headers[name] = value
        return response


def beside_api(client: WSGIApplication, api: WSGIApplication) -> WSGIApplication:
    """Return the API's paths answered by the API, and every other one by the client."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        app = api if _is_of_api(path) else client
        return app(environ, start_response)

    return answer


def _is_of_api(path: str) -> bool:
    return path.startswith("/api/") or path in {"/docs", "/openapi.json", "/health", "/ready"}
