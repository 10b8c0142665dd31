"""What an editor sees of a drawing: which marks lie where, and where the paper is free."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pymupdf

from benchmarks.suite.marks import Drawing, Mark, union_of
from common.domain.geometry import Box, grown
from samples.generate import pdf_of
from samples.titleblock import BOTTOM, COLUMN, LEFT, TOP

T = TypeVar("T")
Rng = np.random.Generator
BODY: Box = (LEFT + 20, TOP + 20, COLUMN - 20, BOTTOM - 20)
_FREE_DPI = 72
RUN_ON_PT = 0.5  # a space of 6 pt is three times as wide
_PLACE_TRIES = 200
_ROW_HEIGHT_PT, _ROW_WIDTH_PT, _ROW_TEXTS = (12.0, 45.0), 140.0, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a person changed.

    Attributes:
        kind: which sort of edit.
        marks: by index in the body, what became of a mark; `None` where it went.
        added: drawn over everything else.
        under: drawn below everything else.
        carried: indices of marks that only moved along; nobody needs to list them.
        is_row: what came or went is a row of a table.
    """

    kind: str
    marks: Mapping[int, Mark | None]
    added: tuple[Mark, ...] = ()
    under: tuple[Mark, ...] = ()
    carried: frozenset[int] = frozenset()
    is_row: bool = False


Maker = Callable[["Page", Rng], "Edit | None"]


class Page:
    """A drawing and its marks' places.

    Attributes:
        body: the marks that can be edited.
        boxes: their extents, one row each.
    """

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.body = drawing.body
        self.boxes = np.array([mark.box for mark in self.body])

    @cached_property
    def texts(self) -> list[int]:
        """The marks that print one phrase, within the drawing's area: no columns set by spaces."""
        return [
            i for i in self.within(BODY)
            if re.search(r"\w", self.body[i].text) and "   " not in self.body[i].text.strip()
        ]  # fmt: skip

    @cached_property
    def lines(self) -> list[int]:
        """The straight lines that are long enough to be noticed, within the drawing's area."""
        return [
            i for i in self.within(BODY)
            if self.body[i].kind == "path" and len(self.body[i].points) == 2
            and np.ptp(self.boxes[i].reshape(2, 2), axis=0).max() >= 24
        ]  # fmt: skip

    @cached_property
    def tables(self) -> list[list[Box]]:
        """The rows of ruled tables from top to bottom."""
        rows = sorted({self.box(i) for i in self.within(BODY) if self._is_row(i)})
        columns: dict[tuple[float, float], list[Box]] = {}
        for row in rows:
            columns.setdefault((row[0], row[2]), []).append(row)
        runs: list[list[Box]] = []
        for column in columns.values():
            for before, row in zip([None, *column], column, strict=False):
                if before is None or abs(row[1] - before[3]) > 2:
                    runs.append([])
                runs[-1].append(row)
        return [run for run in runs if len(run) >= 3]

    def box(self, index: int) -> Box:
        """Return a mark's extent."""
        x0, y0, x1, y1 = self.boxes[index].tolist()
        return (x0, y0, x1, y1)

    def within(self, box: Box, margin_pt: float = 0.0) -> list[int]:
        """Return the marks that lie wholly in a box."""
        x0, y0, x1, y1 = grown(box, margin_pt)
        low, high = self.boxes[:, :2], self.boxes[:, 2:]
        inside = (low >= (x0, y0)).all(axis=1) & (high <= (x1, y1)).all(axis=1)
        return [int(i) for i in np.flatnonzero(inside)]

    def texts_in(self, box: Box) -> list[int]:
        """Return the texts that lie wholly in a box, left to right."""
        inside = [i for i in self.within(box, 1) if self.body[i].text]
        return sorted(inside, key=lambda i: float(self.boxes[i, 0]))

    def word_of(self, index: int) -> list[int]:
        """Return the texts that a text layer makes one word of, left to right: an "S" with "os"."""
        box = self.box(index)
        if self.body[index].how["upright"]:
            return [index]
        x0, y0, x1, y1 = self.boxes.T
        apart = np.maximum(x0 - box[2], box[0] - x1)
        across = np.minimum(y1, box[3]) - np.maximum(y0, box[1])
        is_beside = across > 0.5 * np.minimum(y1 - y0, box[3] - box[1])
        runs_on = (np.abs(apart) <= RUN_ON_PT) & is_beside
        found = {int(i) for i in np.flatnonzero(runs_on) if self._is_level_text(int(i))} | {index}
        return sorted(found, key=lambda i: float(self.boxes[i, 0]))

    def _is_level_text(self, index: int) -> bool:
        return bool(self.body[index].text) and not self.body[index].how["upright"]

    def is_free(self, box: Box, but: Sequence[Box] = ()) -> bool:
        """Tell whether nothing is drawn in a box of the drawing's area, other boxes aside."""
        if box[0] < BODY[0] or box[1] < BODY[1] or box[2] > BODY[2] or box[3] > BODY[3]:
            return False
        ink = self._ink.copy() if but else self._ink
        for x0, y0, x1, y1 in but:
            ink[int(y0) - 1 : int(y1) + 2, int(x0) - 1 : int(x1) + 2] = False
        x0, y0, x1, y1 = box
        return not ink[int(y0) : int(y1) + 1, int(x0) : int(x1) + 1].any()

    def free_place(self, width_pt: float, height_pt: float, rng: Rng) -> Box | None:
        """Return a free box of a size somewhere on the sheet."""
        for _ in range(_PLACE_TRIES):
            x = float(rng.uniform(BODY[0], max(BODY[0] + 1, BODY[2] - width_pt)))
            y = float(rng.uniform(BODY[1], max(BODY[1] + 1, BODY[3] - height_pt)))
            box = (x, y, x + width_pt, y + height_pt)
            if self.is_free(box):
                return box
        return None

    def _is_row(self, index: int) -> bool:
        mark, (x0, y0, x1, y1) = self.body[index], self.box(index)
        low, high = _ROW_HEIGHT_PT
        if mark.kind != "path" or len(mark.points) != 4 or not low < y1 - y0 < high:
            return False
        return x1 - x0 > _ROW_WIDTH_PT and len(self.texts_in((x0, y0, x1, y1))) >= _ROW_TEXTS

    @cached_property
    def _ink(self) -> npt.NDArray[np.bool_]:
        canvas = self.drawing.canvas(self.body)
        with pymupdf.open(stream=pdf_of({canvas.sheet: canvas}), filetype="pdf") as document:
            pixmap = document[0].get_pixmap(dpi=_FREE_DPI, colorspace=pymupdf.csGRAY)
            gray = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width)
            return gray < 255


def pick(rng: Rng, things: Sequence[T]) -> T | None:
    """Return one of some things at random, nothing of none."""
    return things[int(rng.integers(len(things)))] if things else None


def applied(body: Sequence[Mark], edits: Sequence[Edit]) -> tuple[Mark, ...]:
    """Return the marks after edits."""
    became = {index: mark for edit in edits for index, mark in edit.marks.items()}
    kept = (became.get(index, mark) for index, mark in enumerate(body))
    under = [mark for edit in edits for mark in edit.under]
    over = [mark for edit in edits for mark in edit.added]
    return (*under, *(mark for mark in kept if mark is not None), *over)


def boxes_of(page: Page, edit: Edit) -> tuple[Box, ...]:
    """Return the extents of all that an edit took away and put there."""
    old = [page.box(i) for i, mark in edit.marks.items() if mark != page.body[i]]
    new = [m.box for m in (*edit.marks.values(), *edit.added, *edit.under) if m is not None]
    return tuple(grown(union_of(part), 1.0) for part in (old, new) if part)
