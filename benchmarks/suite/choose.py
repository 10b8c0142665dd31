"""Draws random edits of a sheet that do not touch one another, and keeps their truth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.suite.ink_edits import INK_MAKERS
from benchmarks.suite.marks import Mark, union_of
from benchmarks.suite.page import Edit, Page, Rng, applied, boxes_of
from benchmarks.suite.table_edits import TABLE_MAKERS
from benchmarks.suite.text_edits import TEXT_MAKERS
from benchmarks.suite.visible import MIN_LINE_PIXELS, MIN_TEXT_PIXELS, Looker, visibility
from common.domain.geometry import Box, grown, overlap_area
from samples.titleblock import BOTTOM, COLUMN, LEFT, TOP

MAKERS = {**TEXT_MAKERS, **TABLE_MAKERS, **INK_MAKERS}
# Edits this near would rightly be one entry: the comparison joins what is 14 pt apart.
CLEARANCE_PT = 30.0
MAX_TRIES = 120
AREA: Box = (LEFT + 4, TOP + 4, COLUMN - 4, BOTTOM - 4)
Texts = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What one edit is known to have done.

    Attributes:
        boxes_pt: where its ink went and came, on the drawn sheet.
        texts: what an entry should quote, old and new.
        carried: texts that moved along; an entry may quote them.
        row: the cells of a row that came or went, left to right. Only those are to be quoted in
            whose place the other sheet prints something else.
        on_scan: it can still be seen after scanning.
    """

    kind: str
    boxes_pt: tuple[Box, ...]
    texts: tuple[Texts, ...]
    carried: tuple[Texts, ...]
    row: tuple[str, ...]
    on_scan: bool

    @property
    def box_pt(self) -> Box:
        """The box around all of it."""
        return union_of(self.boxes_pt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A sheet after random edits."""

    body: tuple[Mark, ...]
    truths: tuple[Truth, ...]


def edited(page: Page, rng: Rng, count: int) -> Edited:
    """Edit a sheet so many times, fewer if its marks do not allow it."""
    edits: list[Edit] = []
    truths: list[Truth] = []
    names = list(MAKERS)
    with Looker(page.drawing.canvas(page.body)) as before:
        for _ in range(MAX_TRIES):
            if len(edits) == count:
                break
            edit = MAKERS[names[int(rng.integers(len(names)))]](page, rng)
            if edit is None or not _is_apart(boxes_of(page, edit), truths):
                continue
            truth = _truth(page, edit, before)
            if truth is not None:
                edits.append(edit)
                truths.append(truth)
    return Edited(body=applied(page.body, edits), truths=tuple(truths))


def _is_apart(boxes: Sequence[Box], others: Sequence[Truth]) -> bool:
    box = grown(union_of(boxes), CLEARANCE_PT)
    inner = union_of(boxes)
    is_inside = overlap_area(inner, AREA) >= (inner[2] - inner[0]) * (inner[3] - inner[1]) - 1e-6
    return is_inside and not any(overlap_area(box, other.box_pt) > 0 for other in others)


def _truth(page: Page, edit: Edit, before: Looker) -> Truth | None:
    """Return what an edit does, nothing if it cannot be seen."""
    boxes = boxes_of(page, edit)
    place = union_of(boxes)
    least = MIN_TEXT_PIXELS if texts_of(page, edit) else MIN_LINE_PIXELS
    with Looker(page.drawing.canvas(applied(page.body, [edit]))) as after:
        seen = visibility(before.at(place), after.at(place), least)
    if not seen.on_plot:
        return None
    texts = _row_texts(page, edit) if edit.is_row else texts_of(page, edit)
    return Truth(
        kind=edit.kind,
        boxes_pt=boxes,
        texts=texts,
        carried=_carried(page, edit),
        row=tuple(_plain(mark) for mark in _row(page, edit)),
        on_scan=seen.on_scan,
    )


def texts_of(page: Page, edit: Edit) -> tuple[Texts, ...]:
    """Return old and new of every text that an edit touched and that did not move along."""
    touched = [
        texts
        for i, new in edit.marks.items()
        if page.body[i].text and i not in edit.carried
        for texts in _readings(page, i, new)
    ]
    return (*touched, *((None, _plain(mark)) for mark in edit.added if mark.text))


def _readings(page: Page, index: int, new: Mark | None) -> list[Texts]:
    """Return what a touched text read and reads.

    One whose letters run into another's is a part of that word: of a switch "Sos" whose "os" moved
    away, "S" is left, and "os" is new where it is.
    """
    mark, word = page.body[index], page.word_of(index)
    if len(word) == 1:
        return [(_plain(mark), None if new is None else _plain(new))]
    stays = new is not None and new.points == mark.points
    kept = [new if i == index else page.body[i] for i in word if i != index or stays]
    readings: list[Texts] = [(_joined(page.body[i] for i in word), _joined(kept))]
    return readings if stays or new is None else [*readings, (None, _plain(new))]


def _carried(page: Page, edit: Edit) -> tuple[Texts, ...]:
    words = [page.word_of(i) for i in edit.carried if page.body[i].text]
    texts = [_plain(page.body[i]) for word in words for i in word if i in edit.carried]
    texts += [
        _joined(page.body[i] for i in word)
        for word in words
        if len(word) > 1 and edit.carried.issuperset(word)
    ]
    return tuple((text, text) for text in texts)


def _joined(marks: Iterable[Mark | None]) -> str:
    return "".join(_plain(mark) for mark in marks if mark is not None)


def _row(page: Page, edit: Edit) -> list[Mark]:
    """Return the cells of a row that came or went, left to right."""
    if not edit.is_row:
        return []
    gone = [page.body[i] for i, new in edit.marks.items() if new is None]
    return sorted((m for m in (*gone, *edit.added) if m.text), key=lambda mark: mark.points[0])


def _row_texts(page: Page, edit: Edit) -> tuple[Texts, ...]:
    """Return the cells of a row in whose place the other sheet prints something else."""
    came = bool(edit.added)
    others = [page.body[i] if came else edit.marks[i] for i in edit.carried]
    there = {(o.text, *(round(v) for v in o.points[0])) for o in others if o is not None}
    cells = [
        _plain(mark)
        for mark in _row(page, edit)
        if (mark.text, *(round(v) for v in mark.points[0])) not in there
    ]
    return tuple((None, cell) if came else (cell, None) for cell in cells)


def _plain(mark: Mark) -> str:
    return " ".join(mark.text.split())
