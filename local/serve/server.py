"""The HTTP server of this machine: API and storage in one, a thread for each connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

from common.domain.errors import ErrorCode, PermanentError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class _Quiet(WSGIRequestHandler):
    """Says nothing of requests: the API logs them itself, without their tokens."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(app: WSGIApplication, host: str, port: int) -> Iterator[BaseWSGIServer]:
    """Serve in other threads while the context lasts.

    Raises:
        PermanentError: the address cannot be had (code CONFLICT).
    """
    try:
        server = make_server(host, port, app, threaded=True, request_handler=_Quiet)
    except (OSError, SystemExit) as error:  # werkzeug leaves when the port is taken
        raise PermanentError(
            ErrorCode.CONFLICT,
            f"{host}:{port} cannot be had: another program may listen there. Choose another "
            "--port.",
        ) from error
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def closing(app: WSGIApplication, close: Callable[[], None]) -> WSGIApplication:
    """Return the app with a call after each answer, in its thread."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return ClosingIterator(app(environ, start_response), [close])

    return answer
