"""What a question asks for: sheets, kinds and places it names, and the words that are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from common.domain.changes import ChangeCategory, ChangeKind, MatchKind
from common.domain.disciplines import DISCIPLINES
from functions.api.chat.passages import Passage, plain, sheets_named, squeezed, tokens

_KINDS = {
    "added": ChangeKind.ADDED, "new": ChangeKind.ADDED, "add": ChangeKind.ADDED,
    "removed": ChangeKind.REMOVED, "deleted": ChangeKind.REMOVED, "gone": ChangeKind.REMOVED,
    "remove": ChangeKind.REMOVED, "missing": ChangeKind.REMOVED, "moved": ChangeKind.MOVED,
    "modified": ChangeKind.MODIFIED, "edited": ChangeKind.MODIFIED, "revised": ChangeKind.MODIFIED,
}  # fmt: skip
_CATEGORIES = {
    "dimension": ChangeCategory.DIMENSION, "dim": ChangeCategory.DIMENSION,
    "length": ChangeCategory.DIMENSION, "note": ChangeCategory.TEXT, "text": ChangeCategory.TEXT,
    "linework": ChangeCategory.LINEWORK, "shading": ChangeCategory.FILL,
    "hatch": ChangeCategory.FILL, "cloud": ChangeCategory.REVISION_MARK,
    "delta": ChangeCategory.REVISION_MARK,
}  # fmt: skip
_ROWS = {"upper": "upper", "top": "upper", "lower": "lower", "bottom": "lower", "middle": "middle"}
_COLUMNS = {"left": "left", "right": "right", "centre": "centre", "center": "centre"}
_IDLE = frozenset(
    tokens(
        "a an and any all are as at be been between by can change changed changes changing did do "
        "does different differ difference drawing drawings entry entries find for from give have "
        "has how i in is it its list many me much number of old on or over please set "
        "sheet sheets show so some tell that the their there these this those to two version was "
        "we were what when where which who with you area region count total page about affect "
        "affected everything happened most important matter critical urgent summary summarise "
        "summarize overview main biggest look first compare compared comparison project"
    )
)
_OVERVIEW = ("important", "matter", "critical", "urgent", "summar", "overview", "biggest", "main ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question asks for; an empty field asks for nothing in particular.

    Attributes:
        places: "upper", "left" …: what the words for a place must hold.
        words: what is left to be searched for.
        is_count: it wants a number.
        is_of_sheets: it wants sheets, not changes.
        is_overview: it wants what matters most.
    """

    sheets: frozenset[str] = frozenset()
    kinds: frozenset[ChangeKind] = frozenset()
    categories: frozenset[ChangeCategory] = frozenset()
    disciplines: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    is_count: bool = False
    is_of_sheets: bool = False
    is_overview: bool = False

    @property
    def has_filter(self) -> bool:
        """Whether it names anything that is either so or not."""
        return bool(self.sheets or self.kinds or self.categories or self.disciplines or self.places)

    def fits(self, passage: Passage) -> bool:
        """Tell whether a passage is what the named things ask for."""
        change = passage.change
        if self.sheets and passage.citation.sheet not in self.sheets:
            return False
        if self.disciplines and passage.discipline not in self.disciplines:
            return False
        if change is None:
            return self._fits_sheet(passage)
        return (
            (not self.kinds or change.kind in self.kinds)
            and (not self.categories or change.category in self.categories)
            and all(part in passage.place.split() for part in self.places)
            and (
                change.is_of_drawing
                or change.label is not None
                or bool(self.categories)
                or self._is_of_revision
            )
        )

    @property
    def _is_of_revision(self) -> bool:
        """Whether it asks for what is written about the revision, not for the drawing."""
        return bool({"title", "date", "revision", "issued", "bulletin"} & {*self.words})

    def _fits_sheet(self, passage: Passage) -> bool:
        if self.categories or self.places:
            return False
        return not self.kinds or passage.sheet_kind in {_SHEET_KINDS.get(k) for k in self.kinds}


_SHEET_KINDS = {ChangeKind.ADDED: MatchKind.ADDED, ChangeKind.REMOVED: MatchKind.REMOVED}


def understood(question: str, passages: Sequence[Passage]) -> Asked:
    """Return what a question asks for among these passages."""
    text, names = plain(question), {passage.citation.sheet for passage in passages}
    sheets = sheets_named(question, names)
    spoken = tokens(question)
    disciplines = frozenset(name for name in DISCIPLINES if name in text and name != "general")
    of_names = {token for name in sheets for token in (*tokens(name), squeezed(name))}
    used = of_names | {token for name in disciplines for token in tokens(name)}
    known = (*_KINDS, *_CATEGORIES, *_ROWS, *_COLUMNS)
    words = [w for w in spoken if w not in used and w not in _IDLE and w not in known]
    return Asked(
        sheets=frozenset(sheets),
        kinds=frozenset(_KINDS[word] for word in spoken if word in _KINDS),
        categories=frozenset(_CATEGORIES[word] for word in spoken if word in _CATEGORIES),
        disciplines=disciplines,
        places=frozenset(
            place for table in (_ROWS, _COLUMNS) for word, place in table.items() if word in spoken
        ),
        words=tuple(dict.fromkeys(words)),
        is_count="how many" in text or "count" in spoken or "number of" in text,
        is_of_sheets="sheet" in spoken and bool({"which", "many", "list"} & set(spoken)),
        is_overview=any(word in text for word in _OVERVIEW),
    )
