"""What people decide of the entries of a change list: accepted, rejected, or a question to ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from common.domain.changes import Change
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import UserId

MAX_COMMENT_LENGTH = 1000
# Of one sheet: as many as a corrected list has entries, and a record that stays below 1 MiB.
MAX_DECISIONS, MAX_COMMENTS_LENGTH = 2500, 60_000


class TriageStatus(StrEnum):
    """What is to become of a change."""

    OPEN = "open"  # nobody has decided
    ACCEPTED = "accepted"  # taken into the work or the price
    REJECTED = "rejected"  # nothing to do about it
    NEEDS_RFI = "needs_rfi"  # a question to the designer (request for information)


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageSaid:
    """What a person says of one entry.

    Attributes:
        status: `None` where it stays.
        comment: likewise.
    """

    change_id: str
    status: TriageStatus | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageDecision:
    """What stands of one entry.

    Attributes:
        revision: of the triage that said so last.
        decided_by: who said so.
    """

    change_id: str
    status: TriageStatus
    comment: str
    revision: int
    decided_by: UserId
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageCounts:
    """How many changes of the drawing were decided which way; the rest is open."""

    accepted: int = 0
    rejected: int = 0
    needs_rfi: int = 0

    @classmethod
    def of(cls, changes: Iterable[Change], decisions: Iterable[TriageDecision]) -> TriageCounts:
        """Count what was decided of the entries that are listed.

        What is written about the revision is not counted, as in the counts of changes.
        """
        decided = {decision.change_id: decision.status for decision in decisions}
        counts = Counter(decided.get(change.id) for change in changes if change.is_of_drawing)
        return cls(
            accepted=counts[TriageStatus.ACCEPTED],
            rejected=counts[TriageStatus.REJECTED],
            needs_rfi=counts[TriageStatus.NEEDS_RFI],
        )

    @property
    def decided(self) -> int:
        """Changes that are not open any more."""
        return self.accepted + self.rejected + self.needs_rfi


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
        said: what is said now; of one entry the last counts.
        listed: ids of the change list as it stands.
        by: who says so.
        at: when.
        seen_revision: of the triage that the person looked at; `None`: whatever stands.
        revision: that this makes.

    Raises:
        PermanentError: it names no entry or says too much (INVALID_INPUT), or somebody else
            decided one of its entries meanwhile, and otherwise (CONFLICT).
    """
    after = {decision.change_id: decision for decision in standing}
    for one in said:
        if one.change_id not in listed:
            raise _invalid(f"There is no change {one.change_id!r} on the sheet.")
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
        )
    _refuse_too_much(after)
    return tuple(after.values())


def _meant(said: TriageSaid, before: TriageDecision | None) -> tuple[TriageStatus, str]:
    status = said.status or (before.status if before else TriageStatus.OPEN)
    if said.comment is None:
        return status, before.comment if before else ""
    return status, said.comment.strip()


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
        raise _invalid(f"A comment has at most {MAX_COMMENT_LENGTH} letters.")
    if len(after) > MAX_DECISIONS:
        raise _invalid(f"A sheet takes {MAX_DECISIONS} decisions.")
    if sum(len(decision.comment) for decision in after.values()) > MAX_COMMENTS_LENGTH:
        raise _invalid(
            f"The comments on a sheet have at most {MAX_COMMENTS_LENGTH} letters in all. "
            "Shorten some of them."
        )


def _invalid(message: str) -> PermanentError:
    return PermanentError(ErrorCode.INVALID_INPUT, message)
