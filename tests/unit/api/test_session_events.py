"""Live events: each is told once, in order, however often a client connects again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.wrappers import Response

from common.chain.correcting import regenerate
from common.chain.steps import load_comparison, load_summary
from common.chain.summarising import finish_summary
from common.completion import Progress
from common.domain.jobs import SessionStatus, UnitStatus
from common.ports import Ports
from common.records import COMPARISON, SESSION, Comparison
from functions.api.paced_stream import StreamLimits
from functions.api.session_events import Sent, SessionEvent, SessionState, Told, events_after
from functions.api.session_stream import Shown, event_stream
from functions.api.world import ApiWorld
from tests.api import Api, open_finished
from tests.session_records import (
    BROKEN,
    MATCHED,
    NEW,
    OLD,
    SESSION_ID,
    finished_session,
    page_record,
)

PAGES, PAIRS = 3, 3
EVENTS = f"/api/sessions/{SESSION_ID}/events"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> SessionState:
    """Everything is done."""
    world = finished_session(tmp_path_factory.mktemp("session"))
    comparison = COMPARISON.decode(world.documents.get(f"comparisons/{MATCHED}") or {})
    summary = load_summary(world.ports, MATCHED)
    session = SESSION.decode(world.documents.get(f"sessions/{SESSION_ID}") or {})
    world.close()
    return SessionState(
        session=session,
        pages={
            which: [page_record(version, index) for index in range(PAGES)]
            for which, version in (("old", OLD), ("new", NEW))
        },
        page_progress=Progress(total=6, completed=4, failed=2),
        is_read=True,
        comparisons=[replace(comparison, unit_index=index) for index in range(PAIRS)],
        summaries=dict.fromkeys(range(PAIRS), summary),
    )


def _part(whole: SessionState, old: int, new: int, pairs: int, summaries: int) -> SessionState:
    """Return the state when only so many of each are done, the last ones first."""
    is_read = old == new == PAGES
    has_ended = is_read and pairs == summaries == PAIRS
    status = SessionStatus.COMPLETED if has_ended else SessionStatus.COMPARING
    return SessionState(
        session=replace(whole.session, status=status),
        pages={"old": whole.pages["old"][PAGES - old :], "new": whole.pages["new"][PAGES - new :]},
        page_progress=whole.page_progress,
        is_read=is_read,
        comparisons=whole.comparisons[PAIRS - pairs :],
        summaries={k: v for k, v in whole.summaries.items() if k >= PAIRS - min(summaries, pairs)},
    )


def _what(sent: Sent) -> tuple[object, ...]:
    return sent.name, sent.data.get("set"), sent.data.get("page")


steps = st.lists(st.tuples(*(st.integers(0, 3) for _ in range(4))), max_size=6)


@given(steps=steps, breaks=st.sets(st.integers(0, 20)))
def test_every_event_comes_once_over_any_breaks(
    whole: SessionState, steps: list[tuple[int, int, int, int]], breaks: set[int]
) -> None:
    """The state grows; at a break the client comes back with the id of its last event."""
    told, got, grown = Told(), list[Sent](), (0, 0, 0, 0)
    for step in [*steps, (PAGES, PAGES, PAIRS, PAIRS)]:
        grown = tuple(map(max, grown, step))  # type: ignore[assignment]  # four of four
        for sent in events_after(told, _part(whole, *grown)):
            got.append(sent)
            told = Told.from_event_id(sent.told.event_id) if len(got) in breaks else sent.told
    names = [sent.name for sent in got]
    assert len(got) == 2 * PAGES + 2 * PAIRS + 3
    assert names[-1] is SessionEvent.SESSION_COMPLETE
    ocr_ended = names.index(SessionEvent.OCR_STAGE_COMPLETE)
    assert SessionEvent.PAGE_OCR_COMPLETE not in names[ocr_ended:]


def test_a_summary_that_failed_is_told_with_its_row_read_a_moment_before(
    whole: SessionState,
) -> None:
    failed = replace(whole.summaries[0], status=UnitStatus.FAILED, error=BROKEN)
    sent = events_after(Told(), replace(whole, summaries={0: failed}))
    (told,) = (event for event in sent if event.name is SessionEvent.SUMMARY_COMPLETE)
    assert (told.data["status"], told.data["error"]) == ("failed", BROKEN.message)
    assert told.row is not None
    assert told.row.summary_error == BROKEN


@pytest.mark.parametrize(
    "event_id", ["", "x", "1.2", "-1.0.0.0.0", "0.0.0.0.0.0", "0.0.0.0.0.1-2.", "f" * 9000]
)
def test_an_id_that_is_none_of_ours_begins_anew(event_id: str) -> None:
    assert Told.from_event_id(event_id) == Told()


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return open_finished(tmp_path)


def _streamed(api: Api, last_event_id: str = "") -> list[str]:
    headers = {"Last-Event-ID": last_event_id}
    with api.ask("vera", "GET", EVENTS, headers=headers) as answer:
        text = answer.get_data(as_text=True)
    return [part for part in text.split("\n\n") if part.startswith("id: ")]


def test_a_client_that_comes_back_is_told_the_rest_alone(api: Api) -> None:
    events = _streamed(api)
    last = events[4].split("\n")[0].removeprefix("id: ")
    assert len(events) == 15
    assert _streamed(api, last) == events[5:]


def _stream(api: Api, limits: StreamLimits) -> Iterator[str]:
    shown = Shown(row=lambda comparison: {"id": comparison.id}, progress=lambda _counted: {})
    return event_stream(api.ports, SESSION_ID, Told(), limits, shown)


def _data(event: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.partition("\ndata: ")[2])
    return found


def test_an_event_has_all_that_a_client_shows_so_that_it_need_not_ask(api: Api) -> None:
    rows = {
        row["comparison_id"]: row
        for row in api.ask("vera", "GET", f"/api/sessions/{SESSION_ID}").get_json()["comparisons"]
    }
    told = [_data(event) for event in _streamed(api)]
    of_rows = [data for data in told if "comparison" in data]
    assert {data["comparison_id"] for data in of_rows} == set(rows)
    # The words of an event are the summary's own, which the records of this test have not taken.
    for data in (data for data in of_rows if "summary" not in data):
        assert data["comparison"] == rows[data["comparison_id"]]
    for data in (data for data in of_rows if "summary" in data):
        assert data["comparison"]["summary"] == data["summary"]
    assert all(set(data["progress"]) == {"ocr", "diff", "summary"} for data in told)


def test_every_row_is_announced_before_the_first_is_compared(api: Api) -> None:
    names = [event.split("\n")[1].removeprefix("event: ") for event in _streamed(api)]
    assert names.index("match_stage_complete") < names.index("pair_diff_complete")
    assert names.count("match_stage_complete") == 1


def _write_again(ports: Ports, text: str) -> None:
    _finish(ports, regenerate(ports, MATCHED), text)


def _finish(ports: Ports, revised: Comparison, text: str) -> None:
    finish_summary(
        ports,
        revised,
        lambda pending: replace(pending, status=UnitStatus.COMPLETED, summary_text=text),
        revision=revised.revision,
    )


def test_a_summary_that_was_written_again_is_told_once(api: Api) -> None:
    first = _streamed(api)
    _write_again(api.ports, "Door 12 moved.")
    (again,) = _streamed(api, first[-1].split("\n")[0].removeprefix("id: "))
    assert "event: summary_complete" in again
    assert '"revision": 1, "status": "completed", "summary": "Door 12 moved."' in again
    assert _streamed(api, again.split("\n")[0].removeprefix("id: ")) == []


def test_a_client_that_comes_later_is_told_the_last_summary_alone(api: Api) -> None:
    for text in ("Not this.", "But this."):
        _write_again(api.ports, text)
    summaries = [e for e in _streamed(api) if "event: summary_complete" in e]
    told = [e for e in summaries if _data(e)["comparison_id"] == MATCHED]
    assert len(told) == 1
    assert "But this." in told[0]


def test_a_stream_waits_for_a_summary_that_is_due_after_the_end(api: Api) -> None:
    revised = regenerate(api.ports, MATCHED)
    assert load_comparison(api.ports, MATCHED).summary_is_due
    stream = _stream(api, StreamLimits(limit_s=60, poll_s=0.01))
    got = [next(stream) for _ in range(15)]  # the advice, and all but that summary
    assert not any("summary_complete" in event and MATCHED in event for event in got)
    _finish(api.ports, revised, "Late.")
    (late,) = list(stream)
    assert "Late." in late


def test_a_stream_that_is_at_its_end_is_closed(api: Api) -> None:
    told = Told(old_pages=7, new_pages=7, pairs=7, summaries=7, ends=7)
    assert _streamed(api, told.event_id) == []


def test_a_session_that_goes_on_is_followed_until_the_limit(api: Api) -> None:
    path = f"sessions/{SESSION_ID}"
    session = SESSION.decode(api.ports.documents.get(path) or {})
    open_session = replace(session, status=SessionStatus.COMPARING)
    api.ports.documents.transact(lambda t: t.set(path, SESSION.encode(open_session)))
    limits = StreamLimits(limit_s=0.05, poll_s=0.01)
    text = "".join(_stream(api, limits))
    assert text.count("event: pair_diff_complete") == 3
    assert "session_complete" not in text


def test_more_streams_than_there_is_place_for_are_refused_and_the_place_comes_back(
    api: Api,
) -> None:
    world: ApiWorld = api.client.application.extensions["buildtrace"]
    world.streams.per_user = 1
    first = api.ask("vera", "GET", EVENTS)
    assert api.ask("vera", "GET", EVENTS).status_code == 503
    with api.ask("olga", "GET", EVENTS) as others:
        assert others.status_code == 200
    first.close()
    assert api.ask("vera", "GET", EVENTS).status_code == 200


def test_a_session_is_followed_through_the_app_of_a_deployed_function(api: Api) -> None:
    """functions-framework serves our app from a route of its own."""
    around, inner = Flask("around"), api.client.application

    @around.route("/<path:_path>")
    def api_function(_path: str) -> Response:
        return Response.from_app(inner.wsgi_app, request.environ, buffered=False)

    headers = {"Authorization": "Bearer vera"}
    answer = around.test_client().get(EVENTS, headers=headers)
    assert answer.status_code == 200
    assert "event: session_complete" in answer.get_data(as_text=True)
