"""Failed pages are tried again in another reading of the same set; what was read stays as it is.

A version that was read never changes, because sessions rest on it. So the pages that could be read
go over to a version that takes its place, and only the others are read.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from common import completion, paths
from common.chain.reading import publish_pages
from common.chain.steps import load_pages
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import VersionId, retried_id
from common.domain.jobs import UnitStatus, VersionStatus
from common.ports import Ports
from common.records import PAGE, VERSION, DrawingVersion, Page


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
