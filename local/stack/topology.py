"""Which entries there are and what pushes events to them: the deployed shape as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from common.domain.events import TOPICS_OF_UNITS, Topic

SWEEPS: Final = "sweeps"  # the scheduler's topic


class Group(StrEnum):
    """Functions that share their dead letters."""

    OCR = "ocr"
    DIFF = "diff"
    SUMMARY = "summary"


# Before the dead letter. A push that finds nobody free is a delivery, too, so the broker's count
# ends nothing that counts on its own record how often it was begun; 100 is Pub/Sub's most.
MAX_DELIVERIES: Final = 5
MAX_DELIVERIES_OF_UNITS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPoint:
    """One deployed function.

    Attributes:
        function: the package under `functions`.
        target: the name in its main.py.
        topic: what is pushed to it; None for one that clients ask.
        dead_topic: where undeliverable events go; None for those that need not be handled.
        is_heavy: renders pages; one event at a time in each of its processes.
    """

    function: str
    target: str
    topic: str | None = None
    dead_topic: str | None = None
    is_heavy: bool = False

    @property
    def name(self) -> str:
        """What it and its subscription are called."""
        return f"{self.function}-{self.target}".replace("_", "-")

    @property
    def max_deliveries(self) -> int | None:
        """How often an event is brought before it is a dead letter; None for one that never is."""
        if self.dead_topic is None:
            return None
        return MAX_DELIVERIES_OF_UNITS if self.topic in TOPICS_OF_UNITS else MAX_DELIVERIES


def kept(dead_topic: str) -> str:
    """Return the subscription in which a topic's dead letters wait for a person to look."""
    return f"kept-{dead_topic}"


def dead(function: str) -> str:
    """Return where the events go that nobody of a group of functions could handle."""
    return f"dead-{function}"


def _stage(function: Group, target: str, topic: Topic, *, is_heavy: bool = False) -> EntryPoint:
    return EntryPoint(
        function=function,
        target=target,
        topic=topic,
        dead_topic=dead(function),
        is_heavy=is_heavy,
    )


ENTRY_POINTS: Final[Sequence[EntryPoint]] = (
    _stage(Group.OCR, "drop", Topic.DROPS),
    _stage(Group.OCR, "upload", Topic.UPLOADS),
    _stage(Group.OCR, "page", Topic.OCR_PAGES, is_heavy=True),
    _stage(Group.OCR, "version", Topic.OCR_VERSIONS),
    EntryPoint(function=Group.OCR, target="dead_letter", topic=dead(Group.OCR)),
    _stage(Group.DIFF, "session_ready", Topic.SESSIONS_READY),
    _stage(Group.DIFF, "pair", Topic.DIFF_PAIRS, is_heavy=True),
    EntryPoint(function=Group.DIFF, target="dead_letter", topic=dead(Group.DIFF)),
    _stage(Group.SUMMARY, "overlay", Topic.SUMMARY_OVERLAYS),
    _stage(Group.SUMMARY, "set_summary", Topic.SUMMARY_SETS),
    EntryPoint(function=Group.SUMMARY, target="dead_letter", topic=dead(Group.SUMMARY)),
    EntryPoint(function="api", target="api"),
    EntryPoint(function="sweep", target="sweep", topic=SWEEPS),
)
