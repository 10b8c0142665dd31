"""What is told of an event that nobody could handle, however often it came."""

from __future__ import annotations

from typing import Final

from common.domain.errors import ErrorCode
from common.domain.events import Event, OverlayReady, PageQueued, PairQueued, SetSummaryQueued
from common.domain.jobs import Failure

LOST_SHEET: Final = Failure(
    code=ErrorCode.WORKER_DIED,
    message="This page crashed the program or took too long, several times. The other sheets are "
    "not affected. Open the page in a PDF viewer, print it to a new PDF and compare that.",
)
LOST_SET: Final = Failure(
    code=ErrorCode.WORKER_DIED,
    message="Work on a whole drawing set crashed the program or took too long, several times. "
    "Split the sets by discipline and compare them part by part.",
)
_SUMMARY_AGAIN: Final = (
    "Its change list and the other sheets are not affected. Have the summary written again at the "
    "sheet"
)
LOST_SUMMARY: Final = Failure(
    code=ErrorCode.WORKER_DIED,
    message="The summary of this sheet crashed the program or took too long, several times. "
    f"{_SUMMARY_AGAIN}.",
)
_SET_SUMMARY_AGAIN: Final = (
    "The sheets and their own summaries are not affected. It is written when a sheet is corrected, "
    "or its summary written again."
)
LOST_SET_SUMMARY: Final = Failure(
    code=ErrorCode.WORKER_DIED,
    message="The summary of the whole set crashed the program or took too long, several times. "
    + _SET_SUMMARY_AGAIN,
)
# A push that finds no instance free is a delivery, too (docs/SCALING.md).
SHEET_NEVER_BEGUN: Final = Failure(
    code=ErrorCode.UNAVAILABLE,
    message="Nobody was free for this sheet, again and again: too much was under way at once. The "
    "other sheets are not affected. Retry what failed when less is under way.",
)
SUMMARY_NEVER_BEGUN: Final = Failure(
    code=ErrorCode.UNAVAILABLE,
    message="Nobody was free for the summary of this sheet, again and again: too much was under "
    f"way at once. {_SUMMARY_AGAIN} when less is under way.",
)
SET_SUMMARY_NEVER_BEGUN: Final = Failure(
    code=ErrorCode.UNAVAILABLE,
    message="Nobody was free for the summary of the whole set, again and again: too much was under "
    "way at once. " + _SET_SUMMARY_AGAIN,
)


def why_undeliverable(event: Event, begun_count: int) -> Failure:
    """Return what to record of an event that nobody could handle.

    Args:
        event: what nobody could handle.
        begun_count: how often its unit was begun; of no meaning for an event that has none.
    """
    match event:
        case PageQueued() | PairQueued():
            return LOST_SHEET if begun_count else SHEET_NEVER_BEGUN
        case OverlayReady():
            return LOST_SUMMARY if begun_count else SUMMARY_NEVER_BEGUN
        case SetSummaryQueued():
            return LOST_SET_SUMMARY if begun_count else SET_SUMMARY_NEVER_BEGUN
        case _:
            return LOST_SET
