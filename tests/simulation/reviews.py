"""People of the simulation: they correct lists, decide of changes, ask for summaries again."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from common.chain.correcting import correct_changes, regenerate, withdraw_corrections
from common.chain.triaging import triage_changes
from common.domain.changes import ChangeKind
from common.domain.errors import PermanentError
from common.domain.ids import UserId
from common.domain.manual_regions import ManualRegion, RegionAction
from common.domain.triage import SHEET_CHANGE_ID, TriageSaid, TriageStatus
from common.ports import Ports
from common.records import Comparison
from tests.simulation.rooms import FOUND_CHANGES

PERSON = UserId("person")


def review(ports: Ports, comparison: Comparison, rng: random.Random) -> None:
    """Do one thing a person may do to a sheet; what is refused is refused."""
    change_id = f"c{rng.randint(1, FOUND_CHANGES + 1)}"
    label = f"said {rng.randint(0, 999)}"
    sayings = (
        ManualRegion(action=RegionAction.DELETED, change_id=change_id),
        ManualRegion(action=RegionAction.RESTORED, change_id=change_id),
        ManualRegion(action=RegionAction.RELABELLED, change_id=change_id, label=label),
        ManualRegion(action=RegionAction.RELABELLED, change_id=change_id, kind=ChangeKind.MOVED),
        ManualRegion(action=RegionAction.EDITED, change_id=change_id, box_pt=(0, 0, 1, 0.5)),
        ManualRegion(action=RegionAction.ADDED, box_pt=(0, 0, 0.5, 1), label=label),
    )
    saying = [rng.choice(sayings)]
    is_whole = comparison.match.is_sheet_change and rng.random() < 0.5
    decided = SHEET_CHANGE_ID if is_whole else change_id
    decision = TriageSaid(change_id=decided, status=rng.choice(list(TriageStatus)), comment=label)
    ways: tuple[Callable[[], object], ...] = (
        *[partial(correct_changes, ports, comparison.id, saying, created_by=PERSON)] * 4,
        partial(withdraw_corrections, ports, comparison.id, created_by=PERSON),
        partial(regenerate, ports, comparison.id),
        *[partial(triage_changes, ports, comparison.id, [decision], said_by=PERSON)] * 3,
    )
    with suppress(PermanentError):
        rng.choice(ways)()
