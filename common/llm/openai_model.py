"""Any endpoint that speaks OpenAI's chat completions, by its SDK; errors become ours."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Final

import httpx2
import openai
from openai.types.chat import (
    ChatCompletionContentPartParam,
    ChatCompletionMessageParam,
)
from openai.types.chat.completion_create_params import ResponseFormat
from pydantic import BaseModel, Field, ValidationError

from common.domain.errors import (
    BuildTraceError,
    ErrorCode,
    PermanentError,
    ThrottledError,
    TransientError,
)
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
from common.settings import LanguageModelSettings

_ENDS: Final = {"stop": AnswerEnd.COMPLETE, "length": AnswerEnd.TRUNCATED}
_FILTER_CODES: Final = frozenset({"content_filter", "content_policy_violation"})
# Nobody has heard the question; a connection that broke later may have cost all the same.
_NEVER_SENT: Final = (
    httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError,
)  # fmt: skip
# OpenAI's 429 for an account without money: waiting does not fill it.
_NO_MONEY: Final = "insufficient_quota"


class PerhapsPaidError(TransientError):
    """No answer that can be used, after the question was sent: the endpoint may have counted it."""


class LateAnswerError(PerhapsPaidError):
    """No answer in time, or not to its end."""

    def __init__(self) -> None:
        super().__init__(
            ErrorCode.UNAVAILABLE,
            "The language model did not answer in time. Raise BUILDTRACE_LLM_TIME_LIMIT_S if its "
            "machine is slow.",
        )

    def __reduce__(self) -> tuple[type[LateAnswerError], tuple[()]]:  # type: ignore[override]  # other arguments than the base class
        """Pickle by the constructor's arguments."""
        return type(self), ()


class OpenAiModel:
    """A LanguageModel without limits: `MeteredModel` puts them around it."""

    def __init__(self, settings: LanguageModelSettings) -> None:
        self.name = settings.llm_model
        # The bus tries again, and the limits of rate have to see each try.
        self._client = openai.OpenAI(
            base_url=settings.llm_base_url,
            api_key=settings.llm_api_key.get_secret_value() or "none",
            timeout=settings.llm_time_limit_s,
            max_retries=0,
        )

    def answer(self, request: ModelRequest) -> ModelAnswer:
        """Return the answer; see the port."""
        try:
            with _our_errors():
                response = self._client.chat.completions.with_raw_response.create(
                    model=self.name,
                    messages=_messages(request),
                    response_format=_response_format(request),
                    max_completion_tokens=request.max_output_tokens,
                )
                completion = _Completion.model_validate_json(response.content)
        except _FilteredError:
            return ModelAnswer(text="", end=AnswerEnd.FILTERED, model=self.name)
        choice = completion.choices[0]
        return ModelAnswer(
            text=choice.message.content or "",
            end=_end(choice.finish_reason, choice.message.refusal),
            model=completion.model or self.name,
            usage=completion.usage.counted if completion.usage else None,
        )

    def stream(self, request: ModelRequest) -> Iterator[str | ModelAnswer]:
        """Yield the text in pieces, then the whole answer; see the port."""
        collected = _Collected(model=self.name)
        try:
            with _our_errors():
                chunks = self._client.chat.completions.create(
                    model=self.name,
                    messages=_messages(request),
                    response_format=_response_format(request),
                    max_completion_tokens=request.max_output_tokens,
                    stream=True,
                    stream_options={"include_usage": True},
                )
                with chunks:
                    for chunk in chunks:
                        yield from collected.take(_Chunk.model_validate(chunk.model_dump()))
        except _FilteredError:
            collected.finish_reason = "content_filter"
        yield collected.answer()


class _Words(BaseModel):
    """What the model says; the SDK itself checks nothing of what comes."""

    content: str | None = None
    refusal: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int
    completion_tokens: int

    @property
    def counted(self) -> TokenUsage:
        return TokenUsage(input_tokens=self.prompt_tokens, output_tokens=self.completion_tokens)


class _Choice(BaseModel):
    message: _Words
    finish_reason: str | None = None


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
    model: str | None = None
    usage: _Usage | None = None


class _Piece(BaseModel):
    delta: _Words
    finish_reason: str | None = None


class _Chunk(BaseModel):
    choices: list[_Piece]
    usage: _Usage | None = None


@dataclass(slots=True)
class _Collected:
    """What has come of a stream."""

    model: str
    pieces: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    finish_reason: str | None = None
    usage: TokenUsage | None = None

    def take(self, chunk: _Chunk) -> Iterator[str]:
        self.usage = chunk.usage.counted if chunk.usage else self.usage
        for choice in chunk.choices:
            self.finish_reason = choice.finish_reason or self.finish_reason
            if choice.delta.refusal:
                self.refusals.append(choice.delta.refusal)
            if choice.delta.content:
                self.pieces.append(choice.delta.content)
                yield choice.delta.content

    def answer(self) -> ModelAnswer:
        if self.finish_reason is None:
            raise LateAnswerError  # the connection ended before the answer did
        return ModelAnswer(
            text="".join(self.pieces),
            end=_end(self.finish_reason, "".join(self.refusals)),
            model=self.model,
            usage=self.usage,
        )


class _FilteredError(Exception):
    """The endpoint's content filter refused the question itself."""


@contextmanager
def _our_errors() -> Iterator[None]:
    """Turn the SDK's errors into ours."""
    try:
        yield
    except openai.APIConnectionError as error:  # also its time-outs
        if isinstance(error.__cause__, _NEVER_SENT):
            raise _unavailable("cannot be reached") from error
        raise LateAnswerError from error
    except openai.APIStatusError as error:
        raise _of_status(error) from error
    except httpx2.TransportError as error:  # in the middle of a stream the SDK lets it through
        raise LateAnswerError from error
    except (openai.APIError, ValidationError, json.JSONDecodeError, UnicodeDecodeError) as error:
        # It said 200: whatever is wrong with the body, its words have been written.
        raise PerhapsPaidError(
            ErrorCode.UNAVAILABLE, "The language model's endpoint answers with what is no answer."
        ) from error


def _of_status(error: openai.APIStatusError) -> BuildTraceError | _FilteredError:
    if error.status_code == 429 and error.code != _NO_MONEY:
        return ThrottledError("The language model is busy.", _retry_after_s(error))
    if error.status_code >= 500 or error.status_code in {408, 409}:
        return _unavailable(f"answers with status {error.status_code}")
    if error.code in _FILTER_CODES:
        return _FilteredError()
    return PermanentError(
        ErrorCode.MODEL_REFUSES,
        f"The language model's endpoint refuses our requests (status {error.status_code}"
        f"{f', {error.code}' if error.code else ''}). Check BUILDTRACE_LLM_API_KEY, "
        "BUILDTRACE_LLM_MODEL and BUILDTRACE_LLM_BASE_URL.",
    )


def _retry_after_s(error: openai.APIStatusError) -> float:
    """Return what the endpoint asks for, in seconds or as a date; 0 when it does not say."""
    headers = error.response.headers
    try:
        if milliseconds := headers.get("retry-after-ms"):
            return _waiting_s(float(milliseconds) / 1000)
        return _waiting_s(float(headers.get("retry-after", "0")))
    except ValueError:
        return _until(headers)


def _until(headers: Mapping[str, str]) -> float:
    try:
        sent = parsedate_to_datetime(headers["date"])
        return _waiting_s((parsedate_to_datetime(headers["retry-after"]) - sent).total_seconds())
    except (KeyError, ValueError, TypeError):
        return 0.0


def _waiting_s(value: float) -> float:
    return value if math.isfinite(value) and value > 0 else 0.0


def _unavailable(what: str) -> TransientError:
    return TransientError(ErrorCode.UNAVAILABLE, f"The language model's endpoint {what}.")


def _end(finish_reason: str | None, refusal: str | None) -> AnswerEnd:
    if refusal:
        return AnswerEnd.REFUSED
    if finish_reason == "content_filter":
        return AnswerEnd.FILTERED
    return _ENDS.get(finish_reason or "", AnswerEnd.TRUNCATED)


def _response_format(request: ModelRequest) -> ResponseFormat | openai.Omit:
    if request.answer_type is None:
        return openai.omit
    return {
        "type": "json_schema",
        "json_schema": {
            "name": request.answer_type.__name__,
            "schema": request.answer_type.model_json_schema(),
            "strict": True,
        },
    }


def _messages(request: ModelRequest) -> list[ChatCompletionMessageParam]:
    return [_message(message) for message in request.messages]


def _message(message: ModelMessage) -> ChatCompletionMessageParam:
    text = "".join(part.text for part in message.parts if isinstance(part, TextPart))
    if message.role is Role.SYSTEM:
        return {"role": "system", "content": text}
    if message.role is Role.ASSISTANT:
        return {"role": "assistant", "content": text}
    return {"role": "user", "content": [_part(part) for part in message.parts]}


def _part(part: TextPart | ImagePart) -> ChatCompletionContentPartParam:
    if isinstance(part, TextPart):
        return {"type": "text", "text": part.text}
    data = base64.b64encode(part.png).decode()
    return {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}}
