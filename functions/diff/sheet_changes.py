"""What changed between two sheets that lie on one another: marks, texts, regions, areas.

Each step takes the ink it explains out of the cells; what is left at the end is muted, with a
reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from common.domain.changes import Change, ChangeCategory, RevisionCloud
from common.domain.geometry import Box, Transform, grown, union
from common.domain.ink_ledger import InkLedger, MuteReason
from functions.diff.align_grade import AlignmentAttempt, MovedContent
from functions.diff.block_ink import BlockLook, text_blocks
from functions.diff.change_builder import ChangeBuilder, numbered
from functions.diff.change_cells import MARGIN_PT, ChangeCells
from functions.diff.close_look import CloseLook
from functions.diff.entries import merge_entries
from functions.diff.entry_items import Item
from functions.diff.entry_runs import with_fills, with_runs
from functions.diff.font_ink import LineSearch, mute_fonts
from functions.diff.font_metrics import evened
from functions.diff.frame import Frame
from functions.diff.ink import SCAN_DPI, InkCells
from functions.diff.ink_score import SCORE_DPI
from functions.diff.ledger import places_of, settled, with_places
from functions.diff.moved_regions import MovedRegion, MoveLook, moved_regions
from functions.diff.moved_shading import followed, moved_shading
from functions.diff.pair_ink import ComparedInk, PairInk
from functions.diff.paper_edge import is_at_edge
from functions.diff.part_ink import compare_part
from functions.diff.pictures import resampled_pictures
from functions.diff.reconcile import clouded_areas, reconcile
from functions.diff.regions import MIN_REGION_PX, Region, find_regions
from functions.diff.revision_marks import Mark, SheetMarks, in_deltas, paired_marks, sheet_marks
from functions.diff.ruled_title_block import ruled_title_block
from functions.diff.shading import ShadingLook, is_small_area
from functions.diff.sheet_page import SheetPage
from functions.diff.sheet_texts import MIN_TEXT_INK_PX, compare_texts, covered, text_entries
from functions.diff.small_fills import SmallFills
from functions.diff.text_changes import TextChange, mapped_words

MIN_SCAN_REGION_PX = 40  # at SCAN_DPI
# Scans that lie on one another as exactly as the edit suite's (.08 to .29 px at 300 dpi on five
# sheets) are compared by darkness too, with the smallest regions of plots; those that do not would
# show each line's edge.
MAX_CLOSE_RESIDUAL_PX = 0.5
# At 300 dpi: of plots by one program, 0 to three digits; of other drivers' .04 to .24.
MAX_SAME_RESIDUAL_PX = 0.02

Found = tuple[tuple[Change, ...], tuple[RevisionCloud, ...], InkLedger]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetChanges:
    """What changed, in entries, clouds and pixels.

    Attributes:
        ink: all that differs, muted or not.
    """

    changes: tuple[Change, ...] = ()
    clouds: tuple[RevisionCloud, ...] = ()
    ledger: InkLedger
    ink: ComparedInk


def find_changes(ink: PairInk, attempt: AlignmentAttempt) -> SheetChanges:
    """Compare two sheets that lie on one another.

    Args:
        ink: of both.
        attempt: how they lie.
    """
    pair = _Pair(ink, attempt)
    compared = ink.compared(
        attempt.new_from_old, tolerance_px=pair.tolerance_px, closely=pair.is_close_scan
    )
    changes, clouds, ledger = _searched(pair, compared)
    return SheetChanges(changes=changes, clouds=clouds, ledger=ledger, ink=compared)


def _searched(pair: _Pair, ink: ComparedInk) -> Found:
    if pair.attempt.is_identical:
        return (), (), settled(ChangeCells(ink.cells, pair.frame.px_per_pt), (), pair.frame.dpi)
    search = _Search(pair, ink.cells)
    search.explain_moves()
    search.list_marks()
    search.list_texts()
    search.list_blocks()
    search.mute_pictures()
    search.list_regions()
    if not pair.is_scan:
        search.list_areas(ink.fills)
    return search.result()


@dataclass(frozen=True, slots=True)
class _Pair:
    ink: PairInk
    attempt: AlignmentAttempt

    @property
    def old(self) -> SheetPage:
        return self.ink.old

    @property
    def new(self) -> SheetPage:
        return self.ink.new

    @property
    def frame(self) -> Frame:
        return self.ink.frame

    @property
    def is_scan(self) -> bool:
        return self.ink.is_scan

    @property
    def is_close_scan(self) -> bool:
        residual_px = self.attempt.residual_px
        return self.is_scan and residual_px is not None and residual_px <= MAX_CLOSE_RESIDUAL_PX

    @property
    def is_same_plot(self) -> bool:
        """Whether both print the same coordinates, so that no plotter rounded them anew."""
        residual_px = self.attempt.residual_px
        if residual_px is None or self.is_scan or not self.attempt.exact:
            return False
        return residual_px <= MAX_SAME_RESIDUAL_PX

    @property
    def tolerance_px(self) -> int:
        return self.ink.tolerance_px(exact=self.attempt.exact)

    @property
    def has_texts(self) -> bool:
        """Whether both say exactly what they print.

        OCR reads one print differently twice: its entries were false (docs/ACCURACY.md).
        """
        return all(page.text_layer and page.has_text_layer for page in (self.old, self.new))

    @property
    def papers_pt(self) -> tuple[Box, Box]:
        """Both papers in the new frame."""
        old, new = ((0.0, 0.0, page.width_pt, page.height_pt) for page in (self.old, self.new))
        return self.attempt.new_from_old.apply_box(old), new

    @property
    def transforms(self) -> list[Transform]:
        """The sheet's transform, then those of its parts that moved."""
        moves = self.attempt.other_models
        return [self.attempt.new_from_old, *(move.new_from_old for move in moves)]


class _Search:
    """The entries found so far, and the ink that nothing explains yet."""

    def __init__(self, pair: _Pair, ink: InkCells) -> None:
        self._pair = pair
        self._cells = ChangeCells(ink, pair.frame.px_per_pt)
        # A scan may have no words, nor a plot whose letters are paths; where the title block is,
        # the other sheet says, and the rules do.
        words = pair.new.words or mapped_words(pair.old.words, pair.attempt.new_from_old)
        is_ruled = pair.is_scan or not pair.has_texts
        ruled = ruled_title_block(pair.new.gray(SCORE_DPI)) if is_ruled else None
        self._build = ChangeBuilder(pair.frame, pair.new, words, ruled)
        self._items: list[Item] = []
        self._marks: Sequence[Mark] = ()
        self._listed_marks: list[tuple[Mark, Change]] = []
        self._has_all_marks = True
        self._other_font_pt: tuple[Box, ...] = ()
        self._unread_pt: list[Box] = []
        self._entries: list[Change] = []
        self._moved_fills: list[tuple[MovedContent, SmallFills]] = []
        self._replotted_pt: tuple[Box, ...] = ()

    def explain_moves(self) -> None:
        """List each part of the sheet that moved, and take its ink out."""
        pair, transform = self._pair, self._pair.attempt.new_from_old
        tolerance_px = max(2, pair.tolerance_px)
        for move in pair.attempt.other_models:
            place = (pair.old, pair.new, move, pair.frame)
            ink, fills = compare_part(*place, tolerance_px=tolerance_px)
            self._moved_fills.append((move, fills))
            self._cells.explain_by(ink, transform, move.new_from_old, move.where)
            self._items.append(Item(change=self._build.moved_content(move, transform)))

    def list_marks(self) -> None:
        """List each cloud and delta that came or went, and take its ink out."""
        old, new = _marks_of(self._pair.old), _marks_of(self._pair.new)
        self._marks = paired_marks(old.laid_on(new, self._pair.transforms), new)
        self._has_all_marks = not (old.is_cut or new.is_cut)
        for mark in self._marks:
            if mark.kind is not None:
                boxes = mark.ink_boxes_pt()
                inks_px = [sum(self._cells.ink_in(box)) for box in boxes]
                ink_px = sum(inks_px)
                # Of a plot's cloud a scan has the ink, not the path: what changed within it is
                # not its line.
                is_drawn = not self._pair.is_scan or 2 * sum(map(bool, inks_px)) >= len(boxes)
                if ink_px >= MIN_TEXT_INK_PX and is_drawn:
                    entry = self._build.mark(mark, mark.kind, ink_px)
                    self._listed_marks.append((mark, entry))
                    self._cells.report(boxes)

    def list_texts(self) -> None:
        """List the texts whose ink changed, and take all text's ink out."""
        pair = self._pair
        if not pair.has_texts:
            return
        place = (pair.old, pair.new, pair.attempt.new_from_old)
        words = evened(pair.old.text_layer, pair.new.text_layer, place[2]), pair.new.text_layer
        look = None if pair.is_scan else CloseLook(*place, is_exact=pair.attempt.exact)
        texts = compare_texts(pair.old, pair.new, words, pair.transforms)
        texts = replace(texts, changes=tuple(t for t in texts.changes if not self._is_told(t)))
        deltas_pt = [m.delta.box_pt for m, _ in self._listed_marks if m.delta is not None]
        items, self._unread_pt = text_entries(texts, self._cells, self._build, look, deltas_pt)
        self._items += items
        self._other_font_pt = mute_fonts(texts, self._cells, LineSearch(*place))

    def _is_told(self, text: TextChange) -> bool:
        """Tell whether a text is nothing but the mark in a delta that has an entry."""
        places = ((text.old_text, text.old_box_pt or text.box_pt), (text.new_text, text.box_pt))
        found = [in_deltas(read, box, self._marks) for read, box in places if read is not None]
        told = [mark for mark, _ in self._listed_marks]
        return all(found) and any(mark is one for one in told for at in found for mark in at)

    def list_blocks(self) -> None:
        """List the linework that moved with several texts, and take its ink out."""
        pair = self._pair
        look = BlockLook(
            pair.old, pair.new, pair.attempt.new_from_old, pair.frame, pair.tolerance_px
        )
        for block in [] if pair.is_scan else list(text_blocks(self._items)):
            ink = look.ink_of(block)
            if ink is not None:
                self._cells.report_ink(ink.place, ink.removed, ink.added)
                moved = MovedRegion(
                    box_pt=ink.box_pt, moved_pt=block.moved_pt, ink_px=ink.ink_px, regions=()
                )
                self._items.append(Item(change=self._build.moved_region(moved)))

    def mute_pictures(self) -> None:
        """Mute what only other pixels make of pictures that both sheets have."""
        pair = self._pair
        if not pair.is_scan:
            place = (pair.old, pair.new, pair.attempt.new_from_old, pair.frame)
            found = resampled_pictures(*place, self._cells.ink_in)
            self._cells.mute(found, MuteReason.PICTURE)

    def list_regions(self) -> None:
        """List what is left as regions, join what is one change, and mute the rest."""
        pair, cells = self._pair, self._cells
        regions = self._regions()
        place = (pair.old, pair.new, pair.attempt.new_from_old, pair.frame)
        around = MoveLook(*place, cells.cells(), pair.tolerance_px)
        vectors = [(item.change.box_pt, item.change.moved_pt) for item in self._items]
        moved = [] if pair.is_scan else moved_regions(regions, vectors, around)
        explained = {region for move in moved for region in move.regions}
        self._items += [Item(change=self._build.moved_region(move)) for move in moved]
        self._items += [
            Item(change=self._build.region(region)) for region in regions if region not in explained
        ]
        self._entries = merge_entries(self._items, cells.ink_in)
        cells.report([region.box_pt for region in regions])
        cells.mute_rest()

    def _regions(self) -> list[Region]:
        """Return the regions of what is left, but for lines at the paper's edge, which it mutes."""
        pair, cells = self._pair, self._cells
        small = pair.is_scan and not pair.is_close_scan
        scan_region_px = round(MIN_SCAN_REGION_PX * (pair.frame.dpi / SCAN_DPI) ** 2)
        regions = find_regions(
            cells.cells(),
            pair.frame.px_per_pt,
            min_region_px=scan_region_px if small else MIN_REGION_PX,
            is_rounded=not pair.is_same_plot,
        )
        at_edge = {region for region in regions if is_at_edge(region.box_pt, pair.papers_pt)}
        cells.mute([region.box_pt for region in at_edge], MuteReason.PAPER_EDGE)
        return [region for region in regions if region not in at_edge]

    def list_areas(self, fills: SmallFills) -> None:
        """List the areas whose shading changed and that no entry stands for."""
        pair = self._pair
        lines = [box for mark, _ in self._listed_marks for box in mark.ink_boxes_pt()]
        look = ShadingLook(pair.old, pair.new, pair.attempt.new_from_old, fills, lines)
        shading = look.changes()
        moves, place = pair.attempt.other_models, (pair.attempt.new_from_old, pair.new)
        areas = [box for box in shading.boxes_pt if not followed(box, moves, *place)]
        areas += moved_shading(look, self._moved_fills, shading, pair.new)
        pieces_of = {box: self._pieces_of(box) for box in areas}
        pieces = {id(piece) for found in pieces_of.values() for piece in found}
        self._entries = [entry for entry in self._entries if id(entry) not in pieces]
        # A part that moved has an entry without ink of its own.
        said = [box for entry in self._entries if entry.ink_px for box in places_of(entry)]
        said += self._other_font_pt
        areas = [box for box in areas if not covered(box, said)]
        small = [box for box in areas if is_small_area(box)]
        built = {box: self._build.fill(box, pieces_of[box]) for box in areas}
        self._entries = with_fills(self._entries, [built[box] for box in small])
        self._entries += [built[box] for box in areas if box not in small]
        self._replotted_pt = shading.replotted_boxes_pt

    def _pieces_of(self, area_pt: Box) -> list[Change]:
        """Return the linework that is a small fill which got lighter: what is dark on a fill."""
        if not is_small_area(area_pt):
            return []
        around = grown(area_pt, MARGIN_PT)
        return [
            entry
            for entry in self._entries
            if entry.category is ChangeCategory.LINEWORK
            and entry.moved_pt is None
            and union(around, entry.box_pt) == around
        ]

    def result(self) -> Found:
        """Number the entries, reconcile them with the clouds and close the ledger."""
        entries = [*self._entries, *(entry for _, entry in self._listed_marks)]
        # Clouds say what their drafter holds for one change.
        if not any(mark.cloud for mark in self._marks):
            size = self._pair.new.size
            entries = with_runs(entries, max(size.width_pt, size.height_pt))
        areas = clouded_areas(self._marks, self._pair.frame)
        changes, clouds = reconcile(numbered(entries), areas, all_known=self._has_all_marks)
        ledger = settled(self._cells, changes, self._pair.frame.dpi)
        ledger = with_places(ledger, MuteReason.COLOUR, self._replotted_pt)
        ledger = with_places(ledger, MuteReason.ENCODING, self._unread_pt)
        return changes, clouds, ledger


def _marks_of(page: SheetPage) -> SheetMarks:
    return sheet_marks(page.paths(), page.words, page.size)
