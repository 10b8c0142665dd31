"""Language models for tests: scripted ones behind the port, with everything they were asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from common.domain.language import (
    AnswerEnd,
    ModelAnswer,
    ModelRequest,
    TextPart,
    TokenUsage,
)


def answering(text: str, end: AnswerEnd = AnswerEnd.COMPLETE) -> ModelAnswer:
    """Return an answer of 1,000 tokens in and 100 out."""
    usage = TokenUsage(input_tokens=1000, output_tokens=100)
    return ModelAnswer(text=text, end=end, model="test-model-1", usage=usage)


@dataclass(slots=True)
class ScriptedModel:
    """Answers by a function of the request, which may raise.

    Attributes:
        asked: every request that came.
    """

    reply: Callable[[ModelRequest], ModelAnswer] = lambda _request: answering("fine")
    name: str = "test-model"
    asked: list[ModelRequest] = field(default_factory=list)

    def answer(self, request: ModelRequest) -> ModelAnswer:
        self.asked.append(request)
        return self.reply(request)

    def stream(self, request: ModelRequest) -> Iterator[str | ModelAnswer]:
        answer = self.answer(request)
        yield from answer.text.split(" ")
        yield answer


def words_of(request: ModelRequest) -> str:
    """Return all text of a request."""
    parts = [part for message in request.messages for part in message.parts]
    return "\n".join(part.text for part in parts if isinstance(part, TextPart))
