"""What a run leaves in its folder: session.json, changes.csv, overlays and report.html."""

from __future__ import annotations

import json
from pathlib import Path

from functions.api.exports.change_log_csv import write_csv
from functions.api.exports.session_export import SessionExport
from functions.api.exports.session_json import SCHEMA, Json, overlay_name
from local.files import replacing, replacing_bytes
from local.report import write_report


def write_outputs(document: Json, export: SessionExport, out: Path) -> None:
    """Write the four outputs; each replaces the one of an earlier run."""
    _remove_old_overlays(out)
    overlays = out / "overlays"
    overlays.mkdir(parents=True, exist_ok=True)
    views: dict[str, bytes] = {}
    thumbnails: dict[str, bytes] = {}
    for comparison in (sheet.comparison for sheet in export.sheets):
        if comparison.images is not None:
            png = export.read_blob(comparison.images.overlay_path)
            (overlays / overlay_name(comparison)).write_bytes(png)
            views[comparison.id] = export.read_blob(comparison.images.view_path)
            thumbnails[comparison.id] = export.read_blob(comparison.images.thumbnail_path)
    write_report(document, views, thumbnails, out / "report.html")
    with replacing_bytes(out / "changes.csv") as log:
        write_csv(export, log)
    with replacing(out / "session.json") as file:
        json.dump(document, file, indent=1, ensure_ascii=False)


def _remove_old_overlays(out: Path) -> None:
    """Remove the overlays that an earlier run of ours wrote, and nothing else."""
    earlier = out / "session.json"
    if not earlier.is_file():
        return
    try:
        document = json.loads(earlier.read_text(encoding="utf-8"))
    except ValueError:
        return
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        return
    for comparison in document["comparisons"]:
        if comparison["overlay"] is not None:
            name = Path(comparison["overlay"]["path"]).name
            (out / "overlays" / name).unlink(missing_ok=True)
