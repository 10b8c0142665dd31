"""Conversations about a session: asked, answered piece by piece, kept.

Who may ask is for the caller to know: everything here is of the one session it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from common import paths
from common.chain.steps import load_session
from common.domain.chat import AnswerMode, ChatRole, Citation
from common.domain.errors import BuildTraceError, ErrorCode, PermanentError
from common.domain.ids import ConversationId, SessionId, is_safe_id
from common.domain.language import AnswerEnd
from common.ports import LanguageModel, Ports, Transaction
from common.records import Session, existing
from common.review_records import CONVERSATION, MESSAGE, Conversation, Message
from functions.api.chat.load import SessionKnowledge, load_knowledge
from functions.api.chat.model_answer import ModelTold, chat_request, evidence_for, model_lines
from functions.api.chat.search_answer import NO_MODEL, Line, citations_of, search_answer

MAX_QUESTION_LENGTH = 2000
_ENDED_EARLY = {
    AnswerEnd.TRUNCATED: "The language model's answer was too long and ends early.",
    AnswerEnd.REFUSED: "The language model refused to answer.",
    AnswerEnd.FILTERED: "The endpoint's content filter withheld the language model's answer.",
}
_SEARCHED = "This is a search over the records of this comparison."


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatPiece:
    """One line of an answer under way."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatAnswer:
    """The whole answer as it is kept; what ends every answer."""

    conversation_id: ConversationId
    message: Message


def ask(
    ports: Ports,
    session_id: SessionId,
    question: str,
    *,
    asked_by: str,
    conversation_id: ConversationId | None = None,
) -> Iterator[ChatPiece | ChatAnswer]:
    """Keep the question and return its answer in pieces; the last is the whole, kept.

    Args:
        ports: the world; without a language model the answer is a search and says so.
        session_id: all that the answer may rest on.
        question: of a person.
        asked_by: who asks.
        conversation_id: to go on with; `None` begins another.

    Raises:
        PermanentError: at once, before any piece: there is no such session or conversation
            (NOT_FOUND), or the question is empty or too long (INVALID_INPUT).
    """
    said = " ".join(question.split())
    if not said or len(said) > MAX_QUESTION_LENGTH:
        raise PermanentError(
            ErrorCode.INVALID_INPUT, f"A question has 1 to {MAX_QUESTION_LENGTH} letters."
        )
    session = load_session(ports, session_id)
    knowledge = load_knowledge(ports, session_id)
    conversation = conversation_id or _begin(ports, session, asked_by)
    earlier = messages(ports, session_id, conversation)
    _keep(ports, session_id, conversation, _message(ports, ChatRole.USER, said))
    return _answered(ports, session, conversation, said, knowledge, earlier)


def conversations(ports: Ports, session_id: SessionId) -> list[Conversation]:
    """Return a session's conversations, the latest first."""
    found = ports.documents.query(paths.conversations_collection(session_id))
    decoded = [CONVERSATION.decode(document) for document in found]
    return sorted(decoded, key=lambda conversation: conversation.updated_at, reverse=True)


def messages(ports: Ports, session_id: SessionId, conversation_id: ConversationId) -> list[Message]:
    """Return a conversation's questions and answers in order.

    Raises:
        PermanentError: the session has no such conversation (NOT_FOUND).
    """
    if not is_safe_id(conversation_id):
        raise PermanentError(ErrorCode.NOT_FOUND, "There is no such conversation.")
    path = paths.conversation_path(session_id, conversation_id)
    if ports.documents.get(path) is None:
        raise PermanentError(ErrorCode.NOT_FOUND, "There is no such conversation.")
    found = ports.documents.query(paths.messages_collection(session_id, conversation_id))
    return [MESSAGE.decode(document) for document in found]


def _answered(
    ports: Ports,
    session: Session,
    conversation_id: ConversationId,
    question: str,
    knowledge: SessionKnowledge,
    earlier: Sequence[Message],
) -> Iterator[ChatPiece | ChatAnswer]:
    lines: list[Line] = []
    told, note, mode = ModelTold(), NO_MODEL, AnswerMode.SEARCH
    if ports.language_model is not None:
        model = ports.language_model
        try:
            for line in _by_model(model, session, question, knowledge, earlier, told):
                lines.append(line)
                yield ChatPiece(text=line.text, citations=line.citations)
            note = _ENDED_EARLY.get(told.end or AnswerEnd.COMPLETE, "")
        except BuildTraceError as error:
            note = error.user_message
        mode = AnswerMode.MODEL
    if not lines:
        if told.dropped_count and not note:
            note = "Nothing that the language model said is borne by the records."
        note = note if note == NO_MODEL else f"{note} {_SEARCHED}".strip()
        mode = AnswerMode.SEARCH
        lines = search_answer(question, knowledge.passages, knowledge.overview)
        for line in lines:
            yield ChatPiece(text=line.text, citations=line.citations)
    message = replace(
        _message(ports, ChatRole.ASSISTANT, "\n".join(line.text for line in lines)),
        citations=citations_of(lines),
        mode=mode,
        model=told.model,
        note=note,
        dropped_count=told.dropped_count,
    )
    kept = _keep(ports, session.id, conversation_id, message)
    yield ChatAnswer(conversation_id=conversation_id, message=kept)


def _by_model(
    model: LanguageModel,
    session: Session,
    question: str,
    knowledge: SessionKnowledge,
    earlier: Sequence[Message],
    told: ModelTold,
) -> Iterator[Line]:
    evidence = evidence_for(question, knowledge)
    request = chat_request(
        question, evidence, earlier, project_id=session.project_id, session_id=session.id
    )
    return model_lines(model, request, evidence, told)


def _begin(ports: Ports, session: Session, asked_by: str) -> ConversationId:
    now = ports.clock.now()
    conversation = Conversation(
        id=ConversationId(uuid4().hex),
        session_id=session.id,
        project_id=session.project_id,
        created_by=asked_by,
        created_at=now,
        updated_at=now,
    )
    path = paths.conversation_path(session.id, conversation.id)
    ports.documents.create_missing({path: CONVERSATION.encode(conversation)})
    return conversation.id


def _message(ports: Ports, role: ChatRole, text: str) -> Message:
    return Message(number=0, role=role, text=text, created_at=ports.clock.now())


def _keep(
    ports: Ports, session_id: SessionId, conversation_id: ConversationId, message: Message
) -> Message:
    """Write a message as the conversation's next and return it with its number."""
    path = paths.conversation_path(session_id, conversation_id)

    def body(transaction: Transaction) -> Message:
        current = CONVERSATION.decode(existing(transaction.get(path), path))
        number = current.message_count + 1
        numbered = replace(message, number=number)
        now = ports.clock.now()
        transaction.set(
            path, CONVERSATION.encode(replace(current, message_count=number, updated_at=now))
        )
        message_path = paths.message_path(session_id, conversation_id, number)
        transaction.set(message_path, MESSAGE.encode(numbered))
        return numbered

    return ports.documents.transact(body)
