"""What must hold when a run has ended, whatever happened on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from common import completion, paths
from common.chain.steps import (
    load_comparisons,
    load_pages,
    load_session,
    load_shown_summary,
    load_summary,
    load_version,
)
from common.completion import Progress
from common.domain.changes import MatchKind
from common.domain.errors import ErrorCode
from common.domain.events import SessionReady, UploadFinalized
from common.domain.ids import VersionId
from common.domain.jobs import SessionStatus, UnitStatus, VersionStatus
from common.records import ChangeSummary, Comparison, DrawingVersion, Page
from tests.simulation.chain import Run
from tests.simulation.review_promises import reviewed
from tests.simulation.rooms import ALONE, settled_number

# What a unit that failed by chance too often ends with.
GAVE_UP = frozenset({ErrorCode.CONFLICT, ErrorCode.WORKER_DIED})
Unit = Page | Comparison | ChangeSummary


def violations(run: Run) -> list[str]:
    """Return every broken promise, in words."""
    found = [f"a finished record was rewritten: {path}" for path in run.documents.terminal_rewrites]
    if run.script.is_dropped and not run.has_session():
        return found + list(_dropped_alone(run))
    found += _liveness(run)
    for version_id in run.script.versions:
        found += _reading(run, version_id)
    found += _comparing(run)
    found += reviewed(run)
    return found


def _dropped_alone(run: Run) -> Iterator[str]:
    """Two sets that were dropped are compared, unless one of them cannot be used."""
    for version_id in run.script.versions:
        yield from _reading(run, version_id)
    versions = [load_version(run.ports, version_id) for version_id in run.script.versions]
    if all(version.status is VersionStatus.READY for version in versions):
        yield "two sets were dropped and read, and never compared"


def _liveness(run: Run) -> Iterator[str]:
    status = load_session(run.ports, run.script.session_id).status
    if not status.is_terminal:
        yield f"the session is {status} after {run.late_sweeps} sweeps"
    excused = run.client_died or (run.reviewer_died and not run.session_stood_still)
    if run.late_sweeps and not run.script.loss and not excused:
        yield "it stood still although no event was lost"


def _reading(run: Run, version_id: VersionId) -> Iterator[str]:
    version, pages = load_version(run.ports, version_id), load_pages(run.ports, version_id)
    gave_up = any(
        isinstance(e, UploadFinalized) and e.version_id == version_id for e in run.dead_letters
    ) or (version.error is not None and version.error.code in GAVE_UP)
    if not version.status.is_terminal:
        yield f"{version_id} is {version.status}"
    if version.page_count is None:
        if not gave_up:
            yield f"{version_id} was never split"
        return
    if len(pages) != run.script.page_counts[version_id]:
        yield f"{version_id} has {len(pages)} pages"
    yield from _tally(run, paths.page_tally_path(version_id), pages)
    failed = [page for page in pages if page.status is UnitStatus.FAILED]
    readable = VersionStatus.READY if len(failed) < len(pages) else VersionStatus.FAILED
    if (version.status, version.failed_page_count) != (readable, len(failed)):
        yield f"{version_id} is {version.status} with {version.failed_page_count} failed pages"
    yield from _settled(version, pages)
    for page in pages:
        is_bad = (version_id, page.page_index) in run.script.bad_pages
        yield from _result(f"{version_id} page {page.page_index}", page, is_bad=is_bad)


def _settled(version: DrawingVersion, pages: Sequence[Page]) -> Iterator[str]:
    """Every page has the number that all pages together tell, unless settling gave up."""
    read = [page for page in pages if page.status is UnitStatus.COMPLETED]
    for place, page in enumerate(read):
        allowed = {settled_number(place, len(read))} | ({ALONE} if version.warnings else set())
        name = f"{version.id} page {page.page_index}"
        if page.drawing_name not in allowed:
            yield f"{name} has the number {page.drawing_name}, not {allowed}"
        if page.page_reading is None or page.page_reading.number != ALONE:
            yield f"{name} has lost its own reading"


def _comparing(run: Run) -> Iterator[str]:
    session = load_session(run.ports, run.script.session_id)
    comparisons = load_comparisons(run.ports, run.script.session_id)
    versions = [load_version(run.ports, version_id) for version_id in run.script.versions]
    unread = sum(version.failed_page_count for version in versions)
    if any(version.status is VersionStatus.FAILED for version in versions):
        if session.status is not SessionStatus.FAILED or comparisons:
            yield f"the session is {session.status} without a version"
        return
    if session.matched_count + session.added_count + session.removed_count == 0:
        if not _gave_up_matching(run):
            yield f"the session is {session.status} without a sheet"
        return
    summaries = [load_summary(run.ports, comparison.id) for comparison in comparisons]
    yield from _tally(run, paths.pair_tally_path(run.script.session_id), comparisons)
    yield from _tally(run, paths.summary_tally_path(run.script.session_id), summaries)
    yield from _sheets(run, comparisons)
    for comparison, summary in zip(comparisons, summaries, strict=True):
        yield from _pair(run, comparison, summary)
    counted = (session.matched_count, session.added_count, session.removed_count)
    kinds = [comparison.kind for comparison in comparisons]
    if counted != tuple(
        kinds.count(kind) for kind in (MatchKind.MATCHED, MatchKind.ADDED, MatchKind.REMOVED)
    ):
        yield f"the session counts {counted}"
    failed = sum(c.status is UnitStatus.FAILED for c in comparisons)
    wordless = sum(s.status is UnitStatus.FAILED for s in summaries)
    expected = (SessionStatus.COMPLETED, 0)
    if failed + unread + wordless:
        expected = (SessionStatus.COMPLETED_WITH_FAILURES, failed + unread)
    if failed == len(comparisons):
        expected = (SessionStatus.FAILED, 0)
    if (session.status, session.failed_count) != expected:
        yield f"the session is {session.status} with {session.failed_count}, not {expected}"


def _gave_up_matching(run: Run) -> bool:
    error = load_session(run.ports, run.script.session_id).error
    died = any(isinstance(event, SessionReady) for event in run.dead_letters)
    return died or (error is not None and error.code in GAVE_UP)


def _sheets(run: Run, comparisons: Sequence[Comparison]) -> Iterator[str]:
    """Every page that could be read is in exactly one comparison."""
    for version_id, side in zip(
        run.script.versions, ("old_page_index", "new_page_index"), strict=True
    ):
        read = [p.page_index for p in load_pages(run.ports, version_id) if p.images]
        shown = [getattr(comparison.match, side) for comparison in comparisons]
        if sorted(index for index in shown if index is not None) != read:
            yield f"{version_id}: pages {read} were read, {shown} are compared"


def _pair(run: Run, comparison: Comparison, summary: ChangeSummary) -> Iterator[str]:
    match = comparison.match
    index = match.old_page_index if match.new_page_index is None else match.new_page_index
    yield from _result(f"pair {index}", comparison, is_bad=index in run.script.bad_pairs)
    names = {
        page.drawing_name
        for version_id, page_index in (
            (comparison.new_version_id, match.new_page_index),
            (comparison.old_version_id, match.old_page_index),
        )
        for page in load_pages(run.ports, version_id)
        if page.page_index == page_index
    }
    if comparison.drawing_name not in names:
        yield f"pair {index} was matched as {comparison.drawing_name}, its pages are {names}"
    pair_failed = comparison.status is UnitStatus.FAILED
    yield from _result(f"summary {index}", summary, is_bad=pair_failed)
    shown = load_shown_summary(run.ports, comparison)
    gist = (shown.summary_text or None, shown.critical_change)
    if (comparison.summary_text, comparison.critical_change) != gist:
        yield f"pair {index} shows {comparison.summary_text}, its summary says {gist}"


def _result(name: str, unit: Unit, *, is_bad: bool) -> Iterator[str]:
    if not unit.status.is_terminal:
        yield f"{name} is {unit.status}"
    elif (unit.status is UnitStatus.FAILED) != is_bad and not (
        unit.error and unit.error.code in GAVE_UP
    ):
        yield f"{name} is {unit.status}: {unit.error}"


def _tally(run: Run, tally_path: str, units: Sequence[Unit]) -> Iterator[str]:
    statuses = [unit.status for unit in units]
    expected = Progress(
        total=len(units),
        completed=statuses.count(UnitStatus.COMPLETED),
        failed=statuses.count(UnitStatus.FAILED),
    )
    counted = completion.progress(run.documents, tally_path)
    if counted != expected:
        yield f"{tally_path} counts {counted}, the records say {expected}"
