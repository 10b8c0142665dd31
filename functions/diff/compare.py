"""The comparison of one pair of sheets: align, ink, text, regions, overlay, change list."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from common.domain.changes import (
    Alignment,
    AlignmentGrade,
    Change,
    ChangeKind,
    MatchKind,
    RevisionCloud,
)
from common.domain.geometry import Box, PointPair, Transform, area, overlap_area
from common.domain.ink_ledger import InkLedger, MuteReason
from common.domain.sheets import Word
from functions.diff.align import align
from functions.diff.align_grade import AlignmentAttempt, grade
from functions.diff.align_manual import align_by_person
from functions.diff.change_builder import ChangeBuilder, numbered
from functions.diff.change_cells import ChangeCells
from functions.diff.close_look import CloseLook
from functions.diff.entries import Item, merge_entries
from functions.diff.font_ink import LineSearch, mute_fonts
from functions.diff.ink import SCAN_DPI, Frame, compare_ink, ink_bands
from functions.diff.ledger import places_of, settled, with_places
from functions.diff.moved_cells import with_moved_cells
from functions.diff.moved_regions import MoveLook, moved_regions
from functions.diff.overlay import (
    SIDE_BY_SIDE_DPI,
    OverlayWriter,
    palette_png,
    side_by_side,
    single_sheet_bands,
    thumbnail_png,
    tiles_of,
)
from functions.diff.palette import InkBand, Levels
from functions.diff.reconcile import clouded_areas, reconcile
from functions.diff.regions import MIN_REGION_PX, find_regions
from functions.diff.revision_marks import Mark, SheetMarks, in_deltas, paired_marks, sheet_marks
from functions.diff.shading import shading_changes
from functions.diff.sheet_page import SheetPage
from functions.diff.tables import table_changes
from functions.diff.text_changes import TextChange, TextComparison, compare_text, mapped_words

MAX_OVERLAY_PIXELS = 190_000_000  # a view of at most MAX_VIEW_PIXELS is then at most a quarter
# A text entry counts only if ink changed too: another font or encoding prints the same.
MIN_TEXT_INK_PX = 12
MIN_SCAN_REGION_PX = 40
# Scans that lie on one another as exactly as the edit suite's (.08 to .29 px at 300 dpi on five
# sheets) are compared by darkness too, with the smallest regions of plots; those that do not would
# show each line's edge.
MAX_CLOSE_RESIDUAL_PX = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSource:
    """One sheet to compare: its one-page PDF and its words in displayed page points."""

    pdf: bytes
    words: tuple[Word, ...]


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
    with SheetPage(old.pdf, old.words) as old_page, SheetPage(new.pdf, new.words) as new_page:
        attempt = align_by_person(old_page, new_page, said) if said else align(old_page, new_page)
        graded = grade(attempt)
        alignment = _alignment(attempt, graded)
        if graded is AlignmentGrade.NOT_COMPARABLE:
            return _shown_apart(old_page, new_page, alignment)
        scan = old_page.is_scan or new_page.is_scan
        frame = _frame(new_page, min(dpi, SCAN_DPI) if scan else dpi)
        writer = OverlayWriter(frame)
        found = _changes(old_page, new_page, attempt, frame, writer)
        difference = _difference(writer, frame, alignment, found.changes)
        return replace(difference, clouds=found.clouds, ledger=found.ledger)


def show_single_sheet(sheet: SheetSource, kind: MatchKind, *, dpi: int = 300) -> SheetDifference:
    """Draw a sheet that was added (all its ink green) or removed (all of it red)."""
    with SheetPage(sheet.pdf, sheet.words) as page:
        frame = _frame(page, min(dpi, SCAN_DPI) if page.is_scan else dpi)
        writer = OverlayWriter(frame)
        for band in single_sheet_bands(ink_bands(page, frame), added=kind is MatchKind.ADDED):
            writer.take(band)
        return _difference(writer, frame, None, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetChanges:
    """What changed, in entries, clouds and pixels."""

    changes: tuple[Change, ...] = ()
    clouds: tuple[RevisionCloud, ...] = ()
    ledger: InkLedger


def _changes(
    old: SheetPage, new: SheetPage, attempt: AlignmentAttempt, frame: Frame, writer: OverlayWriter
) -> SheetChanges:
    """Compare ink and text; marks and text take their ink first, regions are what is left."""
    scan = old.is_scan or new.is_scan
    tolerance_px = 1 if attempt.exact and not scan else 2
    transform = attempt.new_from_old
    residual_px = math.inf if attempt.residual_px is None else attempt.residual_px
    closely = scan and residual_px <= MAX_CLOSE_RESIDUAL_PX
    ink = compare_ink(
        old, new, transform, frame, tolerance_px=tolerance_px, sink=writer, closely=closely
    )
    cells = ChangeCells(ink, frame.px_per_pt)
    if attempt.is_identical:
        return SheetChanges(ledger=settled(cells, (), frame.dpi))
    _explain_moves(old, new, attempt, frame, cells)
    # A scan may have no words; where the title block is, its plot says too.
    build = ChangeBuilder(frame, new, new.words or mapped_words(old.words, transform))
    moves = attempt.other_models
    found = [Item(change=build.moved_content(move, transform)) for move in moves]
    transforms = [transform, *(move.new_from_old for move in moves)]
    old_marks, new_marks = _marks_of(old), _marks_of(new)
    marks = paired_marks(old_marks.laid_on(new_marks, transforms), new_marks)
    listed = _listed_marks(marks, cells, build)
    deltas = [mark.delta.box_pt for mark, _ in listed if mark.delta is not None]
    other_font: tuple[Box, ...] = ()
    unread: list[Box] = []
    if all(page.text_layer and page.has_text_layer for page in (old, new)):
        # OCR reads one print differently twice: its entries were false (docs/ACCURACY.md).
        look = CloseLook(old, new, transform) if attempt.exact and not scan else None
        texts = _compare_texts(old, new, transforms)
        texts = replace(
            texts, changes=tuple(t for t in texts.changes if not _is_told(t, marks, listed))
        )
        items, unread = _text_entries(texts, cells, build, look, deltas)
        found += items
        other_font = mute_fonts(texts, cells, LineSearch(old, new, transform))
    min_region_px = MIN_SCAN_REGION_PX if scan and not closely else MIN_REGION_PX
    regions = find_regions(cells.cells(), frame.px_per_pt, min_region_px=min_region_px)
    around = MoveLook(old, new, transform, frame, cells.cells(), tolerance_px)
    vectors = [(item.change.box_pt, item.change.moved_pt) for item in found]
    moved = [] if scan else moved_regions(regions, vectors, around)
    found += [Item(change=build.moved_region(move)) for move in moved]
    explained = {region for move in moved for region in move.regions}
    found += [Item(change=build.region(region)) for region in regions if region not in explained]
    entries = merge_entries(found, cells.ink_in)
    cells.report([region.box_pt for region in regions])
    cells.mute_rest()
    colour: tuple[Box, ...] = ()
    if not scan:
        lines = [box for mark, _ in listed for box in mark.ink_boxes_pt()]
        shading = shading_changes(old, new, transform, lines)
        said = (*(box for change in entries for box in places_of(change)), *other_font)
        entries += [build.fill(box) for box in shading.boxes_pt if not _covered(box, said)]
        colour = shading.replotted_boxes_pt
    entries += [entry for _, entry in listed]
    all_known = not (old_marks.is_cut or new_marks.is_cut)
    areas = clouded_areas(marks, frame)
    changes, clouds = reconcile(numbered(entries), areas, all_known=all_known)
    ledger = with_places(settled(cells, changes, frame.dpi), MuteReason.COLOUR, colour)
    ledger = with_places(ledger, MuteReason.ENCODING, unread)
    return SheetChanges(changes=changes, clouds=clouds, ledger=ledger)


def _marks_of(page: SheetPage) -> SheetMarks:
    return sheet_marks(page.paths(), page.words, page.size)


def _listed_marks(
    marks: Sequence[Mark], cells: ChangeCells, build: ChangeBuilder
) -> list[tuple[Mark, Change]]:
    """Return each cloud and delta that came or went with its entry, and take its ink out."""
    found = []
    for mark in marks:
        if mark.kind is not None:
            boxes = mark.ink_boxes_pt()
            ink_px = sum(sum(cells.ink_in(box)) for box in boxes)
            if ink_px >= MIN_TEXT_INK_PX:  # of a plot's cloud a scan has the ink, not the path
                found.append((mark, build.mark(mark, mark.kind, ink_px)))
                cells.report(boxes)
    return found


def _is_told(
    text: TextChange, marks: Sequence[Mark], listed: Sequence[tuple[Mark, Change]]
) -> bool:
    """Tell whether a text is nothing but the mark in a delta that has an entry."""
    places = ((text.old_text, text.old_box_pt or text.box_pt), (text.new_text, text.box_pt))
    found = [in_deltas(read, box, marks) for read, box in places if read is not None]
    return all(found) and any(mark is told for told, _ in listed for at in found for mark in at)


def _explain_moves(
    old: SheetPage, new: SheetPage, attempt: AlignmentAttempt, frame: Frame, cells: ChangeCells
) -> None:
    """Take the ink out of the cells that moved with its part of the sheet."""
    for move in attempt.other_models:
        ink = compare_ink(old, new, move.new_from_old, frame, tolerance_px=2, sink=_NoSink())
        cells.explain_by(ink, attempt.new_from_old, move.new_from_old, move.where)


def _compare_texts(old: SheetPage, new: SheetPage, transforms: list[Transform]) -> TextComparison:
    """Compare tables by their rows, then all other words."""
    tables = table_changes(old, new, transforms[0])
    before, after = (
        [word for index, word in enumerate(words) if index not in told]
        for words, told in (
            (old.text_layer, tables.old_words),
            (new.text_layer, tables.new_words),
        )
    )
    texts = compare_text(before, after, transforms)
    # The words that a table's changed rows keep may be set in another font like all others.
    kept = compare_text(
        [old.text_layer[index] for index in sorted(tables.old_words)],
        [new.text_layer[index] for index in sorted(tables.new_words)],
        transforms[:1],
    )
    return replace(
        texts,
        changes=tuple(with_moved_cells(tables.changes, texts.changes)),
        same_boxes_pt=(*texts.same_boxes_pt, *kept.same_boxes_pt),
        other_font_boxes_pt=(*texts.other_font_boxes_pt, *kept.other_font_boxes_pt),
        left_boxes_pt=(*texts.left_boxes_pt, *tables.moved_boxes_pt),
    )


def _text_entries(
    texts: TextComparison,
    cells: ChangeCells,
    build: ChangeBuilder,
    look: CloseLook | None,
    deltas_pt: Sequence[Box],
) -> tuple[list[Item], list[Box]]:
    """Take all text's ink out of the cells.

    Args:
        texts: what the text layers say.
        cells: what ink says.
        build: makes the entries.
        look: for texts on one spot with hardly any ink changed; `None` where pixels do not lie
            on each other exactly enough.
        deltas_pt: that have entries, on which their ink is booked: a text there has none left.

    Returns:
        The entries of the texts whose ink changed, and the places of those that read differently
        with hardly any ink changed and that nobody looked at.
    """
    ink_px = {text: _ink_of(text, cells) for text in texts.changes}
    seen = {
        text
        for text in ink_px
        if ink_px[text] >= MIN_TEXT_INK_PX
        or any(_covered(box, deltas_pt) for box in text.places_pt)
    }
    # Looks are limited: where most ink differs comes first.
    doubtful = [t for t in ink_px if t.kind is ChangeKind.MODIFIED and t not in seen]
    doubtful.sort(key=lambda text: -ink_px[text])
    seen |= {text for text in doubtful if look and look.differs(text.box_pt)}
    shown, unseen = (
        {box for text in ink_px if (text in seen) is is_seen for box in text.places_pt}
        for is_seen in (True, False)
    )
    cells.report(sorted(shown))
    cells.mute(sorted(unseen), MuteReason.FONT)
    cells.mute(texts.left_boxes_pt, MuteReason.MOVED_VIEW)
    found = [
        Item(
            change=build.text(text, ink_px[text]),
            size_pt=text.size_pt,
            is_sideways=text.is_sideways,
            reach_pt=text.reach_pt,
        )
        for text in texts.changes
        if text in seen
    ]
    return found, look.skipped_pt if look else [text.box_pt for text in doubtful]


def _ink_of(text: TextChange, cells: ChangeCells) -> int:
    return sum(sum(cells.ink_in(box)) for box in set(text.places_pt))


class _NoSink:
    """Bands of a second transform are only counted, not drawn."""

    def take(self, band: InkBand) -> None:
        """Forget the band."""


def _covered(box_pt: Box, said: Sequence[Box]) -> bool:
    """Whether other entries together stand for most of this area; one small text does not."""
    return sum(overlap_area(box_pt, other) for other in said) > 0.5 * area(box_pt)


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
    view = writer.view()
    return SheetDifference(
        alignment=alignment,
        changes=changes,
        overlay_png=writer.overlay_png(),
        tiles=writer.tiles(),
        view_png=palette_png(view, frame.dpi / writer.reduction),
        thumbnail_png=thumbnail_png(view),
        width_px=frame.width_px,
        height_px=frame.height_px,
        overlay_dpi=frame.dpi,
        view_scale=1 / writer.reduction,
    )


def _shown_apart(old: SheetPage, new: SheetPage, alignment: Alignment) -> SheetDifference:
    levels: Levels = side_by_side(old, new)
    png = palette_png(levels, SIDE_BY_SIDE_DPI)
    return SheetDifference(
        alignment=alignment,
        changes=(),
        overlay_png=png,
        tiles=tiles_of(levels, SIDE_BY_SIDE_DPI),
        view_png=png,
        thumbnail_png=thumbnail_png(levels),
        width_px=levels.shape[1],
        height_px=levels.shape[0],
        overlay_dpi=SIDE_BY_SIDE_DPI,
        view_scale=1.0,
    )
