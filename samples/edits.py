"""What was changed between the two revisions: the truth that the drawings are drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from common.domain.changes import ChangeCategory, ChangeKind

ADDED, REMOVED = ChangeKind.ADDED, ChangeKind.REMOVED
MODIFIED, MOVED = ChangeKind.MODIFIED, ChangeKind.MOVED
DIMENSION, TEXT = ChangeCategory.DIMENSION, ChangeCategory.TEXT
LINEWORK, FILL = ChangeCategory.LINEWORK, ChangeCategory.FILL
REVISION_MARK = ChangeCategory.REVISION_MARK


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that an architect changed.

    Attributes:
        id: sheet number without the dash, then what it is.
        old_text: as printed before, `None` where nothing was or it is no text.
        new_text: as printed now.
        is_row: the texts are those of several cells of one line, joined by spaces.
    """

    id: str
    sheet: str
    kind: ChangeKind
    category: ChangeCategory
    what: str
    old_text: str | None = None
    new_text: str | None = None
    is_row: bool = False

    def text(self, revision: int) -> str:
        """Return what a revision prints, nothing where it prints nothing."""
        return (self.old_text if revision == 1 else self.new_text) or ""


def _of(sheet: str, *edits: tuple[object, ...]) -> list[Edit]:
    prefix = sheet.replace("-", "")
    return [Edit(f"{prefix}-{name}", sheet, *rest) for name, *rest in edits]  # type: ignore[arg-type]  # rows below


EDITS: dict[str, Edit] = {
    edit.id: edit
    for edit in [
        *_of(
            "G-001",
            ("index-foundation", REMOVED, TEXT, "foundation plan leaves the sheet index",
             "S-101 FOUNDATION PLAN", None, True),
            ("index-lighting", ADDED, TEXT, "lighting plan joins the sheet index",
             None, "E-101 LIGHTING PLAN", True),
            ("note-access", MODIFIED, TEXT, "general note 4 reworded",
             "4. MAINTAIN ACCESS TO ADJACENT PROPERTY AT ALL TIMES.",
             "4. MAINTAIN FIRE LANE ACCESS 24 HOURS A DAY."),
            ("snow-load", MODIFIED, TEXT, "design snow load raised", "30 PSF", "35 PSF"),
        ),
        *_of(
            "A-101",
            ("wall", MOVED, LINEWORK, "wall between the offices moved six inches east"),
            ("dim-office", MODIFIED, DIMENSION, "office 114 is wider", "12'-6\"", "13'-0\""),
            ("dim-office-next", MODIFIED, DIMENSION, "office 115 is narrower",
             "11'-6\"", "11'-0\""),
            ("door", REMOVED, LINEWORK, "door between conference and lounge removed"),
            ("door-tag", REMOVED, TEXT, "its tag", "116B", None),
            ("window", ADDED, LINEWORK, "window added in the staff lounge"),
            ("room-name", MODIFIED, TEXT, "storage becomes a medication room",
             "STORAGE", "MEDICATION ROOM"),
            ("cloud", ADDED, REVISION_MARK,
             "revision cloud with its delta around the renamed room"),
            ("floor-drain", ADDED, LINEWORK, "floor drain added in the mechanical room"),
            ("walk-off-mat", MODIFIED, LINEWORK, "hatched walk-off mat made longer"),
            ("canopy-label", MOVED, TEXT, "label moved to the left",
             "LINE OF CANOPY ABOVE", "LINE OF CANOPY ABOVE"),
            ("keynote", MODIFIED, TEXT, "keynote 5 reworded",
             "PROVIDE BLOCKING FOR GRAB BARS.",
             "PROVIDE STEEL BACKING PLATE FOR GRAB BARS."),
        ),
        *_of(
            "A-201",
            ("accent-panel", MODIFIED, FILL, "accent panel at the entry is darker"),
            ("vent-hood", ADDED, LINEWORK, "vent hood added within the brick hatch"),
            ("canopy-height", MODIFIED, DIMENSION, "clear height under the canopy",
             "9'-7\"", "9'-10\""),
            ("window", ADDED, LINEWORK, "window of the staff lounge, within the brick hatch"),
        ),
        *_of(
            "A-501",
            ("partition-detail", MOVED, LINEWORK, "detail 3 moved on the sheet"),
            ("gypsum", MODIFIED, TEXT, "gypsum board within the moved detail",
             "5/8\" GYPSUM BOARD EACH SIDE", "5/8\" TYPE X GYPSUM BOARD EACH SIDE"),
            ("rebar", MODIFIED, TEXT, "footing reinforcement",
             "(3) #5 BARS CONTINUOUS", "(4) #5 BARS CONTINUOUS"),
            ("rebar-dot", ADDED, LINEWORK, "fourth bar within the hatch of the footing"),
            ("insulation", MODIFIED, TEXT, "perimeter insulation is thicker",
             "2\" RIGID INSULATION", "3\" RIGID INSULATION"),
        ),
        *_of(
            "A-601",
            ("fire-rating", MODIFIED, TEXT, "door 118A", "20 MIN", "45 MIN"),
            ("hardware", MODIFIED, TEXT, "hardware set of door 109A", "HW-3", "HW-5"),
            ("door-not-used", MODIFIED, TEXT, "row of the removed door",
             "3'-0\" 7'-0\" B WD HM 20 MIN HW-2", "NOT USED", True),
            ("row-added", ADDED, TEXT, "row of a new door",
             None, "119B 3'-0\" 7'-0\" A HM HM 90 MIN HW-6 CLOSER", True),
            ("abbreviations", MOVED, TEXT, "line under the table makes room for the new row",
             "AL ALUMINUM, HM HOLLOW METAL, WD WOOD", "AL ALUMINUM, HM HOLLOW METAL, WD WOOD"),
            ("shaded-title", MODIFIED, TEXT, "title of the door schedule, on its gray bar",
             "DOOR SCHEDULE", "DOOR AND FRAME SCHEDULE"),
            ("window-count", MODIFIED, TEXT, "one more window C", "3", "4"),
        ),
    ]
}  # fmt: skip
