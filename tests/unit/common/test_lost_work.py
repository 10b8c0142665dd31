"""What the embedded bus records of work whose process died or took too long."""

from __future__ import annotations

import pytest

from common.domain.errors import ErrorCode
from common.domain.events import Event, OverlayReady, PairQueued, SessionReady, VersionPagesRead
from common.domain.ids import ComparisonId, SessionId, VersionId
from common.embedded.bus import lost_work


@pytest.mark.parametrize("timed_out", [False, True])
@pytest.mark.parametrize(
    ("event", "about"),
    [
        (PairQueued(comparison_id=ComparisonId("c")), "This page"),
        (OverlayReady(comparison_id=ComparisonId("c")), "This page"),
        (VersionPagesRead(version_id=VersionId("v")), "Work on a whole drawing set"),
        (SessionReady(session_id=SessionId("s")), "Work on a whole drawing set"),
    ],
)
def test_it_says_whether_a_page_or_a_set_was_too_much(
    event: Event, about: str, *, timed_out: bool
) -> None:
    failure = lost_work(event, timed_out=timed_out)
    assert failure.message.startswith(about)
    assert failure.code is (ErrorCode.TIME_LIMIT if timed_out else ErrorCode.WORKER_DIED)
