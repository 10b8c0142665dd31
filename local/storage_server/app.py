"""The HTTP side: the part of Cloud Storage's JSON API and signed links that the chain uses."""

from __future__ import annotations

import io
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from flask import Flask, Response, request, send_file, url_for
from werkzeug.exceptions import HTTPException

from common.pushed import OBJECT_FINALIZED
from local.serve.guard import LOOPBACK
from local.storage_server.links import refusal
from local.storage_server.notify import Notification, Notifications, Publish
from local.storage_server.objects import (
    NoSuchObjectError,
    ObjectFolder,
    PreconditionFailedError,
    StoredObject,
)
from local.storage_server.uploads import (
    BadUploadError,
    Session,
    Sessions,
    Target,
    TooLargeError,
    append,
    new_file,
    split_related,
)

_BINARY = "application/octet-stream"
_OBJECT = "/storage/v1/b/<bucket>/o/<path:name>"


def create_app(root: Path, publish: Publish) -> Flask:
    """Return the server of the buckets in `root`.

    Args:
        root: the folder; made if it is new.
        publish: hands a notification to Pub/Sub.
    """
    app = Flask(__name__)
    app.url_map.merge_slashes = False  # names may hold two of them
    server = _Server(ObjectFolder(root), Notifications(publish))
    app.post("/storage/v1/b")(server.create_bucket)
    app.get("/storage/v1/b/<bucket>")(server.show_bucket)
    app.get("/storage/v1/b/<bucket>/o")(server.list_objects)
    app.get(_OBJECT)(server.show_object)
    app.get(f"/download{_OBJECT}")(server.download)
    app.delete(_OBJECT)(server.delete_object)
    app.post(f"{_OBJECT}/rewriteTo/b/<to_bucket>/o/<path:to_name>")(server.copy)
    app.post("/upload/storage/v1/b/<bucket>/o")(server.upload)
    app.put("/upload/storage/v1/b/<bucket>/o")(server.resume)
    app.post("/storage/v1/b/<bucket>/notificationConfigs")(server.add_notification)
    app.get("/storage/v1/b/<bucket>/notificationConfigs")(server.list_notifications)
    app.route("/<bucket>/<path:name>", methods=["GET", "PUT", "POST"])(server.signed)
    app.before_request(_refuse_strangers)
    app.after_request(_allow_browsers)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(NoSuchObjectError, lambda _e: _error(404, "notFound"))
    app.register_error_handler(PreconditionFailedError, lambda _e: _error(412, "conditionNotMet"))
    app.register_error_handler(BadUploadError, lambda e: _error(400, str(e)))
    app.register_error_handler(TooLargeError, lambda _e: _error(400, "EntityTooLarge"))
    return app


class _Server:
    def __init__(self, objects: ObjectFolder, notifications: Notifications) -> None:
        self._objects, self._notifications = objects, notifications
        self._sessions = Sessions(objects.incoming)

    def create_bucket(self) -> dict[str, Any]:
        name = request.get_json()["name"]
        self._objects.create_bucket(name)
        return _bucket(name)

    def show_bucket(self, bucket: str) -> dict[str, Any]:
        if not self._objects.has_bucket(bucket):
            raise NoSuchObjectError
        return _bucket(bucket)

    def list_objects(self, bucket: str) -> dict[str, Any]:
        names = self._objects.names(bucket, request.args.get("prefix", ""))
        after = request.args.get("pageToken", "")
        most = request.args.get("maxResults", 1000, int)
        page = [name for name in names if name > after][:most]
        items = [_resource(self._objects.get(bucket, name)) for name in page]
        more = {"nextPageToken": page[-1]} if page and page[-1] != names[-1] else {}
        return {"kind": "storage#objects", "items": items, **more}

    def show_object(self, bucket: str, name: str) -> dict[str, Any] | Response:
        if request.args.get("alt") == "media":
            return self.download(bucket, name)
        return _resource(self._objects.get(bucket, name, **_asked_generation()))

    def download(self, bucket: str, name: str) -> Response:
        return self._send(bucket, name, **_asked_generation())

    def delete_object(self, bucket: str, name: str) -> Response:
        self._objects.delete(bucket, name, **_asked_generation())
        return Response(status=204)

    def copy(self, bucket: str, name: str, to_bucket: str, to_name: str) -> dict[str, Any]:
        asked = request.args.get("sourceGeneration", type=int)
        stored, source = self._objects.opened(bucket, name, generation=asked)
        path = new_file(self._objects.incoming)
        with source, path.open("wb") as file:
            shutil.copyfileobj(source, file)
        target = Target(
            bucket=to_bucket,
            name=to_name,
            content_type=stored.content_type,
            if_generation=request.args.get("ifGenerationMatch", type=int),
        )
        return {
            "kind": "storage#rewriteResponse",
            "totalBytesRewritten": str(stored.size),
            "objectSize": str(stored.size),
            "done": True,
            "resource": self._finish(target, path),
        }

    def upload(self, bucket: str) -> dict[str, Any] | Response:
        condition = request.args.get("ifGenerationMatch", type=int)
        kind = request.args.get("uploadType")
        described: dict[str, Any] = {}
        content_type = request.content_type or _BINARY
        content: IO[bytes] = request.stream  # a set of drawings may be larger than memory
        if kind == "multipart":
            boundary = request.mimetype_params["boundary"]
            described, content_type, whole = split_related(request.get_data(), boundary)
            content = io.BytesIO(whole)
        elif kind == "resumable":
            described = request.get_json(silent=True) or {}
            content_type = request.headers.get("X-Upload-Content-Type", _BINARY)
        target = Target(
            bucket=bucket,
            name=described.get("name") or request.args["name"],
            content_type=described.get("contentType") or content_type,
            if_generation=condition,
            metadata=described.get("metadata"),
        )
        if kind == "resumable":
            return self._begin(target, 200)
        return self._store(target, content)

    def resume(self, bucket: str) -> dict[str, Any] | Response:
        session = self._found_session(request.args["upload_id"])
        if session.target.bucket != bucket:
            raise NoSuchObjectError
        if not append(session, request.headers.get("Content-Range"), request.stream):
            size = session.content.stat().st_size
            return Response(status=308, headers={"Range": f"bytes=0-{size - 1}"} if size else {})
        try:
            return self._finish(session.target, session.content)
        finally:
            self._sessions.end(session)

    def add_notification(self, bucket: str) -> dict[str, Any]:
        return _notification(self._notifications.add(bucket, request.get_json()))

    def list_notifications(self, bucket: str) -> dict[str, Any]:
        return {"items": [_notification(n) for n in self._notifications.of(bucket)]}

    def signed(self, bucket: str, name: str) -> dict[str, Any] | Response:
        code = refusal(request.args, _headers(), datetime.now(UTC))
        if code is not None:
            xml = f"<Error><Code>{code}</Code></Error>"
            return Response(xml, 400, mimetype="application/xml")
        if request.method == "GET":
            response = self._send(bucket, name)
            if asked := request.args.get("response-content-type"):
                response.mimetype = asked
            return response
        target = Target(
            bucket=bucket,
            name=name,
            content_type=request.content_type or _BINARY,
            if_generation=request.headers.get("x-goog-if-generation-match", type=int),
            max_bytes=_max_bytes(),
        )
        if request.method == "POST":
            return self._begin(target, 201)
        return self._store(target, request.stream)

    def _found_session(self, session_id: str) -> Session:
        try:
            return self._sessions.find(session_id)
        except KeyError:
            raise NoSuchObjectError from None

    def _begin(self, target: Target, status: int) -> Response:
        if not self._objects.has_bucket(target.bucket):
            raise NoSuchObjectError
        session = self._sessions.begin(target)
        place = url_for(
            "resume",
            bucket=target.bucket,
            uploadType="resumable",
            upload_id=session.id,
            _external=True,
        )
        return Response(status=status, headers={"Location": place})

    def _store(self, target: Target, content: IO[bytes]) -> dict[str, Any]:
        path = new_file(self._objects.incoming)
        with path.open("wb") as file:
            shutil.copyfileobj(content, file)
        return self._finish(target, path)

    def _finish(self, target: Target, content: Path) -> dict[str, Any]:
        try:
            stored = self._objects.put(
                target.bucket,
                target.name,
                content,
                target.content_type,
                if_generation=target.if_generation,
                metadata=target.metadata,
            )
        finally:
            content.unlink(missing_ok=True)
        resource = _resource(stored)
        self._notifications.finalized(resource)
        return resource

    def _send(
        self,
        bucket: str,
        name: str,
        *,
        generation: int | None = None,
        if_generation: int | None = None,
    ) -> Response:
        stored, file = self._objects.opened(
            bucket, name, generation=generation, if_generation=if_generation
        )
        response = send_file(file, mimetype=stored.content_type, etag=str(stored.generation))
        # A stream of unknown length could not be asked for in parts.
        response.content_length = stored.size
        response.make_conditional(request, accept_ranges=True, complete_length=stored.size)
        response.headers["X-Goog-Generation"] = str(stored.generation)
        response.headers["X-Goog-Hash"] = f"crc32c={stored.crc32c},md5={stored.md5}"
        return response


def _headers() -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers}


def _max_bytes() -> int | None:
    """Return the upper end of `x-goog-content-length-range: 1,1000`."""
    most = request.headers.get("x-goog-content-length-range", "").partition(",")[2]
    return int(most) if most.isdecimal() else None


def _asked_generation() -> dict[str, int | None]:
    return {
        "generation": request.args.get("generation", type=int),
        "if_generation": request.args.get("ifGenerationMatch", type=int),
    }


def _bucket(name: str) -> dict[str, Any]:
    return {"kind": "storage#bucket", "id": name, "name": name, "location": "LOCAL"}


def _resource(stored: StoredObject) -> dict[str, Any]:
    return {
        "kind": "storage#object",
        "id": f"{stored.bucket}/{stored.name}/{stored.generation}",
        "name": stored.name,
        "bucket": stored.bucket,
        "generation": str(stored.generation),
        "metageneration": "1",
        "contentType": stored.content_type,
        "size": str(stored.size),
        "md5Hash": stored.md5,
        "crc32c": stored.crc32c,
        "etag": str(stored.generation),
        "timeCreated": stored.created,
        "updated": stored.created,
        **({"metadata": stored.metadata} if stored.metadata else {}),
    }


def _notification(notification: Notification) -> dict[str, Any]:
    return {
        "kind": "storage#notification",
        "id": notification.id,
        "topic": f"//pubsub.googleapis.com/{notification.topic}",
        "event_types": [OBJECT_FINALIZED],
        "payload_format": "JSON_API_V1",
        "object_name_prefix": notification.prefix,
    }


def _error(status: int, reason: str) -> Response:
    explained = {"code": status, "message": reason, "errors": [{"reason": reason}]}
    return Response(json.dumps({"error": explained}), status, mimetype="application/json")


def _explain(error: HTTPException) -> Response:
    return _error(error.code or 500, error.name)


def _refuse_strangers() -> Response | None:
    """Refuse the pages of other machines: whatever a browser has open can reach this port.

    A page can also give its own name this machine's address, and is then told by `Host` alone.
    """
    for asked in (f"//{request.host}", request.headers.get("Origin")):
        if asked is not None and urlsplit(asked).hostname not in LOOPBACK:
            return _error(403, f"{asked} is not this machine")
    return None


def _allow_browsers(response: Response) -> Response:
    """Let a page of this machine in, and see what a resumable upload answers."""
    origin = request.headers.get("Origin")
    if origin and response.status_code != 403:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Methods"] = "GET, PUT, POST, DELETE"
        asked = request.headers.get("Access-Control-Request-Headers")
        if asked:
            response.headers["Access-Control-Allow-Headers"] = asked
        response.headers["Access-Control-Expose-Headers"] = (
            "Location, Range, Content-Range, ETag, X-Goog-Generation, X-Goog-Hash"
        )
    return response
