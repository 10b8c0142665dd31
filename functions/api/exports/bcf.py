"""The change log as BCF 3.0 topics: each change one topic with a picture of its place."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import BinaryIO, Final

from common.domain.geometry import POINTS_PER_INCH, Box, PixelBox
from functions.api.exports.bcf_xml import (
    SNAPSHOT,
    VIEWPOINT,
    Topic,
    extensions_xml,
    markup_xml,
    project_xml,
    version_xml,
    viewpoint_xml,
)
from functions.api.exports.log_rows import LogRow, sheet_rows
from functions.api.exports.overlay_planes import Overlay, read_overlay
from functions.api.exports.session_export import ReadBlob, SessionExport, SheetExport
from functions.api.exports.snapshots import snapshot_box, snapshot_png

_MAX_FULL_PX: Final = 3000  # 10 in at 300 dpi: beyond, the reduced view shows as much
_AT: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time of a zip: equal content, equal bytes


def write_bcf(export: SessionExport, file: BinaryIO) -> None:
    """Write the archive; pictures of one sheet at a time are in memory."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        name = f"{export.old.file_name} → {export.new.file_name}"
        _add(archive, "bcf.version", version_xml())
        _add(archive, "project.bcfp", project_xml(export.session.project_id, name))
        _add(archive, "extensions.xml", extensions_xml())
        for sheet in export.sheets:
            pictures = _Pictures(sheet, export.read_blob)
            for row in sheet_rows(sheet):
                _add_topic(archive, row, pictures.of(row), export)


def _add_topic(
    archive: zipfile.ZipFile, row: LogRow, picture: _Picture | None, export: SessionExport
) -> None:
    topic = Topic(
        row=row,
        files=(export.old.file_name, export.new.file_name),
        at=row.sheet.comparison.created_at,
        shown_pt=picture.shown_pt if picture else None,
    )
    _add(archive, f"{row.guid}/markup.bcf", markup_xml(topic))
    if picture is not None:
        camera = viewpoint_xml(topic.viewpoint_guid, picture.shown_pt)
        _add(archive, f"{row.guid}/{VIEWPOINT}", camera)
        _add(archive, f"{row.guid}/{SNAPSHOT}", picture.png, zipfile.ZIP_STORED)


@dataclass(frozen=True, slots=True)
class _Picture:
    png: bytes
    shown_pt: Box


class _Pictures:
    """The pictures of one sheet's rows, cut from its overlay, wide ones from the reduced view."""

    def __init__(self, sheet: SheetExport, read: ReadBlob) -> None:
        self._images, self._read = sheet.comparison.images, read
        self._overlays: dict[str, Overlay] = {}

    def of(self, row: LogRow) -> _Picture | None:
        """Return the picture of a row's place, of the whole sheet where it has none.

        `None` for a sheet without an overlay.
        """
        if self._images is None:
            return None
        whole_px = (0, 0, self._images.width_px, self._images.height_px)
        box_px = row.change.box_px if row.change else whole_px
        x0, y0, x1, y1 = box_px
        is_wide = max(x1 - x0, y1 - y0) > _MAX_FULL_PX
        path = self._images.view_path if is_wide else self._images.overlay_path
        scale = self._images.view_scale if is_wide else 1.0
        return self._cut(path, box_px, scale, is_framed=row.change is not None)

    def _cut(self, path: str, box_px: PixelBox, scale: float, *, is_framed: bool) -> _Picture:
        if path not in self._overlays:
            self._overlays[path] = read_overlay(self._read(path))
        overlay, dpi = self._overlays[path], scale * self._dpi()
        x0, y0, x1, y1 = (round(value * scale) for value in box_px)
        shown_px = snapshot_box((x0, y0, x1, y1), overlay, dpi)
        left, top, right, bottom = (value * POINTS_PER_INCH / dpi for value in shown_px)
        png = snapshot_png(overlay, shown_px, (x0, y0, x1, y1) if is_framed else None)
        return _Picture(png, (left, top, right, bottom))

    def _dpi(self) -> float:
        return self._images.dpi if self._images else POINTS_PER_INCH


def _add(
    archive: zipfile.ZipFile, name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED
) -> None:
    archive.writestr(zipfile.ZipInfo(name, _AT), content, method)
