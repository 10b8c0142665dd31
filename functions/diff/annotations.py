"""Sheets without their PDF annotations: markups of reviewers, which are no part of the drawing.

Form fields stay: a title block may be filled in with them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pymupdf

from common.domain.geometry import Transform, centre
from common.domain.ink_ledger import InkLedger, MuteReason
from common.domain.sheets import Word, WordSource
from functions.diff.change_cells import Amounts
from functions.diff.frame import Frame
from functions.diff.ink import InkCells, NoSink, compare_ink
from functions.diff.ledger import with_muted
from functions.diff.sheet_changes import SheetChanges
from functions.diff.sheet_page import SheetPage

# Of one page read twice, words stand in the same place.
SAME_WORD_PT = 1.0

Pages = tuple[SheetPage, SheetPage]


def without_annotations(pdf: bytes, words: tuple[Word, ...]) -> tuple[bytes, tuple[Word, ...]]:
    """Return a one-page PDF and its words without annotations and what these say.

    Words that were read from pixels stay; nobody knows which of them are an annotation's.
    """
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        page = document[0]
        annotations = list(page.annots())
        if not annotations:
            return pdf, words
        for annotation in annotations:
            page.delete_annot(annotation)
        left = tuple(
            word
            for word, is_left in zip(words, _are_left(words, page), strict=True)
            if is_left or word.source is not WordSource.TEXT_LAYER
        )
        return bytes(document.tobytes(no_new_id=True)), left


def _are_left(words: Sequence[Word], page: pymupdf.Page) -> list[bool]:
    places: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for x0, y0, x1, y1, text, *_ in page.get_text("words"):
        box = (pymupdf.Rect(x0, y0, x1, y1) * page.rotation_matrix).normalize()
        places[str(text)].append(centre((box.x0, box.y0, box.x1, box.y1)))
    return [
        any(math.dist(centre(word.box_pt), place) <= SAME_WORD_PT for place in places[word.text])
        for word in words
    ]


def with_hidden_ink(
    shown: Pages, found: SheetChanges, new_from_old: Transform, frame: Frame
) -> InkLedger:
    """Book the ink that differs because of annotations alone.

    Args:
        shown: old and new with theirs.
        found: between the sheets without; ink is told apart by the same measure.
        new_from_old: how they lie.
        frame: the pixels of the ledger.
    """
    ink = compare_ink(
        *shown,
        new_from_old,
        frame,
        tolerance_px=found.ink.tolerance_px,
        sink=NoSink(),
        closely=found.ink.closely,
    )
    all_px, known_px = _amounts(ink), _amounts(found.ink.cells)
    hidden = np.asarray(all_px - np.minimum(all_px, known_px), np.uint8)
    return with_muted(found.ledger, MuteReason.ANNOTATIONS, hidden, frame.px_per_pt)


def _amounts(ink: InkCells) -> Amounts:
    return np.asarray(ink.removed + ink.added, np.uint8)
