"""Pages of text in a PDF: headings, paragraphs and tables that flow over as many as they need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import pymupdf

from common.domain.geometry import Box

Colour = tuple[float, float, float]

WIDTH_PT, HEIGHT_PT = 792.0, 612.0  # letter, landscape: tables are wide
MARGIN_PT: Final = 42.0
INK: Final[Colour] = (0.10, 0.12, 0.16)
FAINT: Final[Colour] = (0.36, 0.39, 0.44)
LINK: Final[Colour] = (0.05, 0.28, 0.63)
RULE: Final[Colour] = (0.80, 0.82, 0.85)
BAND: Final[Colour] = (0.94, 0.95, 0.97)
_LINE: Final = 1.28  # line height over font size
_PADDING_PT: Final = 3.0
# One cell may not be higher than a page; a note is cut there, its annotation has all of it.
_MAX_CELL_LINES: Final = 32


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: the page of a sheet, or a place on it."""

    sheet_index: int
    box_pt: Box | None = None


@dataclass(frozen=True, slots=True)
class PendingLink:
    """A link whose target's page is not known before everything is laid out."""

    page_index: int
    rect: pymupdf.Rect
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table; widths are shares of the page's."""

    heading: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table: a text a column, and where a click on its first cell leads."""

    cells: tuple[str, ...]
    target: Target | None = None


@dataclass(slots=True)
class TextPages:
    """Appends pages of text to a document.

    Attributes:
        links: to be made when all pages are there.
        footer: what stands at the foot of every page.
    """

    document: pymupdf.Document
    footer: str
    links: list[PendingLink] = field(default_factory=list)
    _page: pymupdf.Page | None = None
    _writers: dict[Colour, pymupdf.TextWriter] = field(default_factory=dict)
    _y_pt: float = 0.0

    @property
    def page_index(self) -> int:
        """The page that is written on."""
        return int(self.document.page_count) - 1

    def heading(self, text: str, size_pt: float = 15.0, *, target: Target | None = None) -> None:
        """Write a heading; not at the very foot of a page."""
        self._space(size_pt * 0.5)
        self._need(size_pt * _LINE + 60)
        self._lines(text, size_pt, LINK if target else INK, bold=True, target=target)
        self._space(size_pt * 0.3)

    def paragraph(
        self, text: str, size_pt: float = 9.5, colour: Colour = INK, *, target: Target | None = None
    ) -> None:
        """Write a paragraph."""
        self._lines(text, size_pt, LINK if target else colour, target=target)
        self._space(size_pt * 0.4)

    def note(self, text: str) -> None:
        """Write a paragraph that stands back; nothing where there is no text."""
        if text:
            self.paragraph(text, 8.5, FAINT)

    def table(self, columns: Sequence[Column], rows: Iterable[Row], size_pt: float = 8.0) -> None:
        """Write a table; the headings are repeated on every page that it goes on to."""
        widths = [(WIDTH_PT - 2 * MARGIN_PT) * column.share for column in columns]
        headings = Row(cells=tuple(column.heading for column in columns))

        def write_headings() -> None:
            self._row(headings, widths, size_pt, is_heading=True)

        self._need(4 * size_pt * _LINE)
        write_headings()
        for row in rows:
            self._row(row, widths, size_pt, if_broken=write_headings)
        self._space(size_pt)

    def new_page(self) -> int:
        """Go on at the top of a new page; return its index."""
        self.finish()
        self._page = self.document.new_page(width=WIDTH_PT, height=HEIGHT_PT)
        self._y_pt = MARGIN_PT
        text = f"{self.footer}  ·  {self.document.page_count}"
        self._write(MARGIN_PT, HEIGHT_PT - MARGIN_PT / 2, text, 7.5, FAINT)
        return self.page_index

    def finish(self) -> None:
        """Put the text of the last page on it."""
        if self._page is None:
            return
        for colour, writer in self._writers.items():
            writer.write_text(self._page, color=colour)
        self._writers.clear()
        self._page = None

    def _row(
        self,
        row: Row,
        widths: Sequence[float],
        size_pt: float,
        *,
        is_heading: bool = False,
        if_broken: Callable[[], None] | None = None,
    ) -> None:
        cells = [
            list(wrapped(text, width - 2 * _PADDING_PT, size_pt, bold=is_heading))[:_MAX_CELL_LINES]
            for text, width in zip(row.cells, widths, strict=True)
        ]
        height_pt = max(map(len, cells)) * size_pt * _LINE + 2 * _PADDING_PT
        if self._need(height_pt) and if_broken:
            if_broken()
        self._rule(height_pt, is_heading=is_heading)
        left_pt = MARGIN_PT
        for index, (lines, width_pt) in enumerate(zip(cells, widths, strict=True)):
            is_link = row.target is not None and index == 0
            for number, line in enumerate(lines):
                base_pt = self._y_pt + _PADDING_PT + size_pt * (1 + number * _LINE)
                colour = LINK if is_link else INK
                self._write(left_pt + _PADDING_PT, base_pt, line, size_pt, colour, bold=is_heading)
            left_pt += width_pt
        if row.target is not None:
            self._link(MARGIN_PT, widths[0], height_pt, row.target)
        self._y_pt += height_pt

    def _rule(self, height_pt: float, *, is_heading: bool) -> None:
        page = self._current()
        right_pt, foot_pt = WIDTH_PT - MARGIN_PT, self._y_pt + height_pt
        if is_heading:
            page.draw_rect((MARGIN_PT, self._y_pt, right_pt, foot_pt), color=None, fill=BAND)
        page.draw_line((MARGIN_PT, foot_pt), (right_pt, foot_pt), color=RULE, width=0.5)

    def _lines(
        self,
        text: str,
        size_pt: float,
        colour: Colour,
        *,
        bold: bool = False,
        target: Target | None = None,
    ) -> None:
        width_pt = WIDTH_PT - 2 * MARGIN_PT
        for line in wrapped(text, width_pt, size_pt, bold=bold):
            height_pt = size_pt * _LINE
            self._need(height_pt)
            self._write(MARGIN_PT, self._y_pt + size_pt, line, size_pt, colour, bold=bold)
            if target is not None:
                self._link(MARGIN_PT, text_width(line, size_pt, bold=bold), height_pt, target)
            self._y_pt += height_pt

    def _link(self, left_pt: float, width_pt: float, height_pt: float, target: Target) -> None:
        rect = pymupdf.Rect(left_pt, self._y_pt, left_pt + width_pt, self._y_pt + height_pt)
        self.links.append(PendingLink(self.page_index, rect, target))

    def _write(
        self,
        x_pt: float,
        base_pt: float,
        line: str,
        size_pt: float,
        colour: Colour,
        *,
        bold: bool = False,
    ) -> None:
        if not line:
            return
        writer = self._writers.get(colour)
        if writer is None:
            writer = self._writers[colour] = pymupdf.TextWriter(self._current().rect)
        writer.append((x_pt, base_pt), line, font=_font(bold=bold), fontsize=size_pt)

    def _current(self) -> pymupdf.Page:
        return self._page or self.document[self.new_page()]

    def _need(self, height_pt: float) -> bool:
        """Make room; tell whether a new page was begun."""
        if self._page is not None and self._y_pt + height_pt <= HEIGHT_PT - MARGIN_PT:
            return False
        is_broken = self._page is not None
        self.new_page()
        return is_broken

    def _space(self, height_pt: float) -> None:
        if self._page is not None:
            self._y_pt += height_pt


def wrapped(text: str, width_pt: float, size_pt: float, *, bold: bool = False) -> Iterator[str]:
    """Yield the lines of a text as wide as given; a word that is wider is cut."""
    for printed in printable(text).split("\n"):
        line = ""
        for word in printed.split(" "):
            longer = f"{line} {word}" if line else word
            if text_width(longer, size_pt, bold=bold) <= width_pt:
                line = longer
                continue
            if line:
                yield line
            *full, line = _cut(word, width_pt, size_pt, bold=bold)
            yield from full
        yield line


def _cut(word: str, width_pt: float, size_pt: float, *, bold: bool) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, size_pt, bold=bold) > width_pt:
            pieces.append("")
        pieces[-1] += character
    return pieces


def printable(text: str) -> str:
    """Return a drawing's text as it can be set: cells of a table row apart, nothing unprintable."""
    apart = text.replace("\t", " | ").replace("\r", "\n")
    return "".join(c if c == "\n" or c.isprintable() else " " for c in apart)


def text_width(text: str, size_pt: float, *, bold: bool = False) -> float:
    """Return how wide a line is."""
    return float(_font(bold=bold).text_length(text, fontsize=size_pt))


@lru_cache(maxsize=2)
def _font(*, bold: bool) -> pymupdf.Font:
    # Glyphs that it lacks come from MuPDF's own fallback fonts.
    return pymupdf.Font("hebo" if bold else "helv")
