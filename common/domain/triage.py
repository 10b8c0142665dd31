"""What people decide of changes: accepted, rejected, or a question to ask.

What is decided of is an entry of a change list, or a sheet as a whole that was added or removed:
it has no list and is a change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from common.domain.changes import Change, Match
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import UserId

# Stands for the sheet as a whole where a decision names a change; entries are called "c1", "c2" …
SHEET_CHANGE_ID: Final = "sheet"
MAX_COMMENT_LENGTH: Final = 1000
# Of one sheet, and of one request: as many as a corrected list has entries. With that many letters
# of four bytes the record stays below the store's 1 MiB.
MAX_DECISIONS: Final = 2500
MAX_COMMENTS_LENGTH: Final = 120_000
_NAMED_IDS: Final = 5  # of those that are not there, in the message


class TriageStatus(StrEnum):
    """What is to become of a change."""

    OPEN = "open"  # nobody has decided
    ACCEPTED = "accepted"  # taken into the work or the price
    REJECTED = "rejected"  # nothing to do about it
    NEEDS_RFI = "needs_rfi"  # a question to the designer (request for information)


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageSaid:
    """What a person says of one change.

    Attributes:
        change_id: of the change list, or SHEET_CHANGE_ID.
        status: `None` where it stays.
        comment: likewise.
    """

    change_id: str
    status: TriageStatus | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageDecision:
    """What stands of one change.

    Attributes:
        change_id: of the change list, or SHEET_CHANGE_ID.
        revision: of the triage that said so last.
        decided_by: who said so.
        decided_count: how often something was decided of the change, this time included.
    """

    change_id: str
    status: TriageStatus
    comment: str
    revision: int
    decided_by: UserId
    decided_at: datetime
    decided_count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageCounts:
    """How many changes were decided which way; the rest is open.

    Counted are changes of the drawing, and the sheet where it was added or removed as a whole.

    Attributes:
        sheet: what was decided of the sheet as a whole; open where it is no change as a whole.
    """

    accepted: int = 0
    rejected: int = 0
    needs_rfi: int = 0
    sheet: TriageStatus = TriageStatus.OPEN

    @classmethod
    def of(
        cls, match: Match, changes: Iterable[Change], decisions: Iterable[TriageDecision]
    ) -> TriageCounts:
        """Count what was decided of what is there.

        What is written about the revision is not counted, as in the counts of changes.
        """
        decided = {decision.change_id: decision.status for decision in decisions}
        counted = [change.id for change in changes if change.is_of_drawing]
        whole = _whole(match)
        counts = Counter(decided.get(change_id) for change_id in (*counted, *whole))
        return cls(
            accepted=counts[TriageStatus.ACCEPTED],
            rejected=counts[TriageStatus.REJECTED],
            needs_rfi=counts[TriageStatus.NEEDS_RFI],
            sheet=decided.get(SHEET_CHANGE_ID, TriageStatus.OPEN) if whole else TriageStatus.OPEN,
        )

    @property
    def decided(self) -> int:
        """Changes that are not open any more."""
        return self.accepted + self.rejected + self.needs_rfi


def decidable(match: Match, changes: Iterable[Change]) -> frozenset[str]:
    """Return the ids of all that can be decided of on a sheet."""
    return frozenset((*(change.id for change in changes), *_whole(match)))


def _whole(match: Match) -> tuple[str, ...]:
    """Return the id of the sheet where it is a change as a whole, else none."""
    return (SHEET_CHANGE_ID,) if match.is_sheet_change else ()


def decided(
    standing: Sequence[TriageDecision],
    said: Sequence[TriageSaid],
    *,
    listed: frozenset[str],
    by: UserId,
    at: datetime,
    seen_revision: int | None,
    revision: int,
) -> tuple[TriageDecision, ...]:
    """Return what stands after something more was said; the same where nothing new is said.

    Args:
        standing: what stands already, also of entries that are listed no more.
        said: what is said now; of one change the last counts.
        listed: ids of what can be decided of; see `decidable`.
        by: who says so.
        at: when.
        seen_revision: of the triage that the person looked at; `None`: whatever stands.
        revision: that this makes.

    Raises:
        PermanentError: it names what is not there or says too much (INVALID_INPUT), or somebody
            else decided one of its changes meanwhile, and otherwise (CONFLICT). Nothing of it
            stands then.
    """
    _refuse_missing([one.change_id for one in said], listed)
    after = {decision.change_id: decision for decision in standing}
    for one in said:
        before = after.get(one.change_id)
        status, comment = _meant(one, before)
        if before is not None and (status, comment) == (before.status, before.comment):
            continue
        if before is None and (status, comment) == (TriageStatus.OPEN, ""):
            continue
        _refuse_unseen(before, seen_revision, revision)
        after[one.change_id] = TriageDecision(
            change_id=one.change_id,
            status=status,
            comment=comment,
            revision=revision,
            decided_by=by,
            decided_at=at,
            decided_count=_earlier(before, revision) + 1,
        )
    _refuse_too_much(after)
    return tuple(after.values())


def _refuse_missing(change_ids: Sequence[str], listed: frozenset[str]) -> None:
    missing = [change_id for change_id in dict.fromkeys(change_ids) if change_id not in listed]
    if not missing:
        return
    named = ", ".join(missing[:_NAMED_IDS])
    more = f" and {len(missing) - _NAMED_IDS} more" if len(missing) > _NAMED_IDS else ""
    raise _invalid(
        f"Not on this sheet: {named}{more}. Nothing was decided. Load its changes again: somebody "
        "may have deleted them."
    )


def _meant(said: TriageSaid, before: TriageDecision | None) -> tuple[TriageStatus, str]:
    status = said.status or (before.status if before else TriageStatus.OPEN)
    if said.comment is None:
        return status, before.comment if before else ""
    return status, said.comment.strip()


def _earlier(before: TriageDecision | None, revision: int) -> int:
    """Return how often a change was decided before this revision, which may name it twice."""
    return before.decided_count - (before.revision == revision) if before else 0


def _refuse_unseen(before: TriageDecision | None, seen: int | None, revision: int) -> None:
    """Refuse to overwrite what the person has not seen; what this very request said is theirs."""
    if before is None or seen is None or before.revision in {*range(seen + 1), revision}:
        return
    raise PermanentError(
        ErrorCode.CONFLICT,
        f"Somebody else decided {before.change_id} meanwhile: {before.status}. Look at it again.",
    )


def _refuse_too_much(after: Mapping[str, TriageDecision]) -> None:
    if any(len(decision.comment) > MAX_COMMENT_LENGTH for decision in after.values()):
        raise _invalid(f"A comment has at most {MAX_COMMENT_LENGTH:,} letters.")
    if len(after) > MAX_DECISIONS:
        raise _invalid(f"A sheet takes {MAX_DECISIONS:,} decisions.")
    if sum(len(decision.comment) for decision in after.values()) > MAX_COMMENTS_LENGTH:
        raise _invalid(
            f"The comments on a sheet have at most {MAX_COMMENTS_LENGTH:,} letters in all, a "
            "comment on several changes counted for each. Shorten some of them."
        )


def _invalid(message: str) -> PermanentError:
    return PermanentError(ErrorCode.INVALID_INPUT, message)
