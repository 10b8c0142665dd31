"""Writes what the web client's types are generated from: `python -m tools.web_schemas`.

The API's OpenAPI document, and the records that the client reads from Firestore by itself as the
schemas of another. `npm run types` in `web/` makes TypeScript of both; tests hold them in step.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr, TypeAdapter

from common.records import Comparison, DrawingVersion, Session, Shard, Tally
from common.wiring import embedded_world
from functions.api.app import create_app
from functions.api.auth import SingleUser
from functions.api.settings import MIN_SECRET_CHARACTERS, ApiSettings
from functions.api.world import ApiWorld
from local.serve.links import LocalLinks

DATA: Final = Path(__file__).resolve().parents[1] / "web" / "src" / "data"
RECORDS: Final = (Session, Comparison, DrawingVersion, Tally, Shard)
Json = dict[str, Any]


def openapi_document() -> Json:
    """Return the API's description; nothing is asked of the world behind it."""
    nothing = "-" * MIN_SECRET_CHARACTERS
    with tempfile.TemporaryDirectory() as folder:
        world = embedded_world(Path(folder))
        app = create_app(
            ApiWorld(
                ports=world.ports,
                links=LocalLinks("", nothing),
                authenticator=SingleUser(),
                settings=ApiSettings(link_secret=SecretStr(nothing)),
            )
        )
        document: Json = app.api_doc
        world.close()
    return document


def records_document() -> Json:
    """Return the records as the schemas of an OpenAPI document without paths."""
    _, document = TypeAdapter.json_schemas(
        [(record.__name__, "validation", TypeAdapter(record)) for record in RECORDS],
        ref_template="#/components/schemas/{model}",
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Records", "version": "1"},
        "paths": {},
        "components": {"schemas": document["$defs"]},
    }


def files() -> dict[Path, str]:
    """Return the content of both files."""
    documents = {"openapi.json": openapi_document(), "records.json": records_document()}
    return {
        DATA / name: json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        for name, document in documents.items()
    }


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")
