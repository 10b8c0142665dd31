"""What a run leaves in its folder: session.json, changes.csv, overlays and report.html."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from common.chain.steps import load_comparisons
from common.domain.ids import SessionId
from common.ports import Ports
from local.files import replacing
from local.report import write_report
from local.session_document import SCHEMA, Json, overlay_name

CSV_COLUMNS = (
    "sheet", "title", "sheet_kind", "grade", "change_id", "kind", "category", "old_text",
    "new_text", "x0_pt", "y0_pt", "x1_pt", "y1_pt", "ink_px", "clouded", "row", "column",
)  # fmt: skip
# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_outputs(document: Json, session_id: SessionId, ports: Ports, out: Path) -> None:
    """Write the four outputs; each replaces the one of an earlier run."""
    _remove_old_overlays(out)
    comparisons = load_comparisons(ports, session_id)
    overlays = out / "overlays"
    overlays.mkdir(parents=True, exist_ok=True)
    views: dict[str, bytes] = {}
    thumbnails: dict[str, bytes] = {}
    for comparison in comparisons:
        if comparison.images is not None:
            png = ports.blobs.read(comparison.images.overlay_path)
            (overlays / overlay_name(comparison)).write_bytes(png)
            views[comparison.id] = ports.blobs.read(comparison.images.view_path)
            thumbnails[comparison.id] = ports.blobs.read(comparison.images.thumbnail_path)
    write_report(document, views, thumbnails, out / "report.html")
    with replacing(out / "changes.csv") as file:
        file.write(changes_csv(document))
    with replacing(out / "session.json") as file:
        json.dump(document, file, indent=1, ensure_ascii=False)


def changes_csv(document: Json) -> str:
    """Return the change log as CSV with one row per change; added and removed sheets have one."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    for comparison in document["comparisons"]:
        alignment = comparison["alignment"] or {}
        head = (
            comparison["drawing_name"],
            comparison["title"],
            comparison["kind"],
            alignment.get("grade", ""),
        )
        for change in comparison["changes"]:
            writer.writerow([_cell(v) for v in (*head, *_change_cells(change))])
        if comparison["kind"] != "matched":
            unissued = comparison["match"]["method"] == "not_issued"
            kind = "not_issued" if unissued else comparison["kind"]
            writer.writerow([_cell(v) for v in (*head, "", kind, "sheet")])
    return text.getvalue()


def _change_cells(change: Json) -> tuple[Any, ...]:
    return (
        change["id"],
        change["kind"],
        change["category"],
        change["old_text"] or "",
        change["new_text"] or "",
        *change["box_pt"],
        change["ink_px"],
        {True: "yes", False: "no", None: ""}[change["is_clouded"]],
        change["row"] or "",
        change["column"] or "",
    )


def _cell(value: object) -> object:
    """Disarm text that a spreadsheet would run: drawings are not to be trusted."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value


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
