"""The events of the chain. State is the truth, events are hints: each names a record, no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, get_args

from common.domain.ids import ComparisonId, SessionId, VersionId


class Topic(StrEnum):
    """Where an event is published; one subscription, one handler each."""

    DROPS = "drops"
    UPLOADS = "uploads"
    OCR_PAGES = "ocr-pages"
    OCR_VERSIONS = "ocr-versions"
    SESSIONS_READY = "sessions-ready"
    DIFF_PAIRS = "diff-pairs"
    SUMMARY_OVERLAYS = "summary-overlays"
    SUMMARY_SETS = "summary-sets"


@dataclass(frozen=True, slots=True, kw_only=True)
class DropFinalized:
    """A file was dropped into the bucket; the only event that comes before any record."""

    path: str
    generation: int
    dropped_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadFinalized:
    """A drawing set lies complete in the bucket."""

    version_id: VersionId


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQueued:
    """A one-page PDF waits to be read."""

    version_id: VersionId
    page_index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPagesRead:
    """Every page of a version is terminal: what they have in common can be settled."""

    version_id: VersionId


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReady:
    """Both versions of a session have been read, well or badly."""

    session_id: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class PairQueued:
    """A pair of sheets (or a single one) waits to be compared."""

    comparison_id: ComparisonId


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayReady:
    """A pair has been compared, or has failed to be: its summary is due.

    Attributes:
        revision: of the change list; 0 as it was found, more when a person asked again.
    """

    comparison_id: ComparisonId
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSummaryQueued:
    """All sheets of a session are summarised, or one anew: the summary of the set is due."""

    session_id: SessionId
    revision: int


# Each is of a unit, whose record counts how often it was begun; the others are of no unit.
UnitEvent = PageQueued | PairQueued | OverlayReady | SetSummaryQueued

Event = DropFinalized | UploadFinalized | VersionPagesRead | SessionReady | UnitEvent

TOPIC_OF: dict[type[Event], Topic] = {
    DropFinalized: Topic.DROPS,
    UploadFinalized: Topic.UPLOADS,
    PageQueued: Topic.OCR_PAGES,
    VersionPagesRead: Topic.OCR_VERSIONS,
    SessionReady: Topic.SESSIONS_READY,
    PairQueued: Topic.DIFF_PAIRS,
    OverlayReady: Topic.SUMMARY_OVERLAYS,
    SetSummaryQueued: Topic.SUMMARY_SETS,
}

# Whose events end by that count, and not by how often a broker has brought them.
TOPICS_OF_UNITS: Final = frozenset(TOPIC_OF[event_type] for event_type in get_args(UnitEvent))
