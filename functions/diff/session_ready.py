"""Session stage: both sets are read; match their sheets and fan out the pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import cv2
import numpy as np

from common.chain.comparing import fail_session, fan_out_pairs, publish_pairs
from common.chain.sessions import move_session
from common.chain.sheets import by_index
from common.chain.steps import (
    load_corrected_pages,
    load_match_corrections,
    load_session,
    load_version,
)
from common.domain.changes import Match
from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import SessionReady
from common.domain.ids import comparison_id
from common.domain.jobs import Failure, SessionStatus, UnitStatus, VersionStatus
from common.outcomes import StageOutcome, note_outcome, note_sizes
from common.ports import Ports
from common.records import WORDS, Comparison, DrawingVersion, Page, Session
from common.stage import Stage
from functions.diff.match_sheets import Decided, SheetFacts, ink_density, match_sheets, token_counts

Planner = Callable[[Session, DrawingVersion, DrawingVersion, Ports], list[Comparison]]


@dataclass(frozen=True, slots=True)
class SessionStage:
    """The stage around a planner: both versions in, pending comparisons out."""

    plan: Planner

    def handle(self, event: SessionReady, ports: Ports) -> None:
        """Match the sheets of both versions; a repeat publishes what is still pending.

        Raises:
            PermanentError: a version cannot be used.
        """
        session = load_session(ports, event.session_id)
        if session.status.is_terminal:
            note_outcome(StageOutcome.DUPLICATE)
            return
        if session.status is SessionStatus.COMPARING:
            note_outcome(StageOutcome.DUPLICATE)
            publish_pairs(ports, session.id)
            return
        old = load_version(ports, session.old_version_id)
        new = load_version(ports, session.new_version_id)
        if not (old.status.is_terminal and new.status.is_terminal):
            note_outcome(StageOutcome.SKIPPED)  # the later one's end says so again
            return
        _refuse_failed(old)
        _refuse_failed(new)
        session = move_session(ports, session.id, SessionStatus.MATCHING)
        if session.status is SessionStatus.MATCHING:
            planned = self.plan(session, old, new, ports)
            note_sizes(pair_count=len(planned))
            fan_out_pairs(ports, session, planned)

    def fail(self, event: SessionReady, ports: Ports, failure: Failure) -> None:
        """Record that nothing can be compared."""
        fail_session(ports, event.session_id, failure)


def _refuse_failed(version: DrawingVersion) -> None:
    if version.status is VersionStatus.FAILED and version.error is not None:
        raise PermanentError(version.error.code, version.error.message)


def plan(
    session: Session, old_version: DrawingVersion, new_version: DrawingVersion, ports: Ports
) -> list[Comparison]:
    """Return the session's comparisons: matched, added and removed sheets, pending."""
    old_pages, new_pages = (
        by_index(p for p in load_corrected_pages(ports, session.id, v.id) if p.images)
        for v in (old_version, new_version)
    )
    matches = match_sheets(
        _facts(list(old_pages.values()), ports),
        _facts(list(new_pages.values()), ports),
        decided=_decided(session, ports),
        unread_old=old_version.failed_page_count + old_version.unread_file_count,
        unread_new=new_version.failed_page_count + new_version.unread_file_count,
    )
    now = ports.clock.now()
    return [
        _comparison(
            session,
            index,
            match,
            old=old_pages.get(match.old_page_index),
            new=new_pages.get(match.new_page_index),
            now=now,
        )
        for index, match in enumerate(matches)
    ]


def _decided(session: Session, ports: Ports) -> Decided:
    said = [
        (correction.is_pair, (correction.old_page_index, correction.new_page_index))
        for correction in load_match_corrections(ports, session.id)
    ]
    return Decided(
        pairs=frozenset(pair for is_pair, pair in said if is_pair),
        apart=frozenset(pair for is_pair, pair in said if not is_pair),
        new_is_partial=session.new_set_is_partial,
    )


def _comparison(
    session: Session,
    unit_index: int,
    match: Match,
    *,
    old: Page | None,
    new: Page | None,
    now: datetime,
) -> Comparison:
    return Comparison(
        id=comparison_id(session.id, match.old_page_index, match.new_page_index),
        session_id=session.id,
        project_id=session.project_id,
        unit_index=unit_index,
        drawing_name=_sheet_name(old, new),
        title=_sheet_title(old, new),
        old_number=old.drawing_name or None if old else None,
        new_number=new.drawing_name or None if new else None,
        kind=match.kind,
        match=match,
        old_version_id=session.old_version_id,
        new_version_id=session.new_version_id,
        status=UnitStatus.PENDING,
        created_at=now,
        updated_at=now,
    )


def _sheet_name(old: Page | None, new: Page | None) -> str:
    """Return the printed number, the new sheet's first; else its place in the set."""
    for page in (new, old):
        if page is not None and page.drawing_name:
            return page.drawing_name
    page = new or old
    return f"Page {page.page_index + 1}" if page else ""


def _sheet_title(old: Page | None, new: Page | None) -> str:
    titles = [p.reading.title for p in (new, old) if p and p.reading and p.reading.title]
    return titles[0] if titles else ""


def _facts(pages: Sequence[Page], ports: Ports) -> list[SheetFacts]:
    """Return what matching knows of each page; the files of several are read at a time."""
    files = ports.blobs.read_many(path for page in pages for path in _paths(page))
    # Of each page its words, then its thumbnail; no page's are held longer than it takes.
    return [_fact(page, next(files), next(files)) for page in pages]


def _paths(page: Page) -> tuple[str, str]:
    if page.images is None:
        raise _unread(page)
    return page.images.words_path, page.images.thumbnail_path


def _fact(page: Page, words: bytes, thumbnail: bytes) -> SheetFacts:
    if page.reading is None:
        raise _unread(page)
    gray = cv2.imdecode(np.frombuffer(thumbnail, np.uint8), cv2.IMREAD_GRAYSCALE)
    return SheetFacts(
        page_index=page.page_index,
        number=page.reading.number,
        title=page.reading.title,
        texts=token_counts(WORDS.validate_json(words)),
        ink=ink_density(np.asarray(gray, np.uint8)),
        digest=page.digest,
    )


def _unread(page: Page) -> PermanentError:
    return PermanentError(ErrorCode.INTERNAL, f"Page {page.page_index + 1} has no images.")


def session_stage() -> Stage[SessionReady]:
    """Return the stage with the real matching."""
    stage = SessionStage(plan=plan)
    return Stage(name="session_ready", handle=stage.handle, fail=stage.fail)
