"""Run the server: `python -m local.storage_server FOLDER PORT`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from google.cloud.pubsub_v1 import PublisherClient
from werkzeug.serving import make_server

from local.stack.processes import HOST
from local.storage_server.app import create_app


def main() -> None:
    """Serve until ended; notifications go where PUBSUB_EMULATOR_HOST says."""
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    publisher = PublisherClient()

    def publish(topic: str, body: bytes, attributes: Mapping[str, str]) -> None:
        # Awaited: an upload that is answered has told of itself, as tests rely on.
        publisher.publish(topic, body, **attributes).result()

    make_server(HOST, port, create_app(folder, publish), threaded=True).serve_forever()


if __name__ == "__main__":
    main()
