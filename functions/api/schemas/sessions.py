"""Sessions and the comparisons in them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from common.chain.progress import StageProgress as Counted
from common.completion import Progress
from common.domain.changes import Alignment, Change, Match, RevisionCloud
from common.domain.disciplines import discipline_of
from common.domain.jobs import Failure
from common.domain.set_digest import DisciplineDigest, SetPoint
from common.domain.triage import TriageStatus
from common.records import ChangeCounts, Comparison, DrawingVersion, Session
from common.review_records import SetSummary
from functions.api.links import file_link
from functions.api.schemas.texts import Id, Request
from functions.api.schemas.triage import TriageTotals


class NewComparison(Request):
    """Two versions to compare; of the same drawing or not, in the same project."""

    old_version_id: Id
    new_version_id: Id
    new_set_is_partial: bool = Field(
        default=False, description="An old sheet that the new set lacks was not issued, not removed"
    )
    hide_annotations: bool = Field(
        default=False, description="Markups in the PDFs (comments, clouds) are not compared."
    )


class StageProgress(BaseModel):
    """Where a stage stands; all zero before it begins."""

    total: int
    completed: int
    failed: int
    percentage: float = Field(description="Of what is completed or failed, 0 to 100.")

    @classmethod
    def of(cls, progress: Progress | None) -> StageProgress:
        """Return the count as an answer."""
        if progress is None:
            return cls(total=0, completed=0, failed=0, percentage=0.0)
        done = progress.completed + progress.failed
        share = 100.0 * done / progress.total if progress.total else 100.0
        return cls(
            total=progress.total,
            completed=progress.completed,
            failed=progress.failed,
            percentage=round(share, 1),
        )


class SessionProgress(BaseModel):
    """Where the stages stand: pages read, sheets compared, summaries written."""

    ocr: StageProgress
    diff: StageProgress
    summary: StageProgress

    @classmethod
    def of(cls, counted: Counted) -> SessionProgress:
        """Return the counts by the customer's names of the stages."""
        return cls(
            ocr=StageProgress.of(counted.pages),
            diff=StageProgress.of(counted.pairs),
            summary=StageProgress.of(counted.summaries),
        )


class VersionRef(BaseModel):
    """One of a session's two versions."""

    drawing_version_id: str
    drawing_name: str
    version_number: int
    version_label: str
    status: str
    page_count: int | None
    failed_page_count: int
    error: Failure | None
    warnings: list[str]

    @classmethod
    def of(cls, version: DrawingVersion) -> VersionRef:
        """Return the record as an answer."""
        return cls(
            drawing_version_id=version.id,
            drawing_name=version.drawing_name,
            version_number=version.version_number,
            version_label=version.version_label,
            status=version.status,
            page_count=version.page_count,
            failed_page_count=version.failed_page_count,
            error=version.error,
            warnings=list(version.warnings),
        )


class MatchAnswer(BaseModel):
    """Why two sheets are a pair, or one stands alone."""

    method: str
    confidence: float
    review: bool = Field(description="A person should confirm it.")
    reason: str = Field(description="For review, in words.")

    @classmethod
    def of(cls, match: Match) -> MatchAnswer:
        """Return the value as an answer."""
        return cls(
            method=match.method,
            confidence=round(match.confidence, 3),
            review=match.review,
            reason=match.reason,
        )


class ComparisonRow(BaseModel):
    """One row of a session: a pair of sheets, or a sheet that was added or removed."""

    comparison_id: str
    drawing_name: str
    title: str
    discipline: str = Field(description="By the letters of the sheet number; `general` in doubt.")
    kind: str = Field(description="matched, added or removed")
    status: str
    error: Failure | None
    old_page: int | None = Field(description="From 1.")
    new_page: int | None
    old_number: str | None = Field(
        description="Of the old sheet, as read or corrected; null without sheet or number."
    )
    new_number: str | None = Field(
        description="Of the new sheet, as read or corrected; null without sheet or number."
    )
    match: MatchAnswer
    alignment_score: float | None = Field(description="0 to 1; null where nothing was aligned.")
    alignment_grade: str | None = Field(
        description="verified, good, doubtful or not_comparable: how far to trust the changes"
    )
    changes_count: int | None = Field(
        description="Changes of the drawing itself; null where there is no change list: not "
        "compared (yet), not comparable, or a sheet of one set only."
    )
    counts: ChangeCounts
    triage: TriageTotals | None = Field(
        description="What people decided of these changes, and of a sheet that was added or "
        "removed as a whole; null where there is nothing to decide."
    )
    sheet_triage: TriageStatus | None = Field(
        description="What people decided of the sheet as a whole; null where it is no change as a "
        "whole: in both sets, left out of a partial issue, not shown (yet)."
    )
    summary: str | None
    summary_error: Failure | None = Field(
        description="Why the newest that was asked for could not be written."
    )
    critical_change: str | None
    overlay_url: str | None
    view_url: str | None
    thumbnail_url: str | None

    @classmethod
    def of(cls, comparison: Comparison) -> ComparisonRow:
        """Return the record as an answer."""
        return cls(**_row(comparison))


def _row(comparison: Comparison) -> dict[str, object]:
    images, alignment, match = comparison.images, comparison.alignment, comparison.match
    return {
        "comparison_id": comparison.id,
        "drawing_name": comparison.drawing_name,
        "title": comparison.title,
        "discipline": discipline_of(comparison.drawing_name),
        "kind": comparison.kind,
        "status": comparison.status,
        "error": comparison.error,
        "old_page": None if match.old_page_index is None else match.old_page_index + 1,
        "new_page": None if match.new_page_index is None else match.new_page_index + 1,
        "old_number": comparison.old_number,
        "new_number": comparison.new_number,
        "match": MatchAnswer.of(match),
        "alignment_score": round(alignment.confidence, 3) if alignment else None,
        "alignment_grade": alignment.grade if alignment else None,
        "changes_count": comparison.counts.total if comparison.has_change_list else None,
        "counts": comparison.counts,
        "triage": TriageTotals.of(comparison),
        "sheet_triage": comparison.triage.sheet if comparison.is_sheet_change else None,
        "summary": comparison.summary_text,
        "summary_error": comparison.summary_error,
        "critical_change": comparison.critical_change,
        "overlay_url": file_link(images.overlay_path if images else None),
        "view_url": file_link(images.view_path if images else None),
        "thumbnail_url": file_link(images.thumbnail_path if images else None),
    }


class OverlaySize(BaseModel):
    """How large the overlay is: boxes in pixels are in its frame, those in points at its dpi."""

    width_px: int
    height_px: int
    dpi: float
    view_scale: float = Field(description="Of the smaller view, against the overlay.")


class ComparisonAnswer(ComparisonRow):
    """A comparison with all that is known of it; its changes are a list of their own."""

    session_id: str
    project_id: str
    old_version_id: str
    new_version_id: str
    alignment: Alignment | None
    revision_clouds: list[RevisionCloud]
    overlay_size: OverlaySize | None
    tiles_url: str | None = Field(description="The overlay as PMTiles, for a viewer.")
    ledger_url: str | None = Field(description="Where every differing pixel went, as JSON.")
    revision: int = Field(description="How often people have asked anew.")
    summary_revision: int = Field(description="Of the summary that is shown.")
    summary_is_due: bool = Field(description="A newer summary is being written.")
    updated_at: datetime

    @classmethod
    def of(cls, comparison: Comparison) -> ComparisonAnswer:
        """Return the record as an answer."""
        return cls(**comparison_fields(comparison))


def comparison_fields(comparison: Comparison) -> dict[str, object]:
    """Return what every answer about one comparison holds."""
    images = comparison.images
    return {
        **_row(comparison),
        "session_id": comparison.session_id,
        "project_id": comparison.project_id,
        "old_version_id": comparison.old_version_id,
        "new_version_id": comparison.new_version_id,
        "alignment": comparison.alignment,
        "revision_clouds": list(comparison.revision_clouds),
        "overlay_size": None
        if images is None
        else OverlaySize(
            width_px=images.width_px,
            height_px=images.height_px,
            dpi=images.dpi,
            view_scale=images.view_scale,
        ),
        "tiles_url": file_link(images.tiles_path if images else None, "application/vnd.pmtiles"),
        "ledger_url": file_link(comparison.ledger_path, "application/json"),
        "revision": comparison.revision,
        "summary_revision": comparison.summary_revision,
        "summary_is_due": comparison.summary_is_due,
        "updated_at": comparison.updated_at,
    }


class ChangeList(BaseModel):
    """Some changes of a comparison, in reading order."""

    changes: list[Change]
    next_page_token: str | None


class SessionSummary(BaseModel):
    """A session in a list."""

    session_id: str
    project_id: str
    session_type: str
    status: str
    error: Failure | None
    old_version_id: str
    new_version_id: str
    follows: str | None = Field(description="The session whose place it took, by a correction.")
    followed_by: str | None = Field(description="The session that took its place: go on there.")
    matched_count: int
    added_count: int
    removed_count: int
    failed_count: int
    new_set_is_partial: bool = Field(
        description="Those that count as removed were not issued; nobody says that they are gone."
    )
    total_time_s: float | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, session: Session) -> SessionSummary:
        """Return the record as an answer."""
        return cls(**_session(session))


def _session(session: Session) -> dict[str, object]:
    return {
        "session_id": session.id,
        "project_id": session.project_id,
        "session_type": session.session_type,
        "status": session.status,
        "error": session.error,
        "old_version_id": session.old_version_id,
        "new_version_id": session.new_version_id,
        "follows": session.follows,
        "followed_by": session.followed_by,
        "matched_count": session.matched_count,
        "added_count": session.added_count,
        "removed_count": session.removed_count,
        "failed_count": session.failed_count,
        "new_set_is_partial": session.new_set_is_partial,
        "total_time_s": session.total_time_s,
        "created_at": session.created_at,
        "updated_at": session.updated_at,
    }


class SetSummaryAnswer(BaseModel):
    """What matters most over all sheets, by discipline, with links to the sheets."""

    revision: int
    source: str
    model_version: str = Field(description="Who wrote it: a version of the rules, or a model.")
    fallback: str = Field(description="Why the rules wrote it and not the language model.")
    summary_text: str
    disciplines: list[DisciplineDigest]
    points: list[SetPoint]
    to_check: list[SetPoint] = Field(description="What we are not sure of, or failed at.")

    @classmethod
    def of(cls, summary: SetSummary) -> SetSummaryAnswer:
        """Return the record as an answer."""
        return cls(
            revision=summary.revision,
            source=summary.source,
            model_version=summary.model_version,
            fallback=summary.model_use.fallback if summary.model_use else "",
            summary_text=summary.summary_text,
            disciplines=list(summary.disciplines),
            points=list(summary.points),
            to_check=list(summary.to_check),
        )


class SessionAnswer(SessionSummary):
    """A session: where it stands, and what has been found so far."""

    hides_annotations: bool = Field(description="Markups in the PDFs are not compared.")
    old_version: VersionRef
    new_version: VersionRef
    progress: SessionProgress
    comparisons: list[ComparisonRow]
    set_summary: SetSummaryAnswer | None = Field(description="After the session has ended.")
    set_summary_is_due: bool
    set_summary_error: Failure | None = Field(
        description="Why the newest that was asked for could not be written."
    )

    @classmethod
    def made(
        cls,
        session: Session,
        versions: tuple[DrawingVersion, DrawingVersion],
        progress: SessionProgress,
        comparisons: list[Comparison],
        set_summaries: tuple[SetSummary | None, SetSummary | None],
    ) -> SessionAnswer:
        """Return the records as an answer; of the set's summaries, the one shown and the newest."""
        set_summary, newest = set_summaries
        return cls(
            **_session(session),
            hides_annotations=session.hides_annotations,
            old_version=VersionRef.of(versions[0]),
            new_version=VersionRef.of(versions[1]),
            progress=progress,
            comparisons=[ComparisonRow.of(comparison) for comparison in comparisons],
            set_summary=SetSummaryAnswer.of(set_summary) if set_summary else None,
            set_summary_is_due=session.set_summary_is_due,
            set_summary_error=newest.error if newest else None,
        )


class SessionList(BaseModel):
    """Some of a project's sessions, the newest first."""

    sessions: list[SessionSummary]
    next_page_token: str | None
