"""A small session to export: two changes, an added sheet, one that failed, with real pages."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element, fromstring

import numpy as np
import pymupdf

from common.chain.triaging import triage_changes
from common.domain.changes import Change
from common.domain.ids import UserId
from common.domain.triage import TriageSaid
from functions.api.exports.load import load_export
from functions.api.exports.session_export import SessionExport
from functions.diff.palette import COMMON, NEW_ONLY, OLD_ONLY
from tests.session_records import ADDED, MATCHED, SESSION_ID, change, finished_session, overlay_png

PAGE_BLOB = "p"  # of every page that `finished_session` records
CHANGES = (
    change("c1", old_text="3 BEDS", new_text="4 BEDS"),
    replace(change("c2", old_text=None, new_text="=1+1"), box_pt=(300.0, 200.0, 360.0, 220.0)),
)


def page_pdf(text: str = "PLAN", *, rotation_deg: int = 90) -> bytes:
    """Return a page of 36 × 24 in as it is shown, stored turned by quarter turns."""
    with pymupdf.open() as document:
        turned = rotation_deg % 180 == 90
        page = document.new_page(width=1728 if turned else 2592, height=2592 if turned else 1728)
        page.insert_text((100, 200), text, fontsize=60)
        page.draw_rect((40, 40, 400, 90), fill=(0, 0, 0))
        page.set_rotation(rotation_deg)
        return bytes(document.tobytes())


def export_of(
    folder: Path,
    *changes: Change,
    pdf: bytes | None = None,
    said: Sequence[TriageSaid] = (),
    said_of_added: Sequence[TriageSaid] = (),
) -> SessionExport:
    """Return the session with those changes on its one matched sheet, and what Kim decided.

    Args:
        folder: where its records are.
        changes: of the matched sheet.
        pdf: of every page.
        said: of the matched sheet.
        said_of_added: of the sheet that was added.
    """
    levels = np.zeros((720, 1080), np.uint8)
    levels[80:130, 40:170], levels[90:95, 50:160], levels[300:, :200] = OLD_ONLY, NEW_ONLY, COMMON
    world = finished_session(folder, *changes, png=overlay_png(levels))
    world.blobs.write(PAGE_BLOB, page_pdf() if pdf is None else pdf)
    for sheet, decided in ((MATCHED, said), (ADDED, said_of_added)):
        if decided:
            triage_changes(world.ports, sheet, decided, said_by=UserId("u1"), name="Kim Lee")
    export = load_export(world.ports, SESSION_ID)
    world.close()
    return export


def written(write: Callable[[SessionExport, BinaryIO], None], export: SessionExport) -> bytes:
    """Return a format's file."""
    file = io.BytesIO()
    write(export, file)
    return file.getvalue()


def parsed(xml: bytes) -> Element:
    """Return the root of a file."""
    return fromstring(xml)  # noqa: S314 - we wrote it ourselves
