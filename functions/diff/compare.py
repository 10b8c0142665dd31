"""The comparison of one pair of sheets: alignment, change list and pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from common.domain.changes import (
    Alignment,
    AlignmentGrade,
    Change,
    MatchKind,
    RevisionCloud,
)
from common.domain.geometry import POINTS_PER_INCH, PointPair
from common.domain.ink_ledger import InkLedger
from common.domain.sheets import Word
from functions.diff.align import align
from functions.diff.align_grade import AlignmentAttempt, grade
from functions.diff.align_manual import align_by_person
from functions.diff.annotations import with_hidden_ink, without_annotations
from functions.diff.frame import Frame
from functions.diff.ink import SCAN_DPI, ink_bands
from functions.diff.overlay import (
    OverlayWriter,
    palette_png,
    side_by_side,
    single_sheet_bands,
    thumbnail_png,
    tiles_of,
)
from functions.diff.pair_ink import PairInk
from functions.diff.palette import InkBand
from functions.diff.sheet_changes import find_changes
from functions.diff.sheet_page import SheetPage

# Of a scan: ARCH D at 200 dpi. Single digits stand out there and not at 150 (docs/ACCURACY.md).
MAX_SCAN_DPI, MAX_SCAN_PIXELS = 200.0, 35_000_000
MAX_OVERLAY_PIXELS = 190_000_000  # a view of at most MAX_VIEW_PIXELS is then at most a quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSource:
    """One sheet to compare: its one-page PDF and its words in displayed page points.

    Attributes:
        hides_annotations: markups in the PDF are not compared.
    """

    pdf: bytes
    words: tuple[Word, ...]
    hides_annotations: bool = False

    def bare(self) -> SheetSource:
        """Return what is compared of it."""
        if not self.hides_annotations:
            return self
        pdf, words = without_annotations(self.pdf, self.words)
        return SheetSource(pdf=pdf, words=words)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDifference:
    """What changed on one sheet.

    Attributes:
        alignment: `None` for a sheet that stands alone.
        changes: in reading order; empty when the pair is not comparable.
        clouds: the revision clouds of both sheets, in reading order.
        overlay_png: 2-bit palette, see `functions.diff.overlay`.
        tiles: the same as a PMTiles pyramid, see `functions.diff.tiles`.
        view_png: the same, reduced to at most 12 megapixels.
        thumbnail_png: at most 480 px wide.
        view_scale: view pixels per overlay pixel.
        ledger: where every differing pixel went; `None` where nothing was compared.
    """

    alignment: Alignment | None
    changes: tuple[Change, ...]
    overlay_png: bytes
    tiles: bytes
    view_png: bytes
    thumbnail_png: bytes
    width_px: int
    height_px: int
    overlay_dpi: float
    view_scale: float
    ledger: InkLedger | None = None
    clouds: tuple[RevisionCloud, ...] = ()


def compare_sheets(
    old: SheetSource, new: SheetSource, *, dpi: int = 300, said: Sequence[PointPair] = ()
) -> SheetDifference:
    """Compare two revisions of a sheet.

    Args:
        old: the earlier one.
        new: the later one; its page is the frame of everything that is returned.
        dpi: of the overlay, lowered for scans and enormous pages.
        said: points that a person says lie on one another; they win over what is found.

    Raises:
        PermanentError: those points fix no transform (CONFLICT).
    """
    with _opened(old.bare()) as old_page, _opened(new.bare()) as new_page:
        frame = _frame(new_page, _frame_dpi((old_page, new_page), new_page, dpi))
        ink = PairInk(old_page, new_page, frame)
        if said:
            attempt = align_by_person(old_page, new_page, said)
        else:
            attempt = align(old_page, new_page, ink.scorer)
        graded = grade(attempt)
        alignment = _alignment(attempt, graded)
        if graded is AlignmentGrade.NOT_COMPARABLE:
            return _shown_apart(old_page, new_page, alignment)
        found = find_changes(ink, attempt)
        difference = _difference(found.ink.overlay, frame, alignment, found.changes)
        ledger = found.ledger
        if old.hides_annotations or new.hides_annotations:
            with _opened(old) as old_shown, _opened(new) as new_shown:
                shown = (old_shown, new_shown)
                ledger = with_hidden_ink(shown, found, alignment.new_from_old, frame)
        return replace(difference, clouds=found.clouds, ledger=ledger)


def _opened(sheet: SheetSource) -> SheetPage:
    return SheetPage(sheet.pdf, sheet.words)


def show_single_sheet(sheet: SheetSource, kind: MatchKind, *, dpi: int = 300) -> SheetDifference:
    """Draw a sheet that was added (all its ink green) or removed (all of it red)."""
    with _opened(sheet.bare()) as page:
        frame = _frame(page, _frame_dpi((page,), page, dpi))
        writer = OverlayWriter(frame)
        for band in single_sheet_bands(ink_bands(page, frame), added=kind is MatchKind.ADDED):
            writer.take(band)
        return _difference(writer, frame, None, ())


def _frame_dpi(pages: Sequence[SheetPage], shown: SheetPage, dpi: float) -> float:
    """Return the resolution to compare in: a scan's own, as far as memory allows."""
    scans_dpi = [page.image_dpi for page in pages if page.is_scan]
    if not scans_dpi:
        return dpi
    area_in2 = shown.width_pt * shown.height_pt / POINTS_PER_INCH**2
    most_dpi = min(MAX_SCAN_DPI, math.sqrt(MAX_SCAN_PIXELS / area_in2), *scans_dpi)
    return min(dpi, max(SCAN_DPI, most_dpi))


def _frame(page: SheetPage, dpi: float) -> Frame:
    width_px, height_px = page.size_px(dpi)
    if width_px * height_px > MAX_OVERLAY_PIXELS:
        dpi *= math.sqrt(MAX_OVERLAY_PIXELS / (width_px * height_px))
        width_px, height_px = page.size_px(dpi)
    return Frame(width_px=width_px, height_px=height_px, dpi=dpi)


def _alignment(attempt: AlignmentAttempt, graded: AlignmentGrade) -> Alignment:
    return Alignment(
        method=attempt.method,
        new_from_old=attempt.new_from_old,
        confidence=min(1.0, attempt.trust.contrast),
        residual_px=attempt.residual_px,
        explained=attempt.trust.explained,
        grade=graded,
    )


def _difference(
    writer: OverlayWriter, frame: Frame, alignment: Alignment | None, changes: tuple[Change, ...]
) -> SheetDifference:
    view, width_px = writer.view(), writer.view_width_px
    return SheetDifference(
        alignment=alignment,
        changes=changes,
        overlay_png=writer.overlay_png(),
        tiles=writer.tiles(),
        view_png=palette_png(view, width_px, frame.dpi / writer.reduction),
        thumbnail_png=thumbnail_png(view, width_px),
        width_px=frame.width_px,
        height_px=frame.height_px,
        overlay_dpi=frame.dpi,
        view_scale=1 / writer.reduction,
    )


def _shown_apart(old: SheetPage, new: SheetPage, alignment: Alignment) -> SheetDifference:
    levels, dpi = side_by_side(old, new)
    height_px, width_px = levels.shape
    picture = InkBand.of_levels(levels)
    png = palette_png(picture, width_px, dpi)
    return SheetDifference(
        alignment=alignment,
        changes=(),
        overlay_png=png,
        tiles=tiles_of(picture, width_px, dpi),
        view_png=png,
        thumbnail_png=thumbnail_png(picture, width_px),
        width_px=width_px,
        height_px=height_px,
        overlay_dpi=dpi,
        view_scale=1.0,
    )
