"""Steps every stage shares: load a record, begin a unit, change a record in a transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from common import paths
from common.domain.changes import AlignmentGrade, Change, RevisionCloud
from common.domain.errors import ErrorCode, PermanentError, TransientError
from common.domain.geometry import POINTS_PER_INCH
from common.domain.ids import ComparisonId, SessionId, VersionId
from common.domain.manual_regions import (
    ManualRegion,
    SheetFrame,
    corrected_changes,
    corrected_clouds,
)
from common.outcomes import StageOutcome, note_outcome
from common.ports import Ports, Transaction
from common.records import (
    ALIGNMENT_CORRECTION,
    CHANGES,
    COMPARISON,
    MATCH_CORRECTION,
    PAGE,
    PAGE_CORRECTION,
    SESSION,
    SUMMARY,
    VERSION,
    AlignmentCorrection,
    ChangeSummary,
    Codec,
    Comparison,
    Document,
    DrawingVersion,
    MatchCorrection,
    Page,
    PageCorrection,
    PageImages,
    Session,
    existing,
)
from common.review_records import MANUAL_OVERLAY, ManualOverlay, SetSummary

R = TypeVar("R", Page, Comparison, ChangeSummary, SetSummary)


def load_version(ports: Ports, version_id: VersionId) -> DrawingVersion:
    """Return the version.

    Raises:
        TransientError: it is not there yet; the upload may overtake its record.
    """
    document = ports.documents.get(paths.version_path(version_id))
    if document is None:
        raise TransientError(ErrorCode.NOT_FOUND, f"Drawing version {version_id} is not there.")
    return VERSION.decode(document)


def load_session(ports: Ports, session_id: SessionId) -> Session:
    """Return the session.

    Raises:
        PermanentError: there is none.
    """
    document = ports.documents.get(paths.session_path(session_id))
    if document is None:
        raise PermanentError(ErrorCode.NOT_FOUND, f"Session {session_id} does not exist.")
    return SESSION.decode(document)


def load_comparison(ports: Ports, comparison_id: ComparisonId) -> Comparison:
    """Return the comparison.

    Raises:
        PermanentError: there is none.
    """
    document = ports.documents.get(paths.comparison_path(comparison_id))
    if document is None:
        raise PermanentError(ErrorCode.NOT_FOUND, f"Comparison {comparison_id} does not exist.")
    return COMPARISON.decode(document)


def load_pages(ports: Ports, version_id: VersionId) -> list[Page]:
    """Return the version's pages in page order."""
    return [PAGE.decode(d) for d in ports.documents.query(paths.pages_collection(version_id))]


def load_page(ports: Ports, version_id: VersionId, page_index: int | None) -> Page | None:
    """Return a page, `None` where there is none."""
    if page_index is None:
        return None
    document = ports.documents.get(paths.page_path(version_id, page_index))
    return PAGE.decode(document) if document else None


def load_page_images(ports: Ports, version_id: VersionId, page_index: int) -> PageImages:
    """Return where the files of a page that was read are.

    Raises:
        PermanentError: there is no such page, or it could not be read.
    """
    page = load_page(ports, version_id, page_index)
    images = page.images if page else None
    if images is None:
        raise PermanentError(ErrorCode.NOT_FOUND, f"Page {page_index + 1} could not be read.")
    return images


def load_page_corrections(
    ports: Ports, session_id: SessionId, version_id: VersionId
) -> dict[int, PageCorrection]:
    """Return what people said, in a session, of the version's pages, by page index."""
    documents = ports.documents.query(
        paths.page_corrections_collection(session_id), {"version_id": version_id}
    )
    corrections = (PAGE_CORRECTION.decode(document) for document in documents)
    return {correction.page_index: correction for correction in corrections}


def load_match_corrections(ports: Ports, session_id: SessionId) -> list[MatchCorrection]:
    """Return what people said of the session's pairs."""
    documents = ports.documents.query(paths.match_corrections_collection(session_id))
    return [MATCH_CORRECTION.decode(document) for document in documents]


def load_alignment_correction(ports: Ports, comparison: Comparison) -> AlignmentCorrection | None:
    """Return how a person laid the two sheets on one another, `None` when nobody did."""
    old_index, new_index = comparison.match.old_page_index, comparison.match.new_page_index
    if old_index is None or new_index is None:
        return None
    document = ports.documents.get(
        paths.alignment_correction_path(comparison.session_id, old_index, new_index)
    )
    return ALIGNMENT_CORRECTION.decode(document) if document else None


def load_corrected_pages(ports: Ports, session_id: SessionId, version_id: VersionId) -> list[Page]:
    """Return the version's pages with what people said of them in a session."""
    corrections = load_page_corrections(ports, session_id, version_id)
    return [
        _corrected(page, corrections[page.page_index].number)
        if page.page_index in corrections
        else page
        for page in load_pages(ports, version_id)
    ]


def _corrected(page: Page, number: str) -> Page:
    if page.reading is None:
        return page
    return replace(page, reading=page.reading.corrected(number), drawing_name=number)


def load_comparisons(ports: Ports, session_id: SessionId) -> list[Comparison]:
    """Return the session's comparisons in the order they are shown."""
    documents = ports.documents.query(paths.COMPARISONS, {"session_id": session_id})
    return sorted((COMPARISON.decode(d) for d in documents), key=lambda c: c.unit_index)


def load_comparison_at(ports: Ports, session_id: SessionId, index: int) -> Comparison | None:
    """Return the comparison at a place of a session's list, `None` where the list has ended."""
    documents = ports.documents.query(
        paths.COMPARISONS, {"session_id": session_id, "unit_index": index}
    )
    return COMPARISON.decode(documents[0]) if documents else None


def load_found_changes(ports: Ports, comparison: Comparison) -> tuple[Change, ...]:
    """Return the change list as it was found, whatever people said; empty while there is none."""
    if comparison.changes_path is None:
        return ()
    return CHANGES.validate_json(ports.blobs.read(comparison.changes_path))


def load_changes(ports: Ports, comparison: Comparison) -> tuple[Change, ...]:
    """Return the comparison's change list with what people said; empty while there is none."""
    return load_corrected(ports, comparison)[0]


def load_corrected(
    ports: Ports, comparison: Comparison
) -> tuple[tuple[Change, ...], tuple[RevisionCloud, ...]]:
    """Return the change list and the revision clouds with what people said."""
    overlay = load_manual_overlay(ports, comparison)
    changes = load_found_changes(ports, comparison)
    if overlay is None:
        return changes, comparison.revision_clouds
    frame = load_frame(ports, comparison)
    return corrected(changes, comparison.revision_clouds, overlay.regions, frame)


def corrected(
    changes: Sequence[Change],
    clouds: Sequence[RevisionCloud],
    regions: Sequence[ManualRegion],
    frame: SheetFrame,
) -> tuple[tuple[Change, ...], tuple[RevisionCloud, ...]]:
    """Return what was found with what people said of it."""
    listed = corrected_changes(changes, regions, clouds, frame)
    return listed, corrected_clouds(clouds, listed, regions)


def load_manual_overlay(ports: Ports, comparison: Comparison) -> ManualOverlay | None:
    """Return what people said of the change list and counts, `None` when nobody did."""
    if comparison.manual_overlay_id is None:
        return None
    path = paths.manual_overlay_path(comparison.id, comparison.manual_overlay_id)
    return MANUAL_OVERLAY.decode(existing(ports.documents.get(path), path))


def load_shown_page(ports: Ports, comparison: Comparison) -> Page | None:
    """Return the page in whose frame changes lie: the new one's, the old one's when removed."""
    document = ports.documents.get(shown_page_path(comparison))
    return None if document is None else PAGE.decode(document)


def shown_page_path(comparison: Comparison) -> str:
    """Return where the page lies in whose frame changes lie."""
    match = comparison.match
    if match.new_page_index is not None:
        return paths.page_path(comparison.new_version_id, match.new_page_index)
    return paths.page_path(comparison.old_version_id, match.old_page_index or 0)


def load_frame(ports: Ports, comparison: Comparison) -> SheetFrame:
    """Return where points of the sheet lie in its overlay.

    Raises:
        PermanentError: it has no overlay.
    """
    return frame_of(comparison, load_shown_page(ports, comparison))


def frame_of(comparison: Comparison, page: Page | None) -> SheetFrame:
    """Return where points of the sheet lie in its overlay.

    Args:
        comparison: of the sheet.
        page: the shown one.

    Raises:
        PermanentError: it has no overlay.
    """
    overlay = comparison.images
    if page is None or page.images is None or overlay is None:
        raise PermanentError(ErrorCode.NOT_FOUND, f"{comparison.drawing_name} has no overlay.")
    is_beside = (
        comparison.alignment is not None
        and comparison.alignment.grade is AlignmentGrade.NOT_COMPARABLE
    )
    own_px = round(page.images.width_pt * overlay.dpi / POINTS_PER_INCH)
    return SheetFrame(
        width_pt=page.images.width_pt,
        height_pt=page.images.height_pt,
        dpi=overlay.dpi,
        left_px=max(0, overlay.width_px - own_px) if is_beside else 0,
    )


def as_summarised(ports: Ports, comparison: Comparison, summary: ChangeSummary) -> Comparison:
    """Return the comparison with what people had said when a summary was asked for.

    The first summary speaks of the list as it was found, or as it was taken over.
    """
    overlay_id = summary.manual_overlay_id
    if summary.revision == 0:
        taken_over = paths.manual_overlay_id(0)
        path = paths.manual_overlay_path(comparison.id, taken_over)
        overlay_id = taken_over if ports.documents.get(path) else None
    return replace(comparison, manual_overlay_id=overlay_id)


def load_shown_summary(ports: Ports, comparison: Comparison) -> ChangeSummary:
    """Return the summary that counts: the newest that was written."""
    return load_summary(ports, comparison.id, comparison.summary_revision)


def load_summary(ports: Ports, comparison_id: ComparisonId, revision: int = 0) -> ChangeSummary:
    """Return the comparison's summary of a revision of its change list, pending or not.

    Raises:
        PermanentError: there is none.
    """
    document = ports.documents.get(paths.summary_path(comparison_id, revision))
    return planned_summary(document, comparison_id)


def planned_summary(document: Document | None, comparison_id: ComparisonId) -> ChangeSummary:
    """Return a comparison's summary from its document.

    Raises:
        PermanentError: there is none.
    """
    if document is None:
        raise PermanentError(ErrorCode.NOT_FOUND, f"No summary was planned for {comparison_id}.")
    return SUMMARY.decode(document)


def is_due(unit: R, before: datetime | None) -> bool:
    """Tell whether an event of a unit is to be published: it is pending, and nobody works on it.

    Args:
        unit: stamped by whoever began it last.
        before: who began it later is taken to be at work; `None`: whoever began it is gone.
    """
    return not unit.status.is_terminal and (before is None or unit.updated_at <= before)


def begin(ports: Ports, codec: Codec[R], path: str) -> R:
    """Count an attempt on a unit and return it; a terminal unit is returned as it is.

    Raises:
        PermanentError: there is no such unit.
    """

    def body(transaction: Transaction) -> R:
        document = transaction.get(path)
        unit = codec.decode(existing(document, path))
        if unit.status.is_terminal:
            note_outcome(StageOutcome.DUPLICATE)
            return unit
        begun = replace(unit, attempts=unit.attempts + 1, updated_at=ports.clock.now())
        transaction.set(path, codec.encode(begun))
        return begun

    return ports.documents.transact(body)


def finishing(
    ports: Ports, codec: Codec[R], finish: Callable[[R], R]
) -> Callable[[Document], Document]:
    """Turn a change of a record into a change of its document, stamped with the time."""
    return lambda pending: codec.encode(
        replace(finish(codec.decode(pending)), updated_at=ports.clock.now())
    )


def change_version(
    ports: Ports, version_id: VersionId, change: Callable[[DrawingVersion], DrawingVersion]
) -> None:
    """Change a version in a transaction; an unchanged one is not written.

    Raises:
        TransientError: it is not there yet.
    """
    path = paths.version_path(version_id)

    def body(transaction: Transaction) -> None:
        document = transaction.get(path)
        if document is None:
            raise TransientError(ErrorCode.NOT_FOUND, f"Version {version_id} is not there yet.")
        version = VERSION.decode(document)
        changed = change(version)
        if changed != version:
            now = ports.clock.now()
            transaction.set(path, VERSION.encode(replace(changed, updated_at=now)))

    ports.documents.transact(body)


def change_session(
    ports: Ports, session_id: SessionId, change: Callable[[Session], Session]
) -> Session:
    """Change a session in a transaction and return what it is then.

    Raises:
        PermanentError: there is none.
    """
    path = paths.session_path(session_id)

    def body(transaction: Transaction) -> Session:
        document = transaction.get(path)
        if document is None:
            raise PermanentError(ErrorCode.NOT_FOUND, f"Session {session_id} does not exist.")
        session = SESSION.decode(document)
        changed = change(session)
        if changed == session:
            return session
        stamped = replace(changed, updated_at=ports.clock.now())
        transaction.set(path, SESSION.encode(stamped))
        return stamped

    return ports.documents.transact(body)
