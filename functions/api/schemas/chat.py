"""Questions about a session, and answers that say what they rest on."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from common.domain.chat import Citation
from common.review_records import Conversation, Message
from functions.api.schemas.texts import Id, Note, Request, SessionPath


class Question(Request):
    """A question; with a conversation it goes on there."""

    question: Note = Field(min_length=1, max_length=2000)
    conversation_id: Id | None = None


class ConversationPath(SessionPath):
    """A session's id, and a conversation's."""

    conversation_id: Id


class MessageAnswer(BaseModel):
    """A question or an answer.

    `mode` of an answer: `search` lists the records that fit, `model` was written by a language
    model and held against them.
    """

    number: int
    role: str
    text: str
    citations: list[Citation]
    mode: str | None
    note: str = Field(description="What to know of an answer, like that no model wrote it.")
    dropped_count: int = Field(description="Statements that the records do not bear.")
    created_at: datetime

    @classmethod
    def of(cls, message: Message) -> MessageAnswer:
        """Return the record as an answer."""
        return cls(
            number=message.number,
            role=message.role,
            text=message.text,
            citations=list(message.citations),
            mode=message.mode,
            note=message.note,
            dropped_count=message.dropped_count,
            created_at=message.created_at,
        )


class ChatAnswerEnd(BaseModel):
    """The answer as it is kept; the data of the last event."""

    conversation_id: str
    message: MessageAnswer


class ConversationAnswer(BaseModel):
    """A conversation in a list."""

    conversation_id: str
    created_by: str
    created_at: datetime
    updated_at: datetime
    message_count: int

    @classmethod
    def of(cls, conversation: Conversation) -> ConversationAnswer:
        """Return the record as an answer."""
        return cls(
            conversation_id=conversation.id,
            created_by=conversation.created_by,
            created_at=conversation.created_at,
            updated_at=conversation.updated_at,
            message_count=conversation.message_count,
        )


class ConversationList(BaseModel):
    """A session's conversations, the latest first."""

    conversations: list[ConversationAnswer]


class MessageList(BaseModel):
    """A conversation's questions and answers, in order."""

    messages: list[MessageAnswer]
