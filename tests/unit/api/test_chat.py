"""Chat by the API: lines as events, the whole at the end, kept with its session."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.api import Api, open_finished
from tests.session_records import SESSION_ID, change

SESSION = f"/api/sessions/{SESSION_ID}"


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return open_finished(tmp_path, change(old_text="12'-6\"", new_text="13'-0\""))


def _ask(api: Api, question: str, **more: Any) -> TestResponse:
    return api.ask("vera", "POST", f"{SESSION}/chat", json={"question": question, **more})


def _events(answer: TestResponse) -> list[tuple[str, dict[str, Any]]]:
    assert answer.status_code == 200, answer.get_json()
    parts = answer.get_data(as_text=True).strip().split("\n\n")
    lines = [part.split("\n") for part in parts]
    return [(line[0].removeprefix("event: "), json.loads(line[1][6:])) for line in lines]


def test_an_answer_comes_in_lines_and_then_whole(api: Api) -> None:
    *lines, (last, end) = _events(_ask(api, "What changed on A-101?"))
    assert ({name for name, _ in lines}, last) == ({"line"}, "answer")
    assert any(cited["sheet"] == "A-101" for _, line in lines for cited in line["citations"])
    assert end["message"]["mode"] == "search"
    assert "\n".join(line["text"] for _, line in lines) == end["message"]["text"]


def test_a_conversation_goes_on_and_is_kept(api: Api) -> None:
    ((*_, end),) = (_events(_ask(api, "What changed?")),)
    conversation = end[1]["conversation_id"]
    _events(_ask(api, "And on A-101?", conversation_id=conversation))
    kept = api.ask("vera", "GET", f"{SESSION}/conversations/{conversation}").get_json()["messages"]
    assert [m["role"] for m in kept] == ["user", "assistant", "user", "assistant"]
    (listed,) = api.ask("vera", "GET", f"{SESSION}/conversations").get_json()["conversations"]
    assert (listed["conversation_id"], listed["message_count"]) == (conversation, 4)


def test_a_key_does_not_hold_an_answer_back(api: Api) -> None:
    key = {"Idempotency-Key": "one"}
    body = {"question": "What changed?"}
    for _ in range(2):
        answer = api.ask("vera", "POST", f"{SESSION}/chat", json=body, headers=key)
        assert answer.is_streamed
        assert _events(answer)[-1][0] == "answer"


@pytest.mark.parametrize("question", ["", "x" * 10_000, "a\u202eb"])
def test_a_question_that_is_none_is_refused(api: Api, question: str) -> None:
    assert _ask(api, question).status_code == 422


def test_a_conversation_of_nowhere_is_not_there(api: Api) -> None:
    assert _ask(api, "What?", conversation_id="none").status_code == 404
