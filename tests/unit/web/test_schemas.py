"""What the client's types are generated from is what the code says now."""

from __future__ import annotations

from tools.web_schemas import files


def test_the_clients_schemas_are_those_of_the_code() -> None:
    stale = [path.name for path, text in files().items() if path.read_text("utf-8") != text]
    assert stale == [], "run `python -m tools.web_schemas`, then `npm run types` in web/"
