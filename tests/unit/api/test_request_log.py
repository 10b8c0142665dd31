"""One line of the log a request: its route, its answer, how long it took, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from common import paths
from functions.api import idempotency
from functions.api.stream_places import StreamPlaces
from tests.api import Api, open_finished
from tests.logged import Line, Log, logged
from tests.session_records import MATCHED, SESSION_ID

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return open_finished(tmp_path)


@pytest.fixture
def log(api: Api, tmp_path: Path) -> Iterator[Log]:
    with logged(tmp_path, "p") as log:
        yield log


def _request(log: Log) -> Line:
    (line,) = log.events("request")
    return line


def test_a_request_is_told_by_its_route_and_never_by_what_was_asked(api: Api, log: Log) -> None:
    secret = {"Authorization": "Bearer olga"}
    api.client.get(f"/api/sessions/{SESSION_ID}?page_token=SECRETS", headers=secret)
    line = _request(log)
    assert line.pop("duration_s") >= 0
    assert len(line.pop("request_id")) == 32
    assert {name: line[name] for name in line if name not in {"time", "severity", "event"}} == {
        "message": "request GET /api/sessions/<session_id> 200",
        "method": "GET",
        "route": "/api/sessions/<session_id>",
        "status": 200,
        "status_class": "2xx",
        "user_id": "olga",
        "logging.googleapis.com/trace": line["logging.googleapis.com/trace"],
        "logging.googleapis.com/spanId": line["logging.googleapis.com/spanId"],
        "logging.googleapis.com/trace_sampled": False,
    }
    assert "SECRETS" not in log.text
    assert "Bearer" not in log.text


@pytest.mark.parametrize(
    ("who", "path", "told"),
    [
        ("olga", "/api/sessions/none", (404, "not_found", "/api/sessions/<session_id>")),
        (
            None,
            f"/api/sessions/{SESSION_ID}",
            (401, "sign_in_required", "/api/sessions/<session_id>"),
        ),
        ("olga", "/wp-login.php?a=<script>", (404, "not_found", "unmatched")),
    ],
)
def test_what_was_refused_says_why(
    api: Api, log: Log, who: str | None, path: str, told: tuple[int, str, str]
) -> None:
    api.ask(who, "GET", path)
    line = _request(log)
    assert (line["status"], line["error_code"], line["route"]) == told


def test_a_request_that_breaks_is_one_line_and_says_where(api: Api, log: Log) -> None:
    broken = paths.comparison_path(MATCHED)
    api.ports.documents.transact(lambda t: t.set(broken, {"session_id": SESSION_ID}))
    api.ask("vera", "GET", f"/api/sessions/{SESSION_ID}")
    assert (_request(log)["status"], _request(log)["error_code"]) == (500, "internal")
    (failed,) = log.events("request_failed")
    assert failed["request_id"] == _request(log)["request_id"]
    assert "load_comparisons" in failed["stack_trace"]


def test_what_breaks_after_the_answer_is_what_the_client_got(
    api: Api, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that cannot be remembered is none: the same request is sent again."""

    def refuse(*_: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(idempotency, "_ended", refuse)
    answer = api.ask(
        "olga", "POST", "/api/projects", json={"name": "A"}, headers={"Idempotency-Key": "one"}
    )
    assert answer.status_code == 500
    assert [line["status"] for line in log.events("request")] == [500]


def test_a_request_goes_on_with_the_trace_of_its_client(api: Api, log: Log) -> None:
    sent = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "X-Request-Id": "mine-1"}
    api.ask("olga", "GET", "/api/projects", headers=sent)
    line = _request(log)
    assert line["logging.googleapis.com/trace"] == f"projects/p/traces/{TRACE}"
    assert line["logging.googleapis.com/spanId"] != "00f067aa0ba902b7"
    assert line["request_id"] == "mine-1"


def test_who_listens_is_counted_when_they_come_and_go(log: Log) -> None:
    places = StreamPlaces(total=2, per_user=2)
    for user in ("olga", "eddie", "vera"):
        places.take(user)  # type: ignore[arg-type]  # the third finds no place
    places.give_back("olga")  # type: ignore[arg-type]
    assert [(line["change"], line["open"]) for line in log.events("listeners")] == [
        ("opened", 1),
        ("opened", 2),
        ("closed", 1),
    ]
