"""Where a change is, in words."""

from __future__ import annotations

from common.domain.changes import Change, ChangeCategory
from common.domain.places import place
from common.domain.sheets import PageSize

TITLE_BLOCK = "title block"


def place_of(change: Change, size: PageSize) -> str:
    """Return where a change is; title-block changes are one place."""
    if change.category is ChangeCategory.TITLE_BLOCK:
        return TITLE_BLOCK
    return place(change.box_pt, size)
