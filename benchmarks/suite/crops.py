"""Pictures of what went wrong: old, new and overlay side by side."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pymupdf

from benchmarks.suite.judge import Verdict
from benchmarks.suite.pairs import Pair
from common.domain.geometry import Box, grown
from functions.diff.compare import SheetDifference

_DPI, _MARGIN_PT, _LONGEST_PX = 200, 30.0, 1400
Picture = npt.NDArray[np.uint8]


def save_crops(folder: Path, pair: Pair, verdict: Verdict, difference: SheetDifference) -> None:
    """Save a picture of every missed edit and every false entry."""
    folder.mkdir(parents=True, exist_ok=True)
    places = [(f"missed-{t.kind}", t.box_pt) for t in verdict.missed]
    places += [("false", change.box_pt) for change in verdict.false]
    if not places:
        return
    encoded = np.frombuffer(difference.overlay_png, np.uint8)
    overlay = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)
    state = "unchanged" if pair.is_unchanged else "edited"
    for index, (what, box) in enumerate(places):
        name = f"{pair.situation.name}_{pair.number}_{state}_{index:02}_{what}.png"
        picture = _side_by_side(pair, box, overlay, difference.overlay_dpi)
        cv2.imwrite(str(folder / name.replace(" ", "-").replace("/", "")), picture)


def _side_by_side(pair: Pair, box: Box, overlay: Picture, overlay_dpi: float) -> Picture:
    shown = grown(box, _MARGIN_PT)
    old_from_new = pair.new_from_old[-1].inverse()
    parts = [
        _clip(pair.old.pdf, old_from_new.apply_box(shown)),
        _clip(pair.new.pdf, shown),
        _cut(overlay, shown, overlay_dpi / 72),
    ]
    height = min(_LONGEST_PX, max(part.shape[0] for part in parts))
    framed = [
        cv2.copyMakeBorder(_of_height(part, height), 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=0)
        for part in parts
    ]
    return np.asarray(np.hstack(framed), np.uint8)


def _of_height(picture: Picture, height: int) -> Picture:
    width = max(1, round(picture.shape[1] * height / picture.shape[0]))
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _clip(pdf: bytes, box: Box) -> Picture:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        pixmap = document[0].get_pixmap(dpi=_DPI, colorspace=pymupdf.csRGB, clip=pymupdf.Rect(box))
        pixels = np.frombuffer(pixmap.samples, np.uint8)
        return pixels.reshape(pixmap.height, pixmap.width, 3)[:, :, ::-1]


def _cut(picture: Picture, box: Box, scale: float) -> Picture:
    x0, y0, x1, y1 = (max(0, round(value * scale)) for value in box)
    return picture[y0:y1, x0:x1]
