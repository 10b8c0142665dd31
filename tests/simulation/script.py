"""What one seed does: how large the sets are, what fails, how hostile the world is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from common.chain.drops import dropped_version_id
from common.domain.drop_names import drop_name
from common.domain.events import DropFinalized
from common.domain.geometry import PointPair
from common.domain.ids import SessionId, VersionId
from local.corrections import CorrectedAlignment, CorrectedPage, Corrections

# The versions of a seed: uploaded for a comparison that a client asks for, or dropped one after
# the other, which makes their comparisons.
UPLOADED = (VersionId("old"), VersionId("new"))
DROPS = tuple(
    DropFinalized(path=f"drops/project/set/{label}.pdf", generation=1, dropped_at=at)
    for label, at in (
        ("old", datetime(2026, 1, 1, 1, tzinfo=UTC)),
        ("middle", datetime(2026, 1, 1, 2, tzinfo=UTC)),
        ("new", datetime(2026, 1, 1, 3, tzinfo=UTC)),
    )
)
DROPPED = tuple(dropped_version_id(drop, drop_name(drop.path)) for drop in DROPS)
# The session a client asks for, and the one that follows it when a person has said something.
ASKED, FOLLOWING = SessionId("session"), SessionId("following")
MOST_DELIVERIES = 100  # that a broker grants
CORRECTED_NUMBER = "corrected"
SETS = ((UPLOADED[0], "old content"), (UPLOADED[1], "new content"))
SAID = Corrections(
    pages=(CorrectedPage(sha256="new content", page=1, number=CORRECTED_NUMBER),),
    alignments=(
        CorrectedAlignment(
            old_sha256="old content",
            new_sha256="new content",
            old_page=2,
            new_page=2,
            points=(PointPair(old_x_pt=1, old_y_pt=2, new_x_pt=3, new_y_pt=4),) * 2,
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The plan of one seed.

    Attributes:
        versions: in the order of their age.
        is_followed: a person corrects something, by another session that takes over this one's.
        deadly_pages: kill whoever reads them, each time.
        flaky_chance: that a piece of work fails and would succeed the next time.
        throttle_chance: that a summary has to wait for its turn, which is no failure.
        kill_chance: that a process dies at one of its port calls.
        duplicate_chance: that a delivered event comes once more.
        loss: share of the published events that never arrive.
        submit_chance: that a client that has not begun yet begins now.
        refusal_chance: that a delivery finds nobody free, which is a delivery all the same.
        max_attempts: of a unit whose work fails.
        max_deliveries: of an event that is of no unit, before it is a dead letter.
        max_deliveries_of_units: of the others; few where too much is under way for hours.
        early_sweeps: sweeps that run beside the work, not after it.
        review_count: how often a person corrects a sheet or asks for its summary again.
        review_chance: that one of them does so at a step; else when nothing moves any more.
    """

    versions: tuple[VersionId, ...]
    is_followed: bool
    page_counts: dict[VersionId, int]
    bad_pages: frozenset[tuple[VersionId, int]]
    bad_pairs: frozenset[int]
    deadly_pages: frozenset[tuple[VersionId, int]]
    flaky_chance: float
    throttle_chance: float
    kill_chance: float
    duplicate_chance: float
    loss: float
    submit_chance: float
    refusal_chance: float
    max_attempts: int
    max_deliveries: int
    max_deliveries_of_units: int
    early_sweeps: int
    review_count: int
    review_chance: float

    @property
    def is_dropped(self) -> bool:
        """Whether the sets are dropped into the bucket."""
        return self.versions != UPLOADED

    @property
    def drops(self) -> Sequence[DropFinalized]:
        """The files that are dropped."""
        return DROPS[-len(self.versions) :] if self.is_dropped else ()

    @property
    def asked_sessions(self) -> Sequence[SessionId]:
        """The sessions that clients ask for."""
        if self.is_dropped:
            return ()
        return (ASKED, FOLLOWING) if self.is_followed else (ASKED,)

    @classmethod
    def of(cls, seed: int) -> Script:
        rng = random.Random(seed)
        way = random.Random(-1 - seed).random()
        versions = UPLOADED if way >= 0.4 else DROPPED[1:] if way < 0.1 else DROPPED
        is_dropped = versions != UPLOADED
        counts = {version: rng.randint(1, 5) for version in versions}
        pages = [(version, index) for version, count in counts.items() for index in range(count)]
        bad_page_chance, bad_pair_chance = rng.choice([0, 0.2, 0.8]), rng.choice([0, 0.3, 1])
        hostile = rng.random() < 0.9
        people = random.Random(-1000 - seed)
        crowd = random.Random(-3_000_000 - seed)
        is_crowded, is_buried_by_waiting = crowd.random() < 0.3, crowd.random() < 0.15
        deadly_chance = crowd.choice([0, 0, 0, 0.3])
        is_throttled = random.Random(-2_000_000 - seed).random() < 0.2
        return cls(
            versions=versions,
            is_followed=0.4 <= way < 0.7,
            page_counts=counts,
            bad_pages=frozenset(p for p in pages if rng.random() < bad_page_chance),
            bad_pairs=frozenset(i for i in range(5) if rng.random() < bad_pair_chance),
            deadly_pages=frozenset(p for p in pages if crowd.random() < deadly_chance),
            flaky_chance=rng.choice([0, 0.1, 0.3]),
            throttle_chance=0.7 if is_throttled else 0.0,
            kill_chance=rng.choice([0, 0.01, 0.03, 0.08]) if hostile else 0.0,
            duplicate_chance=rng.choice([0, 0.1, 0.4]) if hostile else 0.0,
            loss=rng.choice([0, 0.2] if is_dropped else [0, 0, 0, 0.2]) if hostile else 0.0,
            submit_chance=rng.choice([1, 0.02, 0.005]),
            refusal_chance=crowd.choice([0.2, 0.6]) if is_crowded else 0.0,
            max_attempts=(few_or_many := rng.choice([3, 12])),
            max_deliveries=few_or_many,
            max_deliveries_of_units=5 if is_crowded and is_buried_by_waiting else MOST_DELIVERIES,
            early_sweeps=rng.choice([0, 0, 2]) if hostile else 0,
            review_count=people.choice([0, 0, 2, 8]),
            review_chance=people.choice([0.0, 0.05, 0.3]),
        )
