"""Status machines: what each status means and which may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from common.domain.errors import BuildTraceError, ErrorCode


class UnitStatus(StrEnum):
    """Status of one unit of a stage: a page, a pair of sheets, a summary."""

    PENDING = "pending"  # an event for it is under way, or the sweep will send one
    COMPLETED = "completed"
    FAILED = "failed"  # a result like any other: the job goes on without it

    @property
    def is_terminal(self) -> bool:
        """Whether the unit has been counted and will not change again."""
        return self is not UnitStatus.PENDING


class VersionStatus(StrEnum):
    """Status of one uploaded drawing set."""

    UPLOADED = "uploaded"  # the record exists; the file has not been split yet
    READING = "reading"  # pages are being read, then settled together
    READY = "ready"  # every page is terminal and settled, at least one could be read
    FAILED = "failed"  # nothing of it can be used; `error` says why

    @property
    def is_terminal(self) -> bool:
        """Whether reading has ended, well or badly."""
        return self in {VersionStatus.READY, VersionStatus.FAILED}


class SessionStatus(StrEnum):
    """Status of one comparison of two versions."""

    WAITING_FOR_PAGES = "waiting_for_pages"  # at least one version is still being read
    MATCHING = "matching"  # sheets are being paired
    COMPARING = "comparing"  # pairs are being diffed and summarised
    COMPLETED = "completed"
    COMPLETED_WITH_FAILURES = "completed_with_failures"  # some sheet has an error for a result
    FAILED = "failed"  # nothing could be compared; `error` says why
    CANCELLED = "cancelled"

    @property
    def is_terminal(self) -> bool:
        """Whether the session will not change again."""
        return not SESSION_TRANSITIONS[self]


VERSION_TRANSITIONS: Final[Mapping[VersionStatus, frozenset[VersionStatus]]] = {
    VersionStatus.UPLOADED: frozenset({VersionStatus.READING, VersionStatus.FAILED}),
    VersionStatus.READING: frozenset({VersionStatus.READY, VersionStatus.FAILED}),
    VersionStatus.READY: frozenset(),
    VersionStatus.FAILED: frozenset(),
}

SESSION_TRANSITIONS: Final[Mapping[SessionStatus, frozenset[SessionStatus]]] = {
    SessionStatus.WAITING_FOR_PAGES: frozenset(
        {SessionStatus.MATCHING, SessionStatus.FAILED, SessionStatus.CANCELLED}
    ),
    SessionStatus.MATCHING: frozenset(
        {SessionStatus.COMPARING, SessionStatus.FAILED, SessionStatus.CANCELLED}
    ),
    SessionStatus.COMPARING: frozenset(
        {
            SessionStatus.COMPLETED,
            SessionStatus.COMPLETED_WITH_FAILURES,
            SessionStatus.FAILED,
            SessionStatus.CANCELLED,
        }
    ),
    SessionStatus.COMPLETED: frozenset(),
    SessionStatus.COMPLETED_WITH_FAILURES: frozenset(),
    SessionStatus.FAILED: frozenset(),
    SessionStatus.CANCELLED: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a unit, a version or a session failed, for machines and for the user."""

    code: ErrorCode
    message: str

    @classmethod
    def of(cls, error: BuildTraceError) -> Failure:
        """Take code and message from an error."""
        return cls(code=error.code, message=error.user_message)
