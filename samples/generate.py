"""Draws the sample set: `python -m samples.generate` writes both PDFs and the truth again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymupdf

from common.domain.changes import ChangeCategory, ChangeKind, MatchKind
from samples import (
    NEW_NAME,
    OLD_NAME,
    TRUTH_NAME,
    cover,
    details,
    elevations,
    floor_plan,
    foundation,
    lighting,
    roof,
    schedules,
)
from samples.drawing import FONTS, HEIGHT_PT, WIDTH_PT, Box, Canvas
from samples.edits import EDITS, Edit
from samples.titleblock import PROJECT, draw_border, noise_ids

SCHEMA = "buildtrace.sample-truth/1"
_QUARTER, _NONE = '1/4" = 1\'-0"', "AS NOTED"
_METADATA = {
    "title": PROJECT,
    "author": "BuildTrace sample generator",
    "creationDate": "D:20240101000000Z",
    "modDate": "D:20240101000000Z",
}
_BOTH = (1, 2)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the set, in the revisions that have it."""

    number: str
    title: tuple[str, ...]
    scale: str
    draw: Callable[[Canvas], None]
    revisions: tuple[int, ...] = _BOTH


SHEETS = (
    Sheet("G-001", ("COVER SHEET", "AND GENERAL NOTES"), _NONE, cover.draw),
    Sheet("A-101", ("FIRST FLOOR PLAN",), _QUARTER, floor_plan.draw),
    Sheet("A-102", ("ROOF PLAN",), _QUARTER, roof.draw),
    Sheet("A-201", ("ELEVATIONS", "AND SECTION"), _QUARTER, elevations.draw),
    Sheet("A-501", ("DETAILS",), _NONE, details.draw),
    Sheet("A-601", ("DOOR AND WINDOW", "SCHEDULES"), _NONE, schedules.draw),
    Sheet("S-101", ("FOUNDATION PLAN",), _QUARTER, foundation.draw, (1,)),
    Sheet("E-101", ("LIGHTING PLAN",), _QUARTER, lighting.draw, (2,)),
)


def drawn_set(revision: int) -> dict[str, Canvas]:
    """Return the sheets of a revision by number, in order."""
    canvases = {}
    for sheet in SHEETS:
        if revision in sheet.revisions:
            canvas = canvases[sheet.number] = Canvas(sheet.number, revision)
            sheet.draw(canvas)
            draw_border(canvas, sheet.title, sheet.scale)
    return canvases


def pdf_of(canvases: dict[str, Canvas]) -> bytes:
    """Return the PDF of a set, the same bytes every time."""
    with pymupdf.open() as document:
        for canvas in canvases.values():
            page = document.new_page(width=WIDTH_PT, height=HEIGHT_PT)
            for font in FONTS:
                page.insert_font(font)
            xref = document.get_new_xref()
            document.update_object(xref, "<<>>")
            document.update_stream(xref, canvas.content)
            page.set_contents(xref)
        document.set_metadata(_METADATA)
        return bytes(document.tobytes(deflate=True, garbage=3, no_new_id=True))


def truth_of(old: dict[str, Canvas], new: dict[str, Canvas]) -> dict[str, Any]:
    """Return what differs between two drawn sets, as the document truth.json."""
    return {
        "schema": SCHEMA,
        "old": OLD_NAME,
        "new": NEW_NAME,
        "sheets": [_sheet(sheet, list(old), list(new)) for sheet in SHEETS],
        "edits": [_entry(edit, old, new) for edit in EDITS.values()],
        "noise": [
            _entry(_noise(edit_id, number), old, new)
            for number in new
            if number in old
            for edit_id in noise_ids(number)
        ],
    }


def _sheet(sheet: Sheet, old: list[str], new: list[str]) -> dict[str, Any]:
    kinds = {(1,): MatchKind.REMOVED, (2,): MatchKind.ADDED, _BOTH: MatchKind.MATCHED}
    return {
        "number": sheet.number,
        "title": " ".join(sheet.title),
        "kind": kinds[sheet.revisions],
        "old_page": old.index(sheet.number) + 1 if sheet.number in old else None,
        "new_page": new.index(sheet.number) + 1 if sheet.number in new else None,
    }


def _entry(edit: Edit, old: dict[str, Canvas], new: dict[str, Canvas]) -> dict[str, Any]:
    """Return an edit with its box in the new sheet (its old place where it is gone)."""
    before = old[edit.sheet].extents.get(edit.id)
    after = new[edit.sheet].extents.get(edit.id)
    return {
        "id": edit.id,
        "sheet": edit.sheet,
        "kind": edit.kind,
        "category": edit.category,
        "what": edit.what,
        "box_pt": _rounded(after or before),
        "old_box_pt": _rounded(before),
        "old_text": edit.old_text,
        "new_text": edit.new_text,
        "is_row": edit.is_row,
    }


def _noise(edit_id: str, number: str) -> Edit:
    what = edit_id.split("-", 1)[1].replace("-", " ")
    kind = ChangeKind.ADDED if what == "revision row" else ChangeKind.MODIFIED
    return Edit(edit_id, number, kind, ChangeCategory.TITLE_BLOCK, what)


def _rounded(box: Box | None) -> list[float] | None:
    return None if box is None else [round(value, 2) for value in box]


def main() -> None:
    """Write the set beside this file."""
    folder = Path(__file__).parent
    old, new = drawn_set(1), drawn_set(2)
    (folder / OLD_NAME).write_bytes(pdf_of(old))
    (folder / NEW_NAME).write_bytes(pdf_of(new))
    text = json.dumps(truth_of(old, new), indent=1, ensure_ascii=False)
    (folder / TRUTH_NAME).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
