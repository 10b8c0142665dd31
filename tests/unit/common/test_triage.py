"""Decisions about changes: merged by the last word, fenced by what was seen, bounded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.changes import NOT_ISSUED, ChangeCategory, Match, MatchKind
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import ComparisonId, ProjectId, SessionId, UserId
from common.domain.triage import (
    MAX_COMMENTS_LENGTH,
    MAX_DECISIONS,
    SHEET_CHANGE_ID,
    TriageCounts,
    TriageDecision,
    TriageSaid,
    TriageStatus,
    decidable,
    decided,
)
from common.paths import triage_path
from common.review_records import TRIAGE, Triage
from common.wiring import embedded_world
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


def test_ids_that_are_not_there_are_named_and_refuse_the_rest() -> None:
    with pytest.raises(PermanentError) as refused:
        _decide((), _said("c1", "accepted"), *(_said(f"x{n}", "accepted") for n in range(7)))
    assert "Not on this sheet: x0, x1, x2, x3, x4 and 2 more. Nothing" in refused.value.user_message


def test_the_largest_record_fits_into_the_store(tmp_path: Path) -> None:
    ids = [f"c{number}" for number in range(1, MAX_DECISIONS + 1)]
    letters = MAX_COMMENTS_LENGTH // MAX_DECISIONS
    said = [_said(change_id, "needs_rfi", "\U0001f3d7" * letters) for change_id in ids]
    somebody = UserId("u" * 36)
    decisions = decided(
        (), said, listed=frozenset(ids), by=somebody, at=AT, seen_revision=None, revision=1
    )
    triage = Triage(
        comparison_id=ComparisonId("c" * 40),
        session_id=SessionId("s" * 40),
        project_id=ProjectId("p" * 40),
        revision=1,
        updated_at=AT,
        decisions=decisions,
        names={UserId(f"{n:036}"): "N" * 200 for n in range(100)},
    )
    world = embedded_world(tmp_path)
    world.documents.create_missing({triage_path(triage.comparison_id): TRIAGE.encode(triage)})
    world.close()


def _match(kind: MatchKind, method: str = "unmatched") -> Match:
    return Match(kind=kind, old_page_index=0, new_page_index=0, method=method, confidence=1.0)


@pytest.mark.parametrize("kind", [MatchKind.ADDED, MatchKind.REMOVED])
def test_a_sheet_added_or_removed_is_one_more_change_to_decide(kind: MatchKind) -> None:
    said = _decide_of_sheet("accepted")
    assert decidable(_match(kind), ()) == {SHEET_CHANGE_ID}
    assert TriageCounts.of(_match(kind), (), said) == TriageCounts(
        accepted=1, sheet=TriageStatus.ACCEPTED
    )


@pytest.mark.parametrize(
    "match",
    [_match(MatchKind.MATCHED, "number"), _match(MatchKind.REMOVED, NOT_ISSUED)],
    ids=["a sheet of both sets", "a sheet that a partial issue leaves out"],
)
def test_another_sheet_is_no_change_as_a_whole(match: Match) -> None:
    assert decidable(match, ()) == frozenset()
    assert TriageCounts.of(match, (), _decide_of_sheet("accepted")) == TriageCounts()


def _decide_of_sheet(status: str) -> Decisions:
    said = [_said(SHEET_CHANGE_ID, status)]
    listed = frozenset([SHEET_CHANGE_ID])
    return decided((), said, listed=listed, by=KIM, at=AT, seen_revision=None, revision=1)


def test_only_changes_of_the_drawing_that_are_listed_are_counted() -> None:
    said = [_said("c1", "accepted"), _said("c2", "rejected"), _said("c3", "needs_rfi")]
    listed = [
        change("c1", old_text="A", new_text="B"),
        replace(change("c2", old_text="A", new_text="B"), category=ChangeCategory.TITLE_BLOCK),
    ]
    matched = _match(MatchKind.MATCHED, "number")
    assert TriageCounts.of(matched, listed, _decide((), *said)) == TriageCounts(accepted=1)
