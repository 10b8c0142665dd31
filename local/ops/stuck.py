"""Where sessions and versions stand that have not ended, and what of them waits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from common import paths
from common.chain.progress import session_progress
from common.chain.sheets import load_latest_summaries
from common.chain.steps import load_comparisons, load_pages, load_session, load_version
from common.completion import Progress
from common.domain.ids import SessionId, VersionId
from common.domain.jobs import SessionStatus, VersionStatus
from common.ports import Ports
from common.records import SESSION, VERSION, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Untouched:
    """A version or session under way that nothing has changed for a while."""

    kind: str
    id: str
    project_id: str
    status: str
    since: datetime


def untouched(ports: Ports, older_than: timedelta) -> list[Untouched]:
    """Return what is under way and has not changed for `older_than`, the longest first."""
    documents = [
        ("version", VERSION.decode(d))
        for status in VersionStatus
        if not status.is_terminal
        for d in ports.documents.query(paths.VERSIONS, {"status": status})
    ] + [
        ("session", SESSION.decode(d))
        for status in SessionStatus
        if not status.is_terminal
        for d in ports.documents.query(paths.SESSIONS, {"status": status})
    ]
    before = ports.clock.now() - older_than
    found = [
        Untouched(
            kind=kind,
            id=record.id,
            project_id=record.project_id,
            status=record.status,
            since=record.updated_at,
        )
        for kind, record in documents
        if record.updated_at <= before
    ]
    return sorted(found, key=lambda one: one.since)


def session_lines(ports: Ports, session_id: SessionId) -> list[str]:
    """Return where a session stands, line by line; nothing of a sheet but its number.

    Raises:
        PermanentError: there is none.
        TransientError: a version's record is not there.
    """
    session = load_session(ports, session_id)
    versions = (session.old_version_id, session.new_version_id)
    counted = session_progress(ports.documents, session.id, versions)
    lines = [
        f"session {session.id} of project {session.project_id}: {session.status}, "
        f"changed {session.updated_at.isoformat(timespec='seconds')}"
        + (f": {session.error.code}" if session.error else ""),
    ]
    for version_id in dict.fromkeys(versions):
        lines += _version_lines(ports, version_id)
    for name, stage in (("pairs", counted.pairs), ("summaries", counted.summaries)):
        lines.append(f"  {name}: {_counted(stage)}")
    lines += _pair_lines(ports, session_id)
    if session.set_summary_is_due:
        lines.append(f"  summary of the set, revision {session.set_revision}: due")
    return lines


def _version_lines(ports: Ports, version_id: VersionId) -> list[str]:
    version, pages = load_version(ports, version_id), load_pages(ports, version_id)
    done = Counter(str(page.status) for page in pages)
    lines = [
        f"  version {version.id}: {version.status}, {len(pages)} pages "
        f"({', '.join(f'{n} {status}' for status, n in sorted(done.items())) or 'none'})"
        + (f": {version.error.code}" if version.error else "")
    ]
    return lines + [
        f"    page {page.page_index + 1}: {page.status}, attempts {page.attempts}, begun "
        f"{page.updated_at.isoformat(timespec='seconds')}"
        + (f": {page.error.code}" if page.error else "")
        for page in pages
        if not page.status.is_terminal or page.error
    ]


def _pair_lines(ports: Ports, session_id: SessionId) -> list[str]:
    lines = []
    pairs = load_comparisons(ports, session_id)
    for pair, summary in zip(pairs, load_latest_summaries(ports, pairs), strict=True):
        open_parts = [
            f"{name} {unit.status}, attempts {unit.attempts}"
            + (f", {unit.error.code}" if unit.error else "")
            for name, unit in (("comparison", pair), ("summary", summary))
            if not unit.status.is_terminal or unit.error
        ]
        if open_parts:
            lines.append(f"    {pair.drawing_name} ({pair.id}): {'; '.join(open_parts)}")
    return lines


def _counted(progress: Progress | None) -> str:
    if progress is None:
        return "not begun"
    return f"{progress.completed} completed and {progress.failed} failed of {progress.total}"


def project_counts(ports: Ports, project_id: str) -> dict[str, int]:
    """Return how much a project holds, by kind of record."""

    def of(collection: str) -> list[Document]:
        return ports.documents.query(collection, {"project_id": project_id})

    return {
        "sessions": len(of(paths.SESSIONS)),
        "drawing versions": len(of(paths.VERSIONS)),
        "comparisons": len(of(paths.COMPARISONS)),
        "invitations": len(of(paths.INVITATIONS)),
    }
