"""What must hold when a run has ended, whatever happened on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from common import completion, paths
from common.chain.steps import (
    load_alignment_correction,
    load_comparisons,
    load_corrected_pages,
    load_pages,
    load_session,
    load_shown_summary,
    load_summary,
    load_version,
)
from common.completion import Progress
from common.domain.changes import MatchKind
from common.domain.events import SessionReady, UploadFinalized
from common.domain.ids import VersionId
from common.domain.jobs import SessionStatus, UnitStatus, VersionStatus
from common.records import ChangeSummary, Comparison, DrawingVersion, Page, Session
from tests.simulation.chain import Run
from tests.simulation.giving_up import Unit, deadly, may_give_up, waited
from tests.simulation.review_promises import GAVE_UP, reviewed
from tests.simulation.rooms import ALONE, dpi_said, settled_number
from tests.simulation.script import ASKED


def violations(run: Run) -> list[str]:
    """Return every broken promise, in words."""
    found = [f"a finished record was rewritten: {path}" for path in run.documents.terminal_rewrites]
    for version_id in run.script.versions:
        found += _reading(run, version_id)
    found += [f"{name}: {line}" for name, line in _sessions(run)]
    found += _drops_compared(run)
    found += waited(run)
    excused = run.client_died or (run.reviewer_died and not run.sessions_stood_still)
    if run.late_sweeps and not run.script.loss and not excused:
        found.append("it stood still although no event was lost")
    return found


def _sessions(run: Run) -> Iterator[tuple[str, str]]:
    for session in run.sessions():
        for promise in (_liveness, _comparing, _following, reviewed):
            yield from ((session.id, line) for line in promise(run, session))


def _drops_compared(run: Run) -> Iterator[str]:
    """Two sets that were dropped are compared when all between them cannot be used."""
    if not run.script.is_dropped:
        return
    versions = [load_version(run.ports, version_id) for version_id in run.script.versions]
    read = [version.id for version in versions if version.status is VersionStatus.READY]
    compared = {(session.old_version_id, session.new_version_id) for session in run.sessions()}
    for pair in pairwise(read):
        if pair not in compared:
            yield f"{pair} were dropped and read, and never compared"


def _liveness(run: Run, session: Session) -> Iterator[str]:
    if not session.status.is_terminal:
        yield f"the session is {session.status} after {run.late_sweeps} sweeps"
    if session.status is SessionStatus.CANCELLED and session.id != ASKED:
        yield "a session was cancelled that nobody replaced"


def _following(run: Run, session: Session) -> Iterator[str]:
    """What a session that had ended found is taken over, but for what a person laid anew."""
    if session.follows is None:
        return
    before = load_session(run.ports, session.follows)
    if before.status is SessionStatus.CANCELLED:
        return
    known = {
        (c.match.old_page_index, c.match.new_page_index): c
        for c in load_comparisons(run.ports, before.id)
        if c.status is UnitStatus.COMPLETED
    }
    for comparison in load_comparisons(run.ports, session.id):
        pages = (comparison.match.old_page_index, comparison.match.new_page_index)
        is_laid = load_alignment_correction(run.ports, comparison) is not None
        if comparison.status is not UnitStatus.COMPLETED or pages not in known:
            continue
        if (comparison.changes_path == known[pages].changes_path) == is_laid:
            yield f"pair {pages} was {'taken over' if is_laid else 'compared again'}"


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
        if (version_id, page.page_index) in run.script.deadly_pages:
            yield from deadly(run, page)
            continue
        is_bad = (version_id, page.page_index) in run.script.bad_pages
        yield from _result(run, f"{version_id} page {page.page_index}", page, is_bad=is_bad)


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


def _comparing(run: Run, session: Session) -> Iterator[str]:
    comparisons = load_comparisons(run.ports, session.id)
    if session.status is SessionStatus.CANCELLED:
        yield from _counted(run, session, comparisons)
        return
    versions = [
        load_version(run.ports, version_id)
        for version_id in (session.old_version_id, session.new_version_id)
    ]
    if any(version.status is VersionStatus.FAILED for version in versions):
        if session.status is not SessionStatus.FAILED or comparisons:
            yield f"the session is {session.status} without a version"
        return
    if session.matched_count + session.added_count + session.removed_count == 0:
        if not _gave_up_matching(run, session):
            yield f"the session is {session.status} without a sheet"
        return
    yield from _counted(run, session, comparisons)
    yield from _sheets(run, session, comparisons)
    summaries = [load_summary(run.ports, comparison.id) for comparison in comparisons]
    for comparison, summary in zip(comparisons, summaries, strict=True):
        yield from _pair(run, comparison, summary)
    yield from _ended(session, comparisons, summaries, versions)


def _counted(run: Run, session: Session, comparisons: Sequence[Comparison]) -> Iterator[str]:
    """Every unit that has ended is counted once; a session that was cancelled may lack a tally."""
    summaries = [load_summary(run.ports, comparison.id) for comparison in comparisons]
    units: Sequence[tuple[str, Sequence[Unit]]] = (
        (paths.pair_tally_path(session.id), comparisons),
        (paths.summary_tally_path(session.id), summaries),
    )
    for tally_path, counted in units:
        if session.status is not SessionStatus.CANCELLED or run.documents.get(tally_path):
            yield from _tally(run, tally_path, counted)


def _ended(
    session: Session,
    comparisons: Sequence[Comparison],
    summaries: Sequence[ChangeSummary],
    versions: Sequence[DrawingVersion],
) -> Iterator[str]:
    counted = (session.matched_count, session.added_count, session.removed_count)
    kinds = [comparison.kind for comparison in comparisons]
    if counted != tuple(
        kinds.count(kind) for kind in (MatchKind.MATCHED, MatchKind.ADDED, MatchKind.REMOVED)
    ):
        yield f"the session counts {counted}"
    unread = sum(version.failed_page_count for version in versions)
    failed = sum(c.status is UnitStatus.FAILED for c in comparisons)
    wordless = sum(s.status is UnitStatus.FAILED for s in summaries)
    expected = (SessionStatus.COMPLETED, 0)
    if failed + unread + wordless:
        expected = (SessionStatus.COMPLETED_WITH_FAILURES, failed + unread)
    if failed == len(comparisons):
        expected = (SessionStatus.FAILED, 0)
    if (session.status, session.failed_count) != expected:
        yield f"the session is {session.status} with {session.failed_count}, not {expected}"


def _gave_up_matching(run: Run, session: Session) -> bool:
    died = SessionReady(session_id=session.id) in run.dead_letters
    return died or (session.error is not None and session.error.code in GAVE_UP)


def _sheets(run: Run, session: Session, comparisons: Sequence[Comparison]) -> Iterator[str]:
    """Every page that could be read is in exactly one comparison."""
    for version_id, side in (
        (session.old_version_id, "old_page_index"),
        (session.new_version_id, "new_page_index"),
    ):
        read = [p.page_index for p in load_pages(run.ports, version_id) if p.images]
        shown = [getattr(comparison.match, side) for comparison in comparisons]
        if sorted(index for index in shown if index is not None) != read:
            yield f"{version_id}: pages {read} were read, {shown} are compared"


def _pair(run: Run, comparison: Comparison, summary: ChangeSummary) -> Iterator[str]:
    match = comparison.match
    index = match.old_page_index if match.new_page_index is None else match.new_page_index
    yield from _result(run, f"pair {index}", comparison, is_bad=index in run.script.bad_pairs)
    names = {
        page.drawing_name
        for version_id, page_index in (
            (comparison.new_version_id, match.new_page_index),
            (comparison.old_version_id, match.old_page_index),
        )
        for page in load_corrected_pages(run.ports, comparison.session_id, version_id)
        if page.page_index == page_index
    }
    if comparison.drawing_name not in names:
        yield f"pair {index} was matched as {comparison.drawing_name}, its pages are {names}"
    said = load_alignment_correction(run.ports, comparison)
    if comparison.images and comparison.images.dpi != dpi_said(len(said.points) if said else 0):
        yield f"pair {index} was not laid as a person said"
    pair_failed = comparison.status is UnitStatus.FAILED
    yield from _result(run, f"summary {index}", summary, is_bad=pair_failed)
    shown = load_shown_summary(run.ports, comparison)
    gist = (shown.summary_text or None, shown.critical_change)
    if (comparison.summary_text, comparison.critical_change) != gist:
        yield f"pair {index} shows {comparison.summary_text}, its summary says {gist}"


def _result(run: Run, name: str, unit: Unit, *, is_bad: bool) -> Iterator[str]:
    if not unit.status.is_terminal:
        yield f"{name} is {unit.status}"
    elif (unit.status is UnitStatus.FAILED) != is_bad and not may_give_up(run, unit):
        yield f"{name} is {unit.status}: {unit.error} after {unit.attempts} attempts"


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
