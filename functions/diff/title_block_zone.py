"""Which changes belong to the title block: dates, revision rows, plot stamps.

Careful on purpose: a real change that is filed under the title block is a missed change. An entry
goes there only if it is near the sheet's edge and is text with the pattern of a date, time,
revision or file name, small text beside a title-block label, or a cell of a revision row: under
the heading of the revision table, in one row with a date. Ink that no text explains goes there
where a date stands, or as a line of text in the revision table or just beside its rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from common.domain.geometry import Box, area, centre, grown, overlap_area, union_of
from common.domain.sheets import PageSize, Word
from functions.diff.dimension_text import prints_length

# The band along the right and lower edges where title blocks stand, and the thin one at the
# others for plot stamps, as shares of the page.
RIGHT_SHARE, BOTTOM_SHARE, MARGIN_SHARE = 0.78, 0.84, 0.03
LABEL_REACH_SIZES = 3.0
# A revision table stands this far below or above its heading and its row reaches this far, in
# sizes of the heading: tables of twenty rows, cells as wide as a title block.
TABLE_REACH_SIZES = 40.0
# A title block names several things within so much of the sheet's longer side; "SCALE:" under a
# view's title stands alone, or beside those of other views.
MIN_LABELS, LABELS_REACH_SHARE = 3, 0.15
# Ink says less than text: only as many rows as an issue adds, each as high as a line of text.
NEW_ROWS = 3
ROW_PITCH_SIZES, ROW_HEIGHT_SIZES = 2.2, 2.0

_DATE = r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b"
_DATE_ALONE = re.compile(_DATE)
_TABLE_HEADING = re.compile(r"^(?:revisions?|issues?|issued|issuance|rev)[.:#]*$", re.I)
_STAMP = re.compile(
    _DATE + r"|\b\d{1,2}:\d{2}(?::\d{2})?\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d"
    r"|\.(?:dwg|rvt|pdf|sch|dgn|vwx|pln|ai|skp)\b"
    r"|\brev(?:ision)?\b\.?\s*[:#]?\s*\w{1,3}\b"
    r"|\bv\d+(?:\.\d+)*\b",
    re.I,
)
_LABEL = re.compile(
    r"^(?:date|rev(?:ision)?s?|issued?|drawn|checked|approved|scale|sheet|project|job|dwg|drawing"
    r"|description|no|plot(?:ted)?|version|designed|by)[.:#]*$",
    re.I,
)


def near_edge(box_pt: Box, size: PageSize) -> bool:
    """Tell whether the middle of a box lies where title blocks and plot stamps stand."""
    x, y = centre(box_pt)
    u, v = x / max(size.width_pt, 1e-6), y / max(size.height_pt, 1e-6)
    if u > RIGHT_SHARE or v > BOTTOM_SHARE:
        return True
    return u < MARGIN_SHARE or v < MARGIN_SHARE


class TitleBlockZone:
    """The labels of a sheet's title block, and what stands beside them.

    Attributes:
        rows_pt: boxes left and right of each date of the revision table.
    """

    def __init__(self, words: Sequence[Word], size: PageSize) -> None:
        self._size = size
        labels = [w for w in words if _LABEL.match(w.text) and near_edge(w.box_pt, size)]
        reach_pt = LABELS_REACH_SHARE * max(size.width_pt, size.height_pt)
        self._reaches = [
            grown(word.box_pt, LABEL_REACH_SIZES * word.size_pt)
            for word in labels
            if _labels_around(word, labels, reach_pt) >= MIN_LABELS
        ]
        headings = [w for w in labels if _TABLE_HEADING.match(w.text) and w.angle_deg == 0]
        dates = [w for w in words if _DATE_ALONE.fullmatch(w.text) and w.angle_deg == 0]
        self.rows_pt = _revision_rows(headings, dates)
        self._tables = _revision_tables(headings, dates)
        self._stamps = [
            grown(w.box_pt, 0.25 * w.size_pt)
            for w in words
            if near_edge(w.box_pt, size) and _DATE_ALONE.search(w.text)
        ]

    def holds(self, box_pt: Box, texts: Sequence[str | None]) -> bool:
        """Tell whether a text change is the title block's.

        Args:
            box_pt: where it is, in the new frame.
            texts: old and new text.
        """
        if not near_edge(box_pt, self._size):
            return False
        if any(text and _STAMP.search(text) for text in texts):
            return True
        if any(overlap_area(box_pt, row) > 0.5 * area(box_pt) for row in self.rows_pt):
            return True
        short = all(text is None or (len(text) <= 12 and not prints_length(text)) for text in texts)
        return short and any(overlap_area(box_pt, reach) > 0 for reach in self._reaches)

    def holds_ink(self, box_pt: Box) -> bool:
        """Tell whether ink that no text explains is the title block's: a scan has no text.

        That is a date, or a line of text in the revision table or just beside its rows.
        """
        if any(overlap_area(box_pt, stamp) > 0.8 * area(box_pt) for stamp in self._stamps):
            return near_edge(box_pt, self._size)
        return near_edge(box_pt, self._size) and any(
            box_pt[3] - box_pt[1] <= ROW_HEIGHT_SIZES * size_pt
            and overlap_area(box_pt, table) > 0.95 * area(box_pt)
            for table, size_pt in self._tables
        )


def _revision_tables(headings: Sequence[Word], dates: Sequence[Word]) -> list[tuple[Box, float]]:
    """Return each revision table with the size of its dates, and with room for new rows.

    It is as wide as from its heading to its last date, which have to stand in one column.
    """
    tables: list[tuple[Box, float]] = []
    for heading in headings:
        reach = grown(heading.box_pt, TABLE_REACH_SIZES * heading.size_pt)
        near = [d for d in dates if overlap_area(d.box_pt, reach) > 0]
        column = [d for d in near if abs(d.box_pt[0] - near[0].box_pt[0]) < d.size_pt]
        if column:
            size_pt = max(date.size_pt for date in column)
            x0, y0, x1, y1 = union_of(w.box_pt for w in (heading, *column))
            more_pt = NEW_ROWS * ROW_PITCH_SIZES * size_pt
            below = more_pt if heading.box_pt[1] <= y0 else size_pt
            above = more_pt if heading.box_pt[3] >= y1 else size_pt
            box = (x0 - size_pt, y0 - above, x1 + size_pt, y1 + below)
            tables.append((box, size_pt))
    return tables


def _labels_around(word: Word, labels: Sequence[Word], reach_pt: float) -> int:
    """Count the different labels near one, itself among them; a plot stamp's are none."""
    near = grown(word.box_pt, reach_pt)
    around = {w.text.strip(".:#").lower() for w in labels if overlap_area(w.box_pt, near) > 0}
    return len(around - {"plot", "plotted", "by"})


def _revision_rows(headings: Sequence[Word], dates: Sequence[Word]) -> list[Box]:
    """Return the rows of the revision table: left and right of each date near its heading."""
    rows: list[Box] = []
    for heading in headings:
        reach_pt = TABLE_REACH_SIZES * heading.size_pt
        table = grown(heading.box_pt, reach_pt)
        for date in dates:
            x0, y0, x1, y1 = date.box_pt
            if overlap_area(date.box_pt, table) > 0:
                slack_pt = 0.25 * date.size_pt
                rows.append((x0 - reach_pt, y0 - slack_pt, x1 + reach_pt, y1 + slack_pt))
    return rows
