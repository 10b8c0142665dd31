"""Steps every stage shares: load a record, begin a unit, change a record in a transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from common import paths
from common.domain.changes import Change
from common.domain.errors import ErrorCode, PermanentError, TransientError
from common.domain.ids import ComparisonId, SessionId, VersionId
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
)

R = TypeVar("R", Page, Comparison, ChangeSummary)


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


def load_page_images(ports: Ports, version_id: VersionId, page_index: int) -> PageImages:
    """Return where the files of a page that was read are.

    Raises:
        PermanentError: there is no such page, or it could not be read.
    """
    document = ports.documents.get(paths.page_path(version_id, page_index))
    images = PAGE.decode(document).images if document else None
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


def load_changes(ports: Ports, comparison: Comparison) -> tuple[Change, ...]:
    """Return the comparison's change list, empty while there is none."""
    if comparison.changes_path is None:
        return ()
    return CHANGES.validate_json(ports.blobs.read(comparison.changes_path))


def load_summary(ports: Ports, comparison_id: ComparisonId) -> ChangeSummary:
    """Return the comparison's machine summary, pending or not.

    Raises:
        PermanentError: there is none.
    """
    document = ports.documents.get(paths.summary_path(comparison_id))
    if document is None:
        raise PermanentError(ErrorCode.NOT_FOUND, f"No summary was planned for {comparison_id}.")
    return SUMMARY.decode(document)


def begin(ports: Ports, codec: Codec[R], path: str) -> R:
    """Count an attempt on a unit and return it; a terminal unit is returned as it is.

    Raises:
        PermanentError: there is no such unit.
    """

    def body(transaction: Transaction) -> R:
        document = transaction.get(path)
        if document is None:
            raise PermanentError(ErrorCode.NOT_FOUND, f"There is no record at {path}.")
        unit = codec.decode(document)
        if unit.status.is_terminal:
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
