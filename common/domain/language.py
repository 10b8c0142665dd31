"""What is asked of a language model and what it answers, whoever runs it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel

from common.domain.ids import ProjectId, SessionId


class Role(StrEnum):
    """Who speaks in a conversation."""

    SYSTEM = "system"  # our instructions; nothing that came from a drawing or a person
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    """Words of a message."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagePart:
    """A picture of a message."""

    png: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelMessage:
    """One turn."""

    role: Role
    parts: tuple[TextPart | ImagePart, ...]

    @classmethod
    def of(cls, role: Role, text: str) -> ModelMessage:
        """Return a message of words alone."""
        return cls(role=role, parts=(TextPart(text=text),))


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """One question to a language model.

    Attributes:
        key: what it is about, the same on every repeat: an answer that the project has already is
            given again and not paid again, whatever the messages are. Make it of the evidence.
        session_id: on whose budget it goes.
        answer_type: the model must answer as JSON of this type; `None` for free text.
    """

    key: str
    project_id: ProjectId
    session_id: SessionId
    prompt_version: str
    messages: tuple[ModelMessage, ...]
    max_output_tokens: int
    answer_type: type[BaseModel] | None = None


class AnswerEnd(StrEnum):
    """Why a model stopped."""

    COMPLETE = "complete"
    TRUNCATED = "truncated"  # at the limit of tokens: half an answer
    REFUSED = "refused"  # the model would not
    FILTERED = "filtered"  # the endpoint's content filter would not


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenUsage:
    """What an endpoint counted."""

    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAnswer:
    """What came back: paid for whether it is of use or not.

    Attributes:
        text: as it came; JSON of the wanted type only if the model kept to it.
        model: as the endpoint calls it.
        usage: `None` when the endpoint did not say.
        cost_usd_micros: by the prices of the settings.
    """

    text: str
    end: AnswerEnd
    model: str
    usage: TokenUsage | None = None
    cost_usd_micros: int = 0


class ModelCallStatus(StrEnum):
    """Where a question to a model stands."""

    ASKED = "asked"  # under way, or its process died
    ANSWERED = "answered"
    GIVEN_BACK = "given_back"  # no answer came and none was paid


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUse:
    """What a language model had to do with a summary, for its record.

    Attributes:
        fallback: why the words are not the model's after all; "" where they are.
        dropped_count: statements that were not shown, because the evidence does not bear them.
        uncited_count: changes that the model left out; the rules told of them.
    """

    model: str
    prompt_version: str
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd_micros: int = 0
    dropped_count: int = 0
    uncited_count: int = 0
    fallback: str = ""
