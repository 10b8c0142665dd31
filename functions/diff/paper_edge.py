"""Lines at the very edge of the paper: one sheet's paper cuts them, the other's does not."""

from __future__ import annotations

from collections.abc import Sequence

from common.domain.geometry import Box

# No plotter prints within 3 mm of the edge. A frame drawn there, with its zone marks, reaches 4 pt
# into the sheet (opencellular rev 2 → rev 3, on which this was set).
EDGE_PT = 4.5


def is_at_edge(box_pt: Box, papers_pt: Sequence[Box]) -> bool:
    """Tell whether a box lies within EDGE_PT of one edge of a paper, on either side of it."""
    x0, y0, x1, y1 = box_pt
    return any(
        max(abs(near - edge), abs(far - edge)) <= EDGE_PT
        for left, top, right, bottom in papers_pt
        for near, far, edges in ((x0, x1, (left, right)), (y0, y1, (top, bottom)))
        for edge in edges
    )
