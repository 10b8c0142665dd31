"""Reading: pages of a version are fanned out, counted and settled; then its sessions are woken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from common import completion, paths
from common.chain.sessions import wake_sessions
from common.chain.steps import change_version, finishing, is_due, load_pages, load_version
from common.completion import Unit
from common.domain.errors import ErrorCode
from common.domain.events import PageQueued, VersionPagesRead
from common.domain.ids import VersionId
from common.domain.jobs import VERSION_TRANSITIONS, Failure, UnitStatus, VersionStatus
from common.domain.sheets import SheetReading
from common.ports import Ports, Transaction
from common.records import PAGE, VERSION, DrawingVersion, Page, SetPart

# Page records of some kilobytes each; a transaction may take 10 MiB and 500 writes.
PAGES_PER_TRANSACTION = 100


def page_unit(version_id: VersionId, page_index: int) -> Unit:
    """Return the page as a unit of its version's tally."""
    return Unit(
        path=paths.page_path(version_id, page_index),
        tally_path=paths.page_tally_path(version_id),
        index=page_index,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """What splitting a set found.

    Attributes:
        warnings: what the user should check.
        unread_file_count: files of the set that could not be opened.
        parts: the files again, each with its page count.
        page_names: label and bookmarks of each page; empty when no page has any.
    """

    page_count: int
    warnings: tuple[str, ...] = ()
    unread_file_count: int = 0
    parts: tuple[SetPart, ...] = ()
    page_names: tuple[tuple[str, ...], ...] = ()


def fan_out_pages(ports: Ports, version: DrawingVersion, split: Split) -> None:
    """Create one record per page and publish one event each (a repeat: for pending ones)."""
    now = ports.clock.now()
    pages = [
        Page(
            project_id=version.project_id,
            version_id=version.id,
            page_index=index,
            status=UnitStatus.PENDING,
            created_at=now,
            updated_at=now,
            names=split.page_names[index] if split.page_names else (),
        )
        for index in range(split.page_count)
    ]
    ports.documents.create_missing(
        {paths.page_path(version.id, page.page_index): PAGE.encode(page) for page in pages}
    )
    completion.create_tally(ports.documents, paths.page_tally_path(version.id), split.page_count)
    _move_version(
        ports,
        version.id,
        VersionStatus.READING,
        lambda current: replace(
            current,
            page_count=split.page_count,
            warnings=(*current.warnings, *split.warnings),
            unread_file_count=current.unread_file_count + split.unread_file_count,
            parts=split.parts or current.parts,
        ),
    )
    publish_pages(ports, version.id)


def publish_pages(ports: Ports, version_id: VersionId, before: datetime | None = None) -> None:
    """Publish an event for every page still pending that nobody has begun since `before`."""
    due = [page for page in load_pages(ports, version_id) if is_due(page, before)]
    ports.bus.publish(
        [PageQueued(version_id=version_id, page_index=page.page_index) for page in due]
    )


def finish_page(
    ports: Ports, version_id: VersionId, page_index: int, finish: Callable[[Page], Page]
) -> None:
    """Record a page's result, count it, and go on if it was the last."""
    unit = page_unit(version_id, page_index)
    completion.count_unit(ports.documents, unit, finishing(ports, PAGE, finish))
    settle_page(ports, version_id, page_index)


def settle_page(ports: Ports, version_id: VersionId, page_index: int) -> None:
    """Walk close and trigger for a page that is terminal."""
    if completion.close(ports.documents, page_unit(version_id, page_index)):
        ask_to_settle(ports, version_id)


def ask_to_settle(ports: Ports, version_id: VersionId) -> None:
    """Publish the event of a version whose pages are all terminal."""
    ports.bus.publish([VersionPagesRead(version_id=version_id)])


def fail_page(ports: Ports, version_id: VersionId, page_index: int, failure: Failure) -> None:
    """Record that a page could not be read."""
    finish_page(
        ports,
        version_id,
        page_index,
        lambda page: replace(page, status=UnitStatus.FAILED, error=failure),
    )


def write_readings(
    ports: Ports, version_id: VersionId, readings: Mapping[int, SheetReading]
) -> None:
    """Give pages their settled readings, by page index.

    Nothing else changes a page that is terminal, and this only until its version has ended
    reading: what a session was matched by never changes under it. Equal readings are not written,
    so that a repeat finds nothing to do.
    """
    indices = sorted(readings)
    for first in range(0, len(indices), PAGES_PER_TRANSACTION):
        chunk = {i: readings[i] for i in indices[first : first + PAGES_PER_TRANSACTION]}
        ports.documents.transact(partial(_write_chunk, ports, version_id, chunk))


def _write_chunk(
    ports: Ports,
    version_id: VersionId,
    readings: Mapping[int, SheetReading],
    transaction: Transaction,
) -> None:
    places = {index: paths.page_path(version_id, index) for index in readings}
    version, *pages = transaction.get_many([paths.version_path(version_id), *places.values()])
    if version is None or VERSION.decode(version).status is not VersionStatus.READING:
        return
    for index, document in zip(places, pages, strict=True):
        page = PAGE.decode(document) if document else None
        if page is not None and page.page_reading and page.reading != readings[index]:
            settled = replace(
                page,
                reading=readings[index],
                drawing_name=readings[index].number,
                updated_at=ports.clock.now(),
            )
            transaction.set(places[index], PAGE.encode(settled))


def end_reading(ports: Ports, version_id: VersionId, warning: str = "") -> None:
    """End the reading of a version whose pages are all terminal, and wake its sessions.

    Args:
        ports: the world.
        version_id: of the version; one that is still being read stays as it is.
        warning: what the user should check.
    """
    pages = completion.progress(ports.documents, paths.page_tally_path(version_id))
    if pages is None or not pages.is_complete:
        return
    status = VersionStatus.READY if pages.completed else VersionStatus.FAILED
    _move_version(
        ports,
        version_id,
        status,
        lambda version: replace(
            version,
            failed_page_count=pages.failed,
            error=None if pages.completed else _NO_PAGE,
            warnings=(*version.warnings, warning) if warning else version.warnings,
        ),
    )
    wake_sessions(ports, version_id)


def fail_version(ports: Ports, version_id: VersionId, failure: Failure) -> None:
    """Record that a version cannot be used, and wake its sessions to say so.

    One that has been split already is being read and will end by its pages' results: what has
    failed then is a repeat of the event, and all that may be missing is a page's event.
    """
    if load_version(ports, version_id).status is VersionStatus.READING:
        publish_pages(ports, version_id)
        return
    change_version(
        ports,
        version_id,
        lambda version: (
            replace(version, status=VersionStatus.FAILED, error=failure)
            if version.status is VersionStatus.UPLOADED
            else version
        ),
    )
    wake_sessions(ports, version_id)


_NO_PAGE = Failure(
    code=ErrorCode.NOTHING_TO_COMPARE,
    message="No page of this drawing set could be read. Open it in a PDF viewer, print it to a "
    "new PDF and compare that.",
)


def _move_version(
    ports: Ports,
    version_id: VersionId,
    status: VersionStatus,
    facts: Callable[[DrawingVersion], DrawingVersion],
) -> None:
    def move(version: DrawingVersion) -> DrawingVersion:
        if status not in VERSION_TRANSITIONS[version.status]:
            return version
        return replace(facts(version), status=status)

    change_version(ports, version_id, move)
