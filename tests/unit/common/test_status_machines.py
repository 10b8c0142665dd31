"""The status machines."""

from __future__ import annotations

from common.domain.jobs import (
    SESSION_TRANSITIONS,
    VERSION_TRANSITIONS,
    SessionStatus,
    VersionStatus,
)


def test_every_status_says_what_may_follow_it() -> None:
    assert set(SESSION_TRANSITIONS) == set(SessionStatus)
    assert set(VERSION_TRANSITIONS) == set(VersionStatus)


def test_terminal_is_where_nothing_follows() -> None:
    for version_status, following in VERSION_TRANSITIONS.items():
        assert version_status.is_terminal == (not following)


def test_every_running_session_can_fail_or_be_cancelled() -> None:
    for status, following in SESSION_TRANSITIONS.items():
        if not status.is_terminal:
            assert {SessionStatus.FAILED, SessionStatus.CANCELLED} <= following


def test_every_session_status_can_be_reached_from_the_first() -> None:
    reached, frontier = set[SessionStatus](), {SessionStatus.WAITING_FOR_PAGES}
    while frontier:
        reached |= frontier
        frontier = {n for status in frontier for n in SESSION_TRANSITIONS[status]} - reached
    assert reached == set(SessionStatus)
