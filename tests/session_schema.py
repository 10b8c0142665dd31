"""The published schema of session.json, and what holds a document to it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from functions.api.exports.session_json import Json

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

SCHEMA: Json = json.loads(
    (Path(__file__).parents[1] / "docs" / "session.schema.json").read_text(encoding="utf-8")
)


@cache
def validator() -> Draft202012Validator:
    """Return what tells whether a document is one of the schema's."""
    # It takes seconds to import, and every process of the suite imports this module.
    from jsonschema import Draft202012Validator

    return Draft202012Validator(SCHEMA)
