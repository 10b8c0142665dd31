"""Requests handed on to the API of the stack, as the deployed hosting hands them on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Final

from werkzeug.datastructures import EnvironHeaders
from werkzeug.wrappers import Response
from werkzeug.wsgi import get_input_stream

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_READ_BYTES: Final = 64 * 1024
# An export of a large set takes a while before its first byte.
_TIMEOUT_S: Final = 300.0
# They are between two neighbours, not between the ends.
_OF_ONE_HOP: Final = frozenset({"connection", "keep-alive", "transfer-encoding", "te", "upgrade"})


def handing_on(host: str, port: int) -> WSGIApplication:
    """Return an app that asks another server and passes its answer on as it comes."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        connection = HTTPConnection(host, port, timeout=_TIMEOUT_S)
        try:
            answered = _ask(connection, environ)
        except (OSError, HTTPException):
            connection.close()
            return Response("The API does not answer.\n", 502)(environ, start_response)
        headers = [
            (name, value)
            for name, value in answered.getheaders()
            if name.lower() not in _OF_ONE_HOP
        ]
        start_response(f"{answered.status} {answered.reason}", headers)
        return _parts(connection, answered)

    return answer


def _ask(connection: HTTPConnection, environ: WSGIEnvironment) -> HTTPResponse:
    query = environ.get("QUERY_STRING", "")
    headers = {
        name: value
        for name, value in EnvironHeaders(environ).items()
        if name.lower() not in _OF_ONE_HOP
    }
    body = get_input_stream(environ).read()  # the API takes 32 MiB at most
    target = environ["PATH_INFO"] + (f"?{query}" if query else "")
    connection.request(environ["REQUEST_METHOD"], target, body or None, headers)
    return connection.getresponse()


def _parts(connection: HTTPConnection, answered: HTTPResponse) -> Iterator[bytes]:
    """Yield what has come, however little: events are told when they happen."""
    try:
        while part := answered.read1(_READ_BYTES):
            yield part
    finally:
        connection.close()
