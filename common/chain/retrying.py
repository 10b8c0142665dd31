"""What failed of a session is tried again in one that follows it; what was done stays as it is.

A version that was read never changes, because sessions rest on it. So the pages that could be read
go over to a version that takes its place, and only the others are read. The session that follows
takes over the pairs that were compared.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from common import completion, paths
from common.chain.corrections import Said, load_said
from common.chain.following import check_is_last, following_session, take_place
from common.chain.reading import publish_pages
from common.chain.steps import load_comparisons, load_pages, load_version
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import SessionId, VersionId, retried_id
from common.domain.jobs import UnitStatus, VersionStatus
from common.ports import Ports
from common.records import PAGE, VERSION, DrawingVersion, Page, Session


class NothingFailedError(PermanentError):
    """There is nothing to try again."""


def retry_session(ports: Ports, session: Session, following_id: SessionId) -> Session:
    """Try again what failed of a session, pages and comparisons, in one that follows it.

    A repeat with the same id changes nothing that the first one did, and goes on where it died.

    Args:
        ports: the world.
        session: that has ended.
        following_id: of the session that takes its place.

    Raises:
        PermanentError: the session is under way (code CONFLICT).
        SupersededError: another session follows it already.
        NothingFailedError: nothing of it has failed.
        TransientError: a service does not answer.
    """
    if not session.status.is_terminal:
        raise PermanentError(
            ErrorCode.CONFLICT, "The session is still under way. Retry when it has ended."
        )
    check_is_last(session, following_id)
    versions = [load_version(ports, v) for v in (session.old_version_id, session.new_version_id)]
    is_failed = [bool(version.failed_page_count) for version in versions]
    if not any(is_failed) and not _has_failed_pairs(ports, session):
        raise NothingFailedError(
            ErrorCode.CONFLICT,
            "No page and no comparison of this session has failed. Regenerate a summary that has.",
        )
    old_version_id, new_version_id = (
        retry_failed_pages(ports, version).id if failed else version.id
        for version, failed in zip(versions, is_failed, strict=True)
    )
    following = following_session(ports, session, following_id, old_version_id, new_version_id)
    take_place(ports, session, following, _moved_said(ports, session, following))
    return following


def _has_failed_pairs(ports: Ports, session: Session) -> bool:
    comparisons = load_comparisons(ports, session.id)
    return any(comparison.status is UnitStatus.FAILED for comparison in comparisons)


def _moved_said(ports: Ports, before: Session, following: Session) -> Said:
    """Return what was said of the pages of the versions before, as of those that replace them."""
    replacing = {
        before.old_version_id: following.old_version_id,
        before.new_version_id: following.new_version_id,
    }
    said = load_said(ports, before.id)
    pages = (replace(p, version_id=replacing[p.version_id]) for p in said.pages)
    return replace(said, pages=tuple(pages))


def retry_failed_pages(ports: Ports, version: DrawingVersion) -> DrawingVersion:
    """Read the failed pages of a version again, in a version that takes its place.

    Its record comes last: whoever finds it finds its pages, and the sweep goes on from there.

    Raises:
        PermanentError: there is no failed page, or the version is still being read (CONFLICT).
    """
    pages = load_pages(ports, version.id)
    failed = [page for page in pages if page.status is UnitStatus.FAILED]
    if not version.status.is_terminal or not failed:
        raise PermanentError(
            ErrorCode.CONFLICT, "This version has no failed page, or is still being read."
        )
    again = _reading_again(version, ports)
    for page in failed:
        _copy_page_file(ports, page, again.id)
    now = ports.clock.now()
    ports.documents.create_missing(
        {
            paths.page_path(again.id, page.page_index): PAGE.encode(
                _taken_over(page, again.id) if page not in failed else _pending(page, again.id, now)
            )
            for page in pages
        }
    )
    done = [page.page_index for page in pages if page not in failed]
    tally = paths.page_tally_path(again.id)
    completion.create_tally(ports.documents, tally, len(pages), completed=done)
    completion.close_full_shards(ports.documents, tally)
    ports.documents.create_missing({paths.version_path(again.id): VERSION.encode(again)})
    publish_pages(ports, again.id)
    return again


def _reading_again(version: DrawingVersion, ports: Ports) -> DrawingVersion:
    now = ports.clock.now()
    return replace(
        version,
        id=retried_id(version.id),
        retry_of=version.id,
        status=VersionStatus.READING,
        failed_page_count=0,
        error=None,
        follows=None,
        overtaken_by=None,
        updated_at=now,
    )


def _taken_over(page: Page, version_id: VersionId) -> Page:
    """Return a page that could be read; its files stay where they are."""
    return replace(page, version_id=version_id)


def _pending(page: Page, version_id: VersionId, now: datetime) -> Page:
    return Page(
        project_id=page.project_id,
        version_id=version_id,
        page_index=page.page_index,
        status=UnitStatus.PENDING,
        created_at=now,
        updated_at=now,
        names=page.names,
    )


def _copy_page_file(ports: Ports, page: Page, version_id: VersionId) -> None:
    """Put the page where its new reading looks for it; one that was never split fails again."""
    source = paths.page_blob(page.version_id, page.page_index, "page.pdf")
    if ports.blobs.exists(source):
        target = paths.page_blob(version_id, page.page_index, "page.pdf")
        ports.blobs.write(target, ports.blobs.read(source))
