"""That people changed something of a session is told, however often a client connects again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common import paths
from common.chain.correcting import correct_changes, regenerate
from common.chain.summarising import finish_summary
from common.chain.triaging import triage_changes
from common.completion import create_tally
from common.domain.ids import UserId
from common.domain.jobs import SessionStatus, UnitStatus
from common.domain.manual_regions import ManualRegion, RegionAction
from common.domain.triage import TriageSaid, TriageStatus
from common.ports import Ports
from common.records import SESSION
from functions.api.change_stream import changes_after
from functions.api.paced_stream import StreamLimits, paced
from functions.api.world import ApiWorld
from tests.api import Api, open_finished
from tests.session_records import MATCHED, SESSION_ID, change, finished_session

CHANGES = f"/api/sessions/{SESSION_ID}/changes"


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return open_finished(tmp_path, change(old_text="A", new_text="B"), stream_limit_s=0.0)


def _correct(ports: Ports) -> None:
    region = ManualRegion(action=RegionAction.RELABELLED, change_id="c1", label="Door")
    correct_changes(ports, MATCHED, [region], created_by="eddie")


def _decide(ports: Ports) -> None:
    said = TriageSaid(change_id="c1", status=TriageStatus.ACCEPTED)
    triage_changes(ports, MATCHED, [said], said_by=UserId("eddie"))


def _regenerate(ports: Ports) -> None:
    regenerate(ports, MATCHED)


def _write_summary(ports: Ports) -> None:
    revised = regenerate(ports, MATCHED)
    finish_summary(
        ports,
        revised,
        lambda pending: replace(pending, status=UnitStatus.COMPLETED, summary_text="Again."),
        revision=revised.revision,
    )


def _follow(ports: Ports) -> None:
    _session(ports, followed_by="s2", updated_at=ports.clock.now())


def _session(ports: Ports, **changed: object) -> None:
    path = paths.session_path(SESSION_ID)
    session = SESSION.decode(ports.documents.get(path) or {})
    after = SESSION.encode(replace(session, **changed))  # type: ignore[arg-type]  # its own fields
    ports.documents.transact(lambda transaction: transaction.set(path, after))


STEPS = [_correct, _decide, _regenerate, _write_summary, _follow]


def _told(api: Api, last_event_id: str = "") -> list[str]:
    """Return the events of one connection: at the limit it ends after one look."""
    with api.ask("vera", "GET", CHANGES, headers={"Last-Event-ID": last_event_id}) as answer:
        text = answer.get_data(as_text=True)
    return [part for part in text.split("\n\n") if part.startswith("id: ")]


def _id(event: str) -> str:
    return event.partition("\n")[0].removeprefix("id: ")


@pytest.mark.parametrize("step", STEPS)
def test_whatever_people_change_of_a_session_that_has_ended_is_told_once(
    api: Api, step: Callable[[Ports], None]
) -> None:
    (known,) = _told(api)
    assert _told(api, _id(known)) == []
    step(api.ports)
    (event,) = _told(api, _id(known))
    assert "event: session_changed" in event
    assert _told(api, _id(event)) == []


def test_an_event_says_which_session_took_the_place_of_this_one(api: Api) -> None:
    _follow(api.ports)
    (event,) = _told(api)
    data = json.loads(event.partition("\ndata: ")[2])
    assert (data["session_id"], data["followed_by"]) == (SESSION_ID, "s2")
    assert data["status"] == SessionStatus.COMPLETED_WITH_FAILURES


def test_changes_between_two_looks_are_told_as_one(api: Api) -> None:
    (known,) = _told(api)
    for step in STEPS[:4]:
        step(api.ports)
    assert len(_told(api, _id(known))) == 1


@settings(max_examples=30)  # each has a world of its own on disk
@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=8))
def test_over_any_breaks_the_last_state_is_told_and_none_twice(
    tmp_path_factory: pytest.TempPathFactory, looks: list[tuple[bool, bool]]
) -> None:
    """Before each look something changes or not, and the client has lost its connection or not."""
    world = finished_session(tmp_path_factory.mktemp("world"))
    now, heard = world.ports.clock.now(), ""
    stream = changes_after(world.ports, SESSION_ID, heard)
    for number, (has_changed, is_broken) in enumerate([(True, False), *looks]):
        if has_changed:
            _session(world.ports, updated_at=now.replace(microsecond=number))
        if is_broken:
            stream = changes_after(world.ports, SESSION_ID, heard)
        event = _look(stream)
        assert (event is not None) == has_changed
        heard = _id(event) if event else heard
    world.close()


def _look(stream: Iterator[str | None]) -> str | None:
    """Return what one look at the records tells."""
    event = next(stream)
    if event is not None:
        assert next(stream) is None
    return event


def test_while_a_session_goes_on_its_counts_are_changes_too(api: Api) -> None:
    _session(api.ports, status=SessionStatus.COMPARING)
    (known,) = _told(api)
    create_tally(api.ports.documents, paths.pair_tally_path(SESSION_ID), 3)
    assert len(_told(api, _id(known))) == 1


def test_an_id_of_something_else_is_told_anew(api: Api) -> None:
    assert len(_told(api, "1.0.0.0.0")) == 1


def test_a_stream_goes_on_until_its_limit_with_heartbeats_in_between(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.api.paced_stream.HEARTBEAT_S", 0.02)
    limits = StreamLimits(limit_s=0.1, poll_s=0.01)
    text = "".join(paced(changes_after(api.ports, SESSION_ID, ""), limits))
    assert text.startswith("retry: 2000\n\nid: ")
    assert text.count("event: ") == 1
    assert text.count(": still here\n\n") >= 2


@pytest.mark.parametrize("stream", ["changes", "events"])
def test_who_is_removed_hears_nothing_more_of_a_stream_that_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stream: str
) -> None:
    monkeypatch.setattr("functions.api.paced_stream.HEARTBEAT_S", 0.0)
    api = open_finished(
        tmp_path, change(old_text="A", new_text="B"), stream_limit_s=2.0, stream_poll_s=0.01
    )
    with api.ask("vera", "GET", CHANGES.replace("changes", stream)) as answer:
        heard = answer.iter_encoded()
        assert b"retry: " in next(heard)
        assert b"\nevent: " in next(heard)
        assert api.ask("olga", "DELETE", "/api/projects/local/members/vera").status_code == 204
        _decide(api.ports)
        assert list(heard) == []


def test_its_streams_take_the_same_places_as_those_of_events(api: Api) -> None:
    world: ApiWorld = api.client.application.extensions["buildtrace"]
    world.streams.per_user = 1
    first = api.ask("vera", "GET", CHANGES)
    assert api.ask("vera", "GET", CHANGES.replace("changes", "events")).status_code == 503
    first.close()
    assert api.ask("vera", "GET", CHANGES).status_code == 200
