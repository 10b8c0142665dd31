"""What the embedded bus records of work whose process died or took too long."""

from __future__ import annotations

import pytest

from common.domain.errors import ErrorCode
from common.domain.events import (
    Event,
    OverlayReady,
    PageQueued,
    PairQueued,
    SessionReady,
    SetSummaryQueued,
    VersionPagesRead,
)
from common.domain.ids import ComparisonId, SessionId, VersionId
from common.embedded.bus import lost_work


@pytest.mark.parametrize("timed_out", [False, True])
@pytest.mark.parametrize(
    ("event", "about"),
    [
        (PageQueued(version_id=VersionId("v"), page_index=0), "This page"),
        (PairQueued(comparison_id=ComparisonId("c")), "This page"),
        (OverlayReady(comparison_id=ComparisonId("c")), "The summary of this sheet"),
        (SetSummaryQueued(session_id=SessionId("s"), revision=1), "The summary of the whole set"),
        (VersionPagesRead(version_id=VersionId("v")), "Work on a whole drawing set"),
        (SessionReady(session_id=SessionId("s")), "Work on a whole drawing set"),
    ],
)
def test_it_says_what_was_too_much(event: Event, about: str, *, timed_out: bool) -> None:
    failure = lost_work(event, timed_out=timed_out)
    assert failure.message.startswith(about)
    assert failure.code is (ErrorCode.TIME_LIMIT if timed_out else ErrorCode.WORKER_DIED)
