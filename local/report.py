"""report.html: one page that shows every sheet and needs no network and no other file."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from functions.api.exports.session_json import Json
from local.files import replacing
from local.report_script import as_one_script

_PAGE_FOLDER = Path(__file__).with_name("report_page")
# The viewer is the web client's (docs/adr/0034-one-viewer.md): in a wheel it lies beside the page.
_VIEWER_FOLDERS = (_PAGE_FOLDER / "viewer", Path(__file__).parents[1] / "web" / "viewer")


def write_report(
    document: Json, views: Mapping[str, bytes], thumbnails: Mapping[str, bytes], path: Path
) -> None:
    """Write the report; an earlier one stays until the new one is whole.

    Args:
        document: from `functions.api.exports.session_json`.
        views: 2-bit palette overlay PNG by comparison id; a failed comparison has none.
        thumbnails: PNG by comparison id, likewise.
        path: of the page; the overlays it links to are in `overlays` beside it.
    """
    head, tail = _page().split("{{data}}")
    with replacing(path) as file:
        file.write(head)
        _write_data(file, "application/json", "session", _inert_json(document))
        for kind, images in (("thumbnail", thumbnails), ("view", views)):
            for comparison_id, png in images.items():
                encoded = base64.b64encode(png).decode("ascii")
                _write_data(file, "text/plain", f"{kind}-{comparison_id}", encoded)
        file.write(tail)


def _page() -> str:
    """Return the page without its data.

    The policy names the one style and the one script by their hashes: text of a drawing that got
    into the markup could neither run nor load anything.
    """
    viewer = next(folder for folder in _VIEWER_FOLDERS if folder.is_dir())
    style = (viewer / "viewer.css").read_text(encoding="utf-8") + _read("report.css")
    script = as_one_script(_PAGE_FOLDER / "app.js", {"web/viewer": viewer})
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    page = _read("page.html").replace("{{policy}}", policy)
    return page.replace("{{style}}", style).replace("{{script}}", script)


def _read(name: str) -> str:
    return (_PAGE_FOLDER / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _inert_json(document: Json) -> str:
    """Return JSON in which no text of a drawing can end the element that holds it."""
    return json.dumps(document).replace("<", "\\u003c")


def _write_data(file: TextIO, media_type: str, element_id: str, text: str) -> None:
    file.write(f'<script type="{media_type}" id="{element_id}">{text}</script>\n')
