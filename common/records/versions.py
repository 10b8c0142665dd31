"""Records of an uploaded set and of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from common.domain.ids import ProjectId, VersionId
from common.domain.jobs import Failure, UnitStatus, VersionStatus
from common.domain.sheets import SheetReading, Word
from common.records.codec import Codec


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


VERSION = Codec(DrawingVersion)
PAGE = Codec(Page)
# A list that lives in a blob.
WORDS: TypeAdapter[tuple[Word, ...]] = TypeAdapter(tuple[Word, ...])
