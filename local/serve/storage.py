"""Files of this machine by links: read in parts, written resumably as Cloud Storage takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, Response, request, send_file, url_for
from flask_cors import CORS

from common.domain.errors import BuildTraceError
from common.pushed import upload_of
from common.wiring import EmbeddedWorld
from local.serve.links import LocalLinks
from local.storage_server.uploads import (
    BadUploadError,
    Session,
    Sessions,
    Target,
    TooLargeError,
    append,
)


def create_storage(
    world: EmbeddedWorld, links: LocalLinks, cors_origins: Sequence[str] = ()
) -> Flask:
    """Return the app, to be mounted at /storage."""
    app = Flask(__name__, static_folder=None)
    incoming = world.folder / "incoming"
    incoming.mkdir(exist_ok=True)
    storage = _Storage(world, links, Sessions(incoming))
    app.get("/files/<token>")(storage.read)
    app.post("/files/<token>")(storage.begin)
    app.put("/uploads/<session_id>")(storage.resume)
    app.register_error_handler(BadUploadError, lambda e: _said(400, str(e)))
    app.register_error_handler(TooLargeError, lambda _e: _said(413, "More came than announced."))
    app.register_error_handler(BuildTraceError, lambda e: _said(404, e.user_message))
    CORS(
        app,
        origins=list(cors_origins),
        methods=["GET", "POST", "PUT"],
        allow_headers=["Content-Type", "Content-Range", "Range"],
        expose_headers=["Location", "Range", "Content-Range", "ETag"],
    )
    return app


@dataclass(frozen=True, slots=True)
class _Storage:
    world: EmbeddedWorld
    links: LocalLinks
    sessions: Sessions

    def read(self, token: str) -> Response:
        grant = self.links.grant(token)
        if grant is None or grant.max_bytes is not None:
            return _said(403, "This link is none of ours, or has run out.")
        with self.world.blobs.local_copy(grant.path) as file:
            response = send_file(
                file,
                mimetype=grant.content_type,
                conditional=True,
                as_attachment=grant.file_name is not None,
                download_name=grant.file_name,
            )
        response.headers["Content-Type"] = grant.content_type  # Flask adds a charset to its own
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def begin(self, token: str) -> Response:
        grant = self.links.grant(token)
        if grant is None or grant.max_bytes is None:
            return _said(403, "This link is none of ours, or has run out.")
        if self.world.blobs.exists(grant.path):
            return _said(412, "The file is there already.")
        session = self.sessions.begin(
            Target(
                bucket="",
                name=grant.path,
                content_type=grant.content_type,
                if_generation=0,
                max_bytes=grant.max_bytes,
            )
        )
        place = url_for("resume", session_id=session.id, _external=True)
        return Response(status=201, headers={"Location": place})

    def resume(self, session_id: str) -> Response:
        try:
            session = self.sessions.find(session_id)
        except KeyError:
            return _said(404, "There is no such upload under way. Begin again.")
        if not append(session, request.headers.get("Content-Range"), request.stream):
            size = session.content.stat().st_size
            return Response(status=308, headers={"Range": f"bytes=0-{size - 1}"} if size else {})
        try:
            return self._finish(session)
        finally:
            self.sessions.end(session)

    def _finish(self, session: Session) -> Response:
        path, ports = session.target.name, self.world.ports
        if ports.blobs.exists(path):
            return _said(412, "The file is there already.")
        ports.blobs.write_file(path, session.content)
        ports.bus.publish([upload_of(path)])
        return _said(200, "The file is there.")


def _said(status: int, text: str) -> Response:
    return Response(text + "\n", status, content_type="text/plain; charset=utf-8")
