"""Firestore's emulator restarted in mid-run: set back to a moment before, or with nothing left.

It keeps its documents in memory. Set back, what was counted since is lost, as are the events whose
work was acknowledged; the sweep does what is due again.
"""

from __future__ import annotations

from collections.abc import Callable

from common import paths
from common.chain.steps import load_comparisons, load_pages, load_summary
from common.domain.ids import SessionId, VersionId
from common.domain.jobs import SessionStatus
from common.records import Session
from common.sweep import sweep
from tests.emulated.chain import submit_session, wait_for
from tests.emulated.cloud import Cloud, all_matched, counts, set_of, sheets, wait
from tests.emulators import OF_CLOUD

pytestmark = OF_CLOUD
NUMBERS = ("A-1", "A-2", "A-3")


def test_set_back_in_every_stage_it_costs_time_and_no_result(cloud: Cloud) -> None:
    old, new = cloud.versions("restarted", *NUMBERS)
    session_id = submit_session(cloud.ports, old, new, "restarted")
    for name, has_come in _moments(cloud, old, session_id).items():
        _swept_until(cloud, has_come)
        seed = cloud.export_firestore(f"export-{name}")
        cloud.restart_firestore(seed)
    session = _swept_to_its_end(cloud, session_id)
    assert session.status is SessionStatus.COMPLETED
    assert counts(cloud.ports, session) == [(3, 3, 0)] * 4
    assert sheets(cloud.ports, session) == all_matched(*NUMBERS)
    assert cloud.stack.ended() == []


def _moments(cloud: Cloud, old: VersionId, session_id: SessionId) -> dict[str, Callable[[], bool]]:
    """Return when a page, a pair and a summary of the session has ended."""
    ports = cloud.ports
    return {
        "page": lambda: any(p.status.is_terminal for p in load_pages(ports, old)),
        "pair": lambda: any(c.status.is_terminal for c in load_comparisons(ports, session_id)),
        "summary": lambda: any(
            load_summary(ports, c.id).status.is_terminal
            for c in load_comparisons(ports, session_id)
        ),
    }


def test_emptied_it_forgets_what_was_under_way_and_takes_it_again(cloud: Cloud) -> None:
    _drop_both(cloud)
    wait(lambda: any(load_pages(cloud.ports, v) for v in _versions(cloud)))
    # Or its handler writes it into the emptied store: a comparison of versions that are gone.
    wait(lambda: cloud.ports.documents.query(paths.SESSIONS, {"project_id": "emptied"}))
    cloud.restart_firestore(None)
    _drop_both(cloud)
    wait(lambda: cloud.ports.documents.query(paths.SESSIONS))
    (document,) = cloud.ports.documents.query(paths.SESSIONS)
    session = _swept_to_its_end(cloud, SessionId(document["id"]))
    assert session.status is SessionStatus.COMPLETED
    assert counts(cloud.ports, session) == [(3, 3, 0)] * 4
    assert sheets(cloud.ports, session) == all_matched(*NUMBERS)
    assert cloud.stack.ended() == []


def _drop_both(cloud: Cloud) -> None:
    """Drop both sets, the second when the first has been heard of."""
    for label, note in (("old", ""), ("new", "NEW NOTE")):
        before = len(_versions(cloud))
        cloud.ports.blobs.write(f"drops/emptied/set/{label}.pdf", set_of(*NUMBERS, note=note))
        wait(lambda count=before: len(_versions(cloud)) > count)  # type: ignore[misc]  # bound now


def _versions(cloud: Cloud) -> list[VersionId]:
    found = cloud.ports.documents.query(paths.VERSIONS, {"project_id": "emptied"})
    return [VersionId(version["id"]) for version in found]


def _swept_to_its_end(cloud: Cloud, session_id: SessionId) -> Session:
    session = wait_for(cloud.ports, session_id, 0.0)

    def has_ended() -> bool:
        nonlocal session
        session = wait_for(cloud.ports, session_id, 1.0)
        return session.status.is_terminal

    _swept_until(cloud, has_ended)
    return session


def _swept_until(cloud: Cloud, has_come: Callable[[], bool]) -> None:
    """Sweep as the scheduler does until something has come; fail when it does not."""

    def look_and_sweep() -> bool:
        if not has_come():
            sweep(cloud.ports, older_than_s=1.0)
        return has_come()

    wait(look_and_sweep)
