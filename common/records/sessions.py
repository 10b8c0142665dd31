"""Records of a comparison of two sets and of what people said before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from common.domain.geometry import PointPair
from common.domain.ids import ProjectId, SessionId, VersionId
from common.domain.jobs import Failure, SessionStatus
from common.records.codec import Codec


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
    # The one that took its place; at most one does, by a correction, a retry or a repeat.
    followed_by: SessionId | None = None
    total_time_s: float | None = None
    error: Failure | None = None
    # Of the summary of the whole set: the one wanted, the one shown, whether somebody works on it.
    set_revision: int = 0
    set_summary_revision: int = 0
    set_summary_is_due: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedState:
    """A state of a session that files were written of.

    Attributes:
        passed_at: since when there is a newer one; `None` for the newest.
    """

    state: str
    passed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedStates:
    """All states of a session that files may be there of."""

    states: tuple[ExportedState, ...] = ()


PAGE_CORRECTION = Codec(PageCorrection)
MATCH_CORRECTION = Codec(MatchCorrection)
ALIGNMENT_CORRECTION = Codec(AlignmentCorrection)
SESSION = Codec(Session)
EXPORTED_STATES = Codec(ExportedStates)
