"""What failed of a session is tried again in one that follows it; what was done stays as it is.

A version that was read never changes, because sessions rest on it. So the pages that could be read
go over to a version that takes its place, and only the others are read. The session that follows
takes over the pairs that were compared, and writes every summary: of what was not in doubt a
language model's answer is kept, and not paid again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from common import completion, paths
from common.chain.corrections import Said, load_said
from common.chain.following import check_is_last, following_session, take_place
from common.chain.reading import publish_pages
from common.chain.set_summaries import load_set_summary
from common.chain.steps import load_comparisons, load_pages, load_version
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import SessionId, VersionId, retried_id
from common.domain.jobs import SessionStatus, UnitStatus, VersionStatus
from common.ports import Ports
from common.records import PAGE, VERSION, DrawingVersion, Page, Session


class NothingFailedError(PermanentError):
    """There is nothing to try again."""


def retry_session(ports: Ports, session: Session, following_id: SessionId) -> Session:
    """Try again all that failed of a session, in one that follows it.

    That is pages, comparisons and summaries, the set's too, and the matching of its sheets. A
    repeat with the same id changes nothing that the first one did, and goes on where it died.

    Args:
        ports: the world.
        session: that has ended.
        following_id: of the session that takes its place.

    Raises:
        PermanentError: the session is under way (code CONFLICT).
        SupersededError: another session follows it already.
        NothingFailedError: nothing of it has failed, or nothing that another try could change.
        TransientError: a service does not answer.
    """
    if not session.status.is_terminal:
        raise PermanentError(
            ErrorCode.CONFLICT, "The session is still under way. Retry when it has ended."
        )
    check_is_last(session, following_id)
    versions = [load_version(ports, v) for v in (session.old_version_id, session.new_version_id)]
    _refuse_hopeless(ports, session, versions)
    old_version_id, new_version_id = (
        retry_failed_pages(ports, version).id if version.failed_page_count else version.id
        for version in versions
    )
    following = following_session(ports, session, following_id, old_version_id, new_version_id)
    take_place(ports, session, following, _moved_said(ports, session, following))
    return following


def _refuse_hopeless(ports: Ports, session: Session, versions: Sequence[DrawingVersion]) -> None:
    """Refuse where another try would find what the session says already."""
    for version in versions:
        # Its pages may be read another time; a file that could not be opened stays what it is.
        if version.error is not None and not version.failed_page_count:
            raise NothingFailedError(
                ErrorCode.CONFLICT,
                f"{version.file_name} cannot be used, however often it is tried: "
                f"{version.error.message} Upload it anew and compare that.",
            )
    if session.status is SessionStatus.FAILED or any(v.failed_page_count for v in versions):
        return
    if not _has_failed_units(ports, session):
        raise NothingFailedError(
            ErrorCode.CONFLICT,
            "Nothing of this session has failed: no page, no sheet and no summary.",
        )


def _has_failed_units(ports: Ports, session: Session) -> bool:
    """Tell whether a pair, its latest summary or the set's has failed."""
    if any(
        comparison.status is UnitStatus.FAILED or comparison.summary_error is not None
        for comparison in load_comparisons(ports, session.id)
    ):
        return True
    of_set = load_set_summary(ports, session.id, session.set_revision)
    return of_set is not None and of_set.status is UnitStatus.FAILED


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
    ports.blobs.write_many(_page_files(ports, failed, again.id))
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


def _page_files(
    ports: Ports, pages: Sequence[Page], version_id: VersionId
) -> Iterator[tuple[str, bytes]]:
    """Yield each page's file with the place where its new reading looks for it.

    One that was never split has none, and fails again.
    """
    waiting = deque(pages)
    while waiting:
        places = [_page_file(page.version_id, page) for page in waiting]
        try:
            for content in ports.blobs.read_many(places):
                yield _page_file(version_id, waiting.popleft()), content
        except PermanentError as error:
            if error.code is not ErrorCode.NOT_FOUND:
                raise
            waiting.popleft()


def _page_file(version_id: VersionId, page: Page) -> str:
    return paths.page_blob(version_id, page.page_index, "page.pdf")
