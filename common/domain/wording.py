"""What changes are called, and how texts of drawings are quoted, wherever people read of them."""

from __future__ import annotations

from typing import Final

from common.domain.changes import ChangeCategory, ChangeKind

# In the order in which they are told: an edit first, a shift last.
VERBS: Final = {
    ChangeKind.MODIFIED: "changed",
    ChangeKind.REMOVED: "removed",
    ChangeKind.ADDED: "added",
    ChangeKind.MOVED: "moved",
}
# A kind of content: "linework changed".
CATEGORY_NAMES: Final = {
    ChangeCategory.DIMENSION: "dimension",
    ChangeCategory.TEXT: "text",
    ChangeCategory.LINEWORK: "linework",
    ChangeCategory.FILL: "shading",
    ChangeCategory.TITLE_BLOCK: "title block",
    ChangeCategory.REVISION_MARK: "revision mark",
}
# One entry of a kind, to be counted: "3 linework areas changed".
ENTRY_NOUNS: Final = {
    **CATEGORY_NAMES,
    ChangeCategory.LINEWORK: "linework area",
    ChangeCategory.FILL: "shaded area",
    ChangeCategory.TITLE_BLOCK: "title-block entry",
}


def quoted(text: str, max_length: int) -> str:
    """Return a text of a drawing in curly quotes: inches would close straight ones.

    Lines of a note and cells of a table row are set apart by strokes; a long text is cut.
    """
    line = " ".join(text.replace("\n", " / ").replace("\t", " | ").split())
    cut = line if len(line) <= max_length else f"{line[: max_length - 1].rstrip()}…"
    return f"“{cut}”"
