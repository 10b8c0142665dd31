"""The adapter over the SDK against a local server that speaks the API and misbehaves."""

from __future__ import annotations

import base64
import json
import pickle
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pydantic import BaseModel, ConfigDict, SecretStr

from common.domain.errors import ErrorCode, PermanentError, ThrottledError, TransientError
from common.domain.ids import ProjectId, SessionId
from common.domain.language import (
    AnswerEnd,
    ImagePart,
    ModelAnswer,
    ModelMessage,
    ModelRequest,
    Role,
    TextPart,
    TokenUsage,
)
from common.llm.openai_model import LateAnswerError, OpenAiModel, PerhapsPaidError
from common.settings import LanguageModelSettings
from tests.llm_server import LlmServer, Reply, completion, refusing, running_llm_server, streamed


class Colour(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str


REQUEST = ModelRequest(
    key="k",
    project_id=ProjectId("p"),
    session_id=SessionId("s"),
    prompt_version="p1",
    messages=(
        ModelMessage.of(Role.SYSTEM, "Be brief."),
        ModelMessage(role=Role.USER, parts=(TextPart(text="Look:"), ImagePart(png=b"\x89PNG"))),
    ),
    max_output_tokens=50,
    answer_type=Colour,
)


@pytest.fixture
def server() -> Iterator[LlmServer]:
    with running_llm_server() as running:
        yield running


def model(server: LlmServer, *, time_limit_s: float = 20.0) -> OpenAiModel:
    settings = LanguageModelSettings(
        llm_model="test-model",
        llm_base_url=server.base_url,
        llm_api_key=SecretStr("secret"),
        llm_time_limit_s=time_limit_s,
        llm_input_usd_per_million=1.0,
        llm_output_usd_per_million=4.0,
    )
    return OpenAiModel(settings)


def test_the_question_has_our_words_the_picture_and_the_schema(server: LlmServer) -> None:
    model(server).answer(REQUEST)
    (asked,) = server.asked
    assert asked["messages"][0] == {"role": "system", "content": "Be brief."}
    url = asked["messages"][1]["content"][1]["image_url"]["url"]
    assert base64.b64decode(url.removeprefix("data:image/png;base64,")) == b"\x89PNG"
    schema = asked["response_format"]["json_schema"]
    assert (schema["strict"], schema["schema"]["additionalProperties"]) == (True, False)
    assert (asked["max_completion_tokens"], server.keys) == (50, ["Bearer secret"])


def test_a_whole_answer_comes_with_what_was_counted(server: LlmServer) -> None:
    server.replies(completion('{"name": "red"}'))
    assert model(server).answer(REQUEST) == ModelAnswer(
        text='{"name": "red"}',
        end=AnswerEnd.COMPLETE,
        model="test-model-1",
        usage=TokenUsage(input_tokens=1000, output_tokens=100),
    )


@pytest.mark.parametrize(
    ("reply", "end"),
    [
        (completion('{"na', finish_reason="length"), AnswerEnd.TRUNCATED),
        (completion(None, refusal="I cannot."), AnswerEnd.REFUSED),
        (completion("", finish_reason="content_filter"), AnswerEnd.FILTERED),
        (refusing(400, "content_filter"), AnswerEnd.FILTERED),
    ],
)
def test_an_answer_that_is_none_says_why(server: LlmServer, reply: Reply, end: AnswerEnd) -> None:
    server.replies(reply)
    assert model(server).answer(REQUEST).end is end


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"retry_after_ms": "1500", "retry_after": "9"}, 1.5),
        ({}, 0.0),
        ({"retry_after": "soon"}, 0.0),
        ({"retry_after": "-3"}, 0.0),
        ({"retry_after": "nan"}, 0.0),
    ],
)
def test_throttling_says_how_long_to_wait(
    server: LlmServer, headers: dict[str, str], wait_s: float
) -> None:
    server.replies(refusing(429, "rate_limit_exceeded", **headers))
    with pytest.raises(ThrottledError) as raised:
        model(server).answer(REQUEST)
    assert raised.value.retry_after_s == wait_s
    assert len(server.asked) == 1  # the SDK does not try again behind our back


@pytest.mark.parametrize("status", [500, 503])
def test_a_service_that_is_down_may_come_back_and_has_cost_nothing(
    server: LlmServer, status: int
) -> None:
    server.replies(refusing(status))
    with pytest.raises(TransientError) as raised:
        model(server).answer(REQUEST)
    assert raised.value.code is ErrorCode.UNAVAILABLE
    assert not isinstance(raised.value, PerhapsPaidError)


UNREADABLE = [
    Reply(body=b"<html>Welcome</html>"),
    Reply(body=b'{"a": 1}'),
    Reply(body=b'{"choices": [{"message": null}]}'),
    Reply(body=b'{"choices": []}'),
    Reply(body=b"\xff\xfe"),
    replace(completion(), missing_bytes=100),
    Reply(hangs_up=True),
]


@pytest.mark.parametrize("reply", UNREADABLE, ids=lambda reply: reply.body[:20])
def test_an_answer_that_nobody_can_read_may_have_been_paid(server: LlmServer, reply: Reply) -> None:
    server.replies(reply)
    with pytest.raises(PerhapsPaidError) as raised:
        model(server).answer(REQUEST)
    assert raised.value.code is ErrorCode.UNAVAILABLE


def test_a_stream_that_reports_an_error_may_have_been_paid(server: LlmServer) -> None:
    broken = streamed("one ", finish_reason=None).body.replace(b"data: [DONE]", b"")
    error = b'data: {"error": {"message": "overloaded", "type": "server_error"}}\n\n'
    server.replies(Reply(body=broken + error, headers={"content-type": "text/event-stream"}))
    with pytest.raises(PerhapsPaidError):
        list(model(server).stream(REQUEST))


def test_a_port_where_nobody_listens_may_come_back(server: LlmServer) -> None:
    silent = LlmServer("http://127.0.0.1:9/v1", lambda _body: completion())
    with pytest.raises(TransientError, match="cannot be reached") as raised:
        model(silent).answer(REQUEST)
    assert not isinstance(raised.value, PerhapsPaidError)


def test_an_answer_that_does_not_come_in_time_is_given_up(server: LlmServer) -> None:
    server.replies(Reply(hangs=True))
    with pytest.raises(LateAnswerError):
        model(server, time_limit_s=0.2).answer(REQUEST)


@pytest.mark.parametrize(
    "reply",
    [
        refusing(401, "invalid_api_key"),
        refusing(404, "model_not_found"),
        refusing(400, "unsupported"),
        refusing(429, "insufficient_quota"),
    ],
)
def test_what_waiting_does_not_mend_is_permanent(server: LlmServer, reply: Reply) -> None:
    server.replies(reply)
    with pytest.raises(PermanentError, match="BUILDTRACE_LLM_API_KEY") as raised:
        model(server).answer(REQUEST)
    assert raised.value.code is ErrorCode.MODEL_REFUSES


def test_a_stream_comes_in_pieces_and_ends_with_the_whole(server: LlmServer) -> None:
    server.replies(streamed("one ", "two"))
    *pieces, whole = model(server).stream(REQUEST)
    assert pieces == ["one ", "two"]
    assert isinstance(whole, ModelAnswer)
    assert (whole.text, whole.usage) == (
        "one two",
        TokenUsage(input_tokens=1000, output_tokens=100),
    )


@pytest.mark.parametrize(
    "reply",
    [
        streamed("one ", finish_reason=None),
        replace(streamed("one ", finish_reason=None), missing_bytes=100),
    ],
)
def test_a_stream_that_breaks_off_is_no_answer(server: LlmServer, reply: Reply) -> None:
    server.replies(reply)
    with pytest.raises(LateAnswerError):
        list(model(server).stream(REQUEST))


def test_an_error_is_the_same_on_the_other_side_of_a_pipe() -> None:
    for error in (ThrottledError("Busy.", 3.0), LateAnswerError()):
        copied = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
        assert (type(copied), vars(copied)) == (type(error), vars(error))


def test_a_model_without_prices_is_refused() -> None:
    with pytest.raises(PermanentError, match="BUILDTRACE_LLM_INPUT_USD_PER_MILLION"):
        LanguageModelSettings(llm_model="m")


def test_the_key_is_in_no_print_of_the_settings() -> None:
    settings = LanguageModelSettings(llm_api_key=SecretStr("secret"))
    assert "secret" not in f"{settings!r} {json.dumps(settings.model_dump(mode='json'))}"
