"""The storage server with the way to it: `python -m benchmarks.slow_storage FOLDER PORT SECONDS`.

Every request is answered so much later, as if from a bucket that is not on this machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from local.stack.processes import HOST
from local.storage_server.app import create_app


class _KeptAlive(WSGIRequestHandler):
    """Keeps connections, as Cloud Storage does; the client is what is measured."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing: thousands of requests."""


def main() -> None:
    """Serve until ended; nobody is told of uploads."""
    folder, port, delay_s = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])

    def publish(topic: str, _body: bytes, _attributes: Mapping[str, str]) -> None:
        raise AssertionError(f"nobody asked to be told on {topic}")

    app = create_app(folder, publish)
    app.before_request(lambda: time.sleep(delay_s))
    make_server(HOST, port, app, threaded=True, request_handler=_KeptAlive).serve_forever()


if __name__ == "__main__":
    main()
