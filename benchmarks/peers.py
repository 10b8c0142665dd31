"""What else installs and compares two PDFs, and the least that any comparison must do.

Every function takes two one-page PDFs and returns the bytes of the picture it makes. None of the
peers aligns anything or says what changed.
"""

from __future__ import annotations

import resource
import subprocess
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.naive import Image, rgb
from common.domain.geometry import Transform
from common.png import PngWriter
from functions.diff.ink import BAND_PX
from functions.diff.ink_planes import STRONG
from functions.diff.packed import two_bit_rows
from functions.diff.palette import PALETTE
from functions.diff.sheet_page import Gray, SheetPage

DPI = 300
COMPARE = "compare"  # of ImageMagick
# Debian's own limits end at half an ARCH D sheet.
_LIMITS = "".join(
    f'<policy domain="resource" name="{name}" value="{value}"/>'
    for name, value in (("memory", "12GiB"), ("map", "12GiB"), ("area", "1GP"), ("disk", "12GiB"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a program that was started took."""

    cpu_s: float
    peak_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What must be done at least: draw both sheets once, encode one overlay.

    Attributes:
        render_s: CPU of opening both and drawing them gray, in bands.
        pack_s: CPU of turning grays into bits: between the two, so not of the floor.
        encode_s: CPU of a 2-bit palette PNG.
    """

    render_s: float
    pack_s: float
    encode_s: float

    @property
    def cpu_s(self) -> float:
        """Renders and encoding."""
        return self.render_s + self.encode_s


def floor(old_pdf: bytes, new_pdf: bytes) -> Floor:
    """Draw both sheets band by band as we do, and encode as we do."""

    def as_png(width_px: int, height_px: int) -> _Writer:
        png = PngWriter(width_px, height_px, bit_depth=2, palette=PALETTE, dpi=DPI)
        return png.write_rows, png.finish

    return _floor(old_pdf, new_pdf, as_png, antialias=False)


def plain_floor(old_pdf: bytes, new_pdf: bytes) -> Floor:
    """Draw both as MuPDF does if nothing is said, smoothed, and pack with zlib at its fastest."""

    def packed(*_: int) -> _Writer:
        packer = zlib.compressobj(1)
        return (lambda rows: packer.compress(rows.data)), packer.flush

    return _floor(old_pdf, new_pdf, packed, antialias=True)


_Writer = tuple[Callable[[Image], object], Callable[[], object]]


def _floor(
    old_pdf: bytes, new_pdf: bytes, writer: Callable[[int, int], _Writer], *, antialias: bool
) -> Floor:
    spent_s = [0.0, 0.0, 0.0]
    started_s = time.process_time()
    with SheetPage(old_pdf, ()) as old, SheetPage(new_pdf, ()) as new:
        width_px, height_px = new.size_px(DPI)
        write, finish = writer(width_px, height_px)
        both = (_bands(sheet, new, antialias=antialias) for sheet in (old, new))
        for before, after in zip(*both, strict=True):
            rendered_s = time.process_time()
            ink = [np.packbits(gray < STRONG, axis=1) for gray in (before, after)]
            packed_s = time.process_time()
            write(np.ascontiguousarray(two_bit_rows(ink[0], ink[1], width_px)))
            encoded_s = time.process_time()
            spent_s[0] += rendered_s - started_s
            spent_s[1] += packed_s - rendered_s
            spent_s[2] += encoded_s - packed_s
            started_s = encoded_s
        finish()
    return Floor(render_s=spent_s[0], pack_s=spent_s[1], encode_s=spent_s[2])


def _bands(sheet: SheetPage, frame: SheetPage, *, antialias: bool) -> Iterator[Gray]:
    width_px, height_px = frame.size_px(DPI)
    scale = Transform(a=DPI / 72, d=DPI / 72)
    for top in range(0, height_px, BAND_PX):
        box_px = (0, top, width_px, min(height_px, top + BAND_PX))
        yield sheet.render_band(scale, box_px, antialias=antialias)


def pixmaps(old_pdf: bytes, new_pdf: bytes) -> int:
    """Draw both in colour, compare pixel by pixel, paint what differs: what diff-pdf does."""
    old, new = _same_size(rgb(old_pdf, DPI), rgb(new_pdf, DPI))
    differs = (old != new).any(axis=2)
    shown = cv2.addWeighted(old, 0.5, new, 0.5, 0)
    shown[differs] = (0, 0, 255)
    return len(cv2.imencode(".png", shown)[1])


def imagemagick(old_pdf: bytes, new_pdf: bytes) -> Spent:
    """Draw both to gray PNGs and give them to ImageMagick's compare; returns what that took.

    Debian's policy keeps ImageMagick from reading PDFs itself.
    """
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name, f"{which}.png") for which in ("old", "new", "shown")]
        for path, image in zip(
            paths, _same_size(rgb(old_pdf, DPI), rgb(new_pdf, DPI)), strict=False
        ):
            cv2.imwrite(str(path), cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))
        Path(name, "policy.xml").write_text(f"<policymap>{_LIMITS}</policymap>", encoding="utf-8")
        command = ["env", f"MAGICK_CONFIGURE_PATH={name}", COMPARE, "-limit", "thread", "1"]
        done = subprocess.run(
            [*command, "-metric", "AE", *map(str, paths)],
            check=False,
            capture_output=True,
            text=True,
        )
        # 0 equal, 1 different, 2 an error.
        if done.returncode > 1:
            raise RuntimeError(done.stderr)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(cpu_s=spent.ru_utime + spent.ru_stime, peak_bytes=spent.ru_maxrss * 1024)


def _same_size(old: Image, new: Image) -> tuple[Image, Image]:
    height, width = new.shape[:2]
    fitted = np.full_like(new, 255)
    part = old[:height, :width]
    fitted[: part.shape[0], : part.shape[1]] = part
    return fitted, new
