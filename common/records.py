"""Every record of the document store: its fields, its codec; its path is in `common.paths`.

Names follow the customer's schema. `DESIGN` of a record: flat enough for Firestore (no arrays in
arrays), small enough for its 1 MiB limit (long change lists go to a blob).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from common.domain.changes import (
    Alignment,
    Change,
    ChangeCategory,
    ChangeFound,
    ChangeKind,
    Match,
    MatchKind,
    RevisionCloud,
)
from common.domain.geometry import PointPair
from common.domain.ids import ComparisonId, ProjectId, SessionId, UserId, VersionId
from common.domain.ink_ledger import InkLedger
from common.domain.jobs import Failure, SessionStatus, UnitStatus, VersionStatus
from common.domain.language import ModelUse
from common.domain.roles import ProjectStatus, Role
from common.domain.sheets import SheetReading, Word

# What a document holds: JSON's values and aware datetimes. `Any` ends at the codecs below.
Document = dict[str, Any]

R = TypeVar("R")


class Codec(Generic[R]):
    """Turns one kind of record into a document and back, checking every field."""

    def __init__(self, record_type: type[R]) -> None:
        self._adapter: TypeAdapter[R] = TypeAdapter(record_type)

    def encode(self, record: R) -> Document:
        """Return the record as a document."""
        document: Document = _without_tuples(self._adapter.dump_python(record))
        return document

    def decode(self, document: Mapping[str, Any]) -> R:
        """Return the document as a record.

        Raises:
            pydantic.ValidationError: the document is not such a record.
        """
        return self._adapter.validate_python(document)


def _without_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_tuples(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_tuples(inner) for inner in value]
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPart:
    """One file of a set that comes as several."""

    storage_path: str
    file_name: str
    page_count: int = 0  # known once the set is split


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingVersion:
    """One uploaded drawing set; read once, reused by every comparison of it."""

    id: VersionId
    project_id: ProjectId
    drawing_name: str
    version_number: int
    version_label: str
    file_name: str
    storage_path: str
    file_size: int
    sha256: str
    uploaded_by: str
    status: VersionStatus
    created_at: datetime
    updated_at: datetime
    page_count: int | None = None
    failed_page_count: int = 0
    comments: str = ""
    error: Failure | None = None
    warnings: tuple[str, ...] = ()  # what the user should check: repaired or skipped files
    unread_file_count: int = 0  # files of the set that were left out
    # A set may come as several files (one a sheet); empty: the file at storage_path is all.
    parts: tuple[SetPart, ...] = ()
    # A reading of the same set with its failed pages tried again; takes the place of that version.
    retry_of: VersionId | None = None
    # Of a dropped file: the usable version before it, and a later one whose event came earlier.
    follows: VersionId | None = None
    overtaken_by: VersionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A building project; one that was only dropped into has no record, and the defaults.

    Attributes:
        compare_drops: whether a dropped file is compared with the version of its drawing before.
        members: role by user; a project without members is seen by nobody.
    """

    id: ProjectId
    compare_drops: bool = True
    name: str = ""
    description: str = ""
    project_number: str = ""
    client_name: str = ""
    location: str = ""
    status: ProjectStatus = ProjectStatus.ACTIVE
    members: dict[UserId, Role] = field(default_factory=dict)
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One membership under its user, so that a user's projects are found by one query."""

    project_id: ProjectId
    is_member: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who has signed in."""

    id: UserId
    email: str
    name: str
    created_at: datetime
    updated_at: datetime
    company: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedRequest:
    """A request to the API that may come again, and what it was answered once it had ended."""

    fingerprint: str
    began_at: datetime
    expires_at: datetime
    status: int | None = None
    body: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedVersion:
    """One version of a drawing and when its file was dropped."""

    version_id: VersionId
    dropped_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The versions of a drawing that were dropped, the earliest first."""

    project_id: ProjectId
    name: str
    versions: tuple[DroppedVersion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImages:
    """What the reading stage stored of a page; the title block only where it is for review."""

    width_pt: float
    height_pt: float
    rotation_deg: int
    view_dpi: float
    page_path: str
    words_path: str
    view_path: str
    thumbnail_path: str
    title_block_path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Page job and page result in one; `drawing_name` is the sheet number as printed.

    Attributes:
        names: the page's label and bookmarks in the PDF.
        page_reading: of the page alone, never changed.
        reading: the final one: settled with the other pages of the version.
    """

    project_id: ProjectId
    version_id: VersionId
    page_index: int
    status: UnitStatus
    created_at: datetime
    updated_at: datetime
    attempts: int = 0
    error: Failure | None = None
    drawing_name: str | None = None
    names: tuple[str, ...] = ()
    page_reading: SheetReading | None = None
    reading: SheetReading | None = None
    images: PageImages | None = None
    digest: str = ""
    is_damaged: bool = False
    duration_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCorrection:
    """What a person says of a page; in its session it wins over whatever was read."""

    version_id: VersionId
    page_index: int
    number: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchCorrection:
    """What a person says of two sheets: a pair whatever they look like, or never one."""

    old_page_index: int
    new_page_index: int
    is_pair: bool
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentCorrection:
    """Points that a person says lie on one another; they win over the alignment that is found."""

    old_page_index: int
    new_page_index: int
    points: tuple[PointPair, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One comparison of two versions; another set of corrections makes another session."""

    id: SessionId
    project_id: ProjectId
    old_version_id: VersionId
    new_version_id: VersionId
    status: SessionStatus
    created_at: datetime
    updated_at: datetime
    session_type: str = "comparison"
    matched_count: int = 0
    added_count: int = 0
    removed_count: int = 0
    failed_count: int = 0
    new_set_is_partial: bool = False  # an old sheet that it lacks was not issued, not removed
    hides_annotations: bool = False  # markups in the PDFs are not compared
    # An earlier session of the same versions: what a correction does not touch is taken from it.
    follows: SessionId | None = None
    total_time_s: float | None = None
    error: Failure | None = None
    # Of the summary of the whole set: the one wanted, the one shown, whether somebody works on it.
    set_revision: int = 0
    set_summary_revision: int = 0
    set_summary_is_due: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayImages:
    """What the diff stage stored of a pair; of the tiles a viewer loads those in sight."""

    overlay_path: str
    view_path: str
    thumbnail_path: str
    width_px: int
    height_px: int
    dpi: float
    view_scale: float
    tiles_path: str | None = None  # absent in records of earlier versions


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCounts:
    """How many entries of each kind the change list has.

    What is written about the revision is counted apart: the title block and revision marks.
    """

    added: int = 0
    removed: int = 0
    modified: int = 0
    moved: int = 0
    title_block: int = 0
    revision_marks: int = 0

    @classmethod
    def of(cls, changes: Iterable[Change]) -> ChangeCounts:
        """Count a change list."""
        listed = tuple(changes)
        kinds = Counter(change.kind for change in listed if change.is_of_drawing)
        categories = Counter(change.category for change in listed)
        return cls(
            added=kinds[ChangeKind.ADDED],
            removed=kinds[ChangeKind.REMOVED],
            modified=kinds[ChangeKind.MODIFIED],
            moved=kinds[ChangeKind.MOVED],
            title_block=categories[ChangeCategory.TITLE_BLOCK],
            revision_marks=categories[ChangeCategory.REVISION_MARK],
        )

    @property
    def total(self) -> int:
        """Changes of the drawing itself."""
        return self.added + self.removed + self.modified + self.moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One row of the result: a pair of sheets, or a sheet added or removed."""

    id: ComparisonId
    session_id: SessionId
    project_id: ProjectId
    unit_index: int
    drawing_name: str
    title: str
    kind: MatchKind
    match: Match
    old_version_id: VersionId
    new_version_id: VersionId
    status: UnitStatus
    created_at: datetime
    updated_at: datetime
    attempts: int = 0
    error: Failure | None = None
    alignment: Alignment | None = None
    changes_path: str | None = None
    ledger_path: str | None = None  # where every differing pixel went; None without alignment
    counts: ChangeCounts = field(default_factory=ChangeCounts)
    images: OverlayImages | None = None
    revision_clouds: tuple[RevisionCloud, ...] = ()
    summary_text: str | None = None
    critical_change: str | None = None
    duration_s: float = 0.0
    # Of the change list: how often a person asked anew, whose summary is shown, whether one is due.
    revision: int = 0
    summary_revision: int = 0
    summary_is_due: bool = False
    manual_overlay_id: str | None = None  # what people said of the change list, if they did


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSummary:
    """Words for one comparison; the one of revision 0 is a unit of the session's last stage."""

    comparison_id: ComparisonId
    session_id: SessionId
    unit_index: int
    status: UnitStatus
    created_at: datetime
    updated_at: datetime
    source: str = "machine"
    revision: int = 0
    manual_overlay_id: str | None = None
    attempts: int = 0
    error: Failure | None = None
    summary_text: str = ""
    changes_found: tuple[ChangeFound, ...] = ()
    critical_change: str | None = None
    recommendations: tuple[str, ...] = ()
    model_version: str = ""
    model_use: ModelUse | None = None  # None where no language model is set up
    duration_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Root of a stage's completion count."""

    total: int
    shard_count: int
    closed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One part of a tally, about 16 units: a document takes about one write a second."""

    size: int
    completed: int = 0
    failed: int = 0


VERSION = Codec(DrawingVersion)
PROJECT = Codec(Project)
MEMBERSHIP = Codec(Membership)
USER = Codec(User)
REQUEST = Codec(RememberedRequest)
DRAWING = Codec(Drawing)
PAGE = Codec(Page)
PAGE_CORRECTION = Codec(PageCorrection)
MATCH_CORRECTION = Codec(MatchCorrection)
ALIGNMENT_CORRECTION = Codec(AlignmentCorrection)
SESSION = Codec(Session)
COMPARISON = Codec(Comparison)
SUMMARY = Codec(ChangeSummary)
TALLY = Codec(Tally)
SHARD = Codec(Shard)
# Lists that live in blobs.
CHANGES: TypeAdapter[tuple[Change, ...]] = TypeAdapter(tuple[Change, ...])
LEDGER: TypeAdapter[InkLedger] = TypeAdapter(InkLedger)
WORDS: TypeAdapter[tuple[Word, ...]] = TypeAdapter(tuple[Word, ...])
