"""Decisions about changes: merged by the last word, fenced by what was seen, bounded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.changes import ChangeCategory
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import UserId
from common.domain.triage import (
    MAX_COMMENTS_LENGTH,
    TriageCounts,
    TriageDecision,
    TriageSaid,
    TriageStatus,
    decided,
)
from tests.session_records import change

AT = datetime(2026, 1, 2, tzinfo=UTC)
LISTED = frozenset(f"c{number}" for number in range(1, 100))
KIM, LEE = UserId("kim"), UserId("lee")
Decisions = tuple[TriageDecision, ...]


def _decide(
    standing: Decisions,
    *said: TriageSaid,
    by: UserId = KIM,
    seen: int | None = None,
    revision: int = 1,
) -> Decisions:
    return decided(
        standing, said, listed=LISTED, by=by, at=AT, seen_revision=seen, revision=revision
    )


def _said(change_id: str, status: str | None = None, comment: str | None = None) -> TriageSaid:
    return TriageSaid(
        change_id=change_id, status=TriageStatus(status) if status else None, comment=comment
    )


def test_what_is_left_out_stays() -> None:
    first = _decide((), _said("c1", "needs_rfi", "Which door?"))
    (status_only,) = _decide(first, _said("c1", "accepted"), revision=2)
    (comment_only,) = _decide(first, _said("c1", comment="Door 12?"), revision=2)
    assert (status_only.status, status_only.comment) == ("accepted", "Which door?")
    assert (comment_only.status, comment_only.comment) == ("needs_rfi", "Door 12?")


statements = st.lists(
    st.builds(
        TriageSaid,
        change_id=st.sampled_from(["c1", "c2", "c3"]),
        status=st.none() | st.sampled_from(TriageStatus),
        comment=st.none() | st.sampled_from(["", "A", "B"]),
    ),
    max_size=8,
)


@given(statements)
def test_saying_it_again_changes_nothing(said: list[TriageSaid]) -> None:
    one_each = list({one.change_id: one for one in said}.values())
    once = _decide((), *one_each)
    assert _decide(once, *one_each, by=LEE, revision=2) == once


@given(statements)
def test_the_last_word_on_each_entry_counts(said: list[TriageSaid]) -> None:
    stands = {d.change_id: (d.status, d.comment) for d in _decide((), *said)}
    for change_id in {one.change_id for one in said}:
        statuses = [s.status for s in said if s.change_id == change_id and s.status]
        comments = [s.comment for s in said if s.change_id == change_id and s.comment is not None]
        meant = ((statuses or [TriageStatus.OPEN])[-1], (comments or [""])[-1])
        assert stands.get(change_id, ("open", "")) == meant


def test_what_somebody_else_decided_unseen_is_not_overwritten() -> None:
    by_lee = _decide((), _said("c1", "rejected"), by=LEE, revision=3)
    with pytest.raises(PermanentError) as refused:
        _decide(by_lee, _said("c1", "accepted"), seen=2, revision=4)
    assert refused.value.code is ErrorCode.CONFLICT
    assert _decide(by_lee, _said("c2", "accepted"), seen=2, revision=4)[1].change_id == "c2"
    assert _decide(by_lee, _said("c1", "accepted"), seen=3, revision=4)[0].status == "accepted"


def test_who_says_what_stands_already_is_not_refused() -> None:
    by_lee = _decide((), _said("c1", "rejected"), by=LEE, revision=3)
    assert _decide(by_lee, _said("c1", "rejected"), seen=0, revision=4) == by_lee


@pytest.mark.parametrize(
    "said",
    [
        [_said("c100", "accepted")],
        [_said("c1", comment="x" * 1001)],
        [_said(f"c{n}", comment="x" * 1000) for n in range(1, MAX_COMMENTS_LENGTH // 1000 + 2)],
    ],
    ids=["no such change", "a long comment", "long comments together"],
)
def test_what_cannot_be_kept_is_refused(said: list[TriageSaid]) -> None:
    with pytest.raises(PermanentError) as refused:
        _decide((), *said)
    assert refused.value.code is ErrorCode.INVALID_INPUT


def test_only_changes_of_the_drawing_that_are_listed_are_counted() -> None:
    said = [_said("c1", "accepted"), _said("c2", "rejected"), _said("c3", "needs_rfi")]
    listed = [
        change("c1", old_text="A", new_text="B"),
        replace(change("c2", old_text="A", new_text="B"), category=ChangeCategory.TITLE_BLOCK),
    ]
    assert TriageCounts.of(listed, _decide((), *said)) == TriageCounts(accepted=1)
