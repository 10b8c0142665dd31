"""Chat over a session: asked, answered line by line as events, kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from common.domain.ids import ConversationId
from common.domain.roles import Role
from functions.api.access import caller, session_as
from functions.api.answers import SSE_EVENT, answer, documented
from functions.api.chat.conversation import ChatAnswer, ChatPiece, ask, conversations, messages
from functions.api.problems import problem_schema
from functions.api.schemas.chat import (
    ChatAnswerEnd,
    ConversationAnswer,
    ConversationList,
    ConversationPath,
    MessageAnswer,
    MessageList,
    Question,
)
from functions.api.schemas.texts import SessionPath
from functions.api.world import ports

blueprint = APIBlueprint("chat", __name__, abp_tags=[Tag(name="Chat")])
_EVENTS = {
    "description": "Events `line` (text, citations), then one `answer`: the whole, as it is kept.",
    "content": {"text/event-stream": {"schema": SSE_EVENT}},
}


@blueprint.post(
    "/api/sessions/<session_id>/chat",
    responses={**documented(None), "200": _EVENTS, "503": problem_schema()},
)
def asked(path: SessionPath, body: Question) -> Response:
    """Ask about a session. The answer rests on its records alone, and says on which."""
    session = session_as(path.session_id, Role.VIEWER)
    conversation = ConversationId(body.conversation_id) if body.conversation_id else None
    pieces = ask(
        ports(),
        session.id,
        body.question,
        asked_by=caller().id,
        conversation_id=conversation,
    )
    response = Response(_written(pieces), content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Accel-Buffering"] = "no"  # a proxy that collects makes no line seen
    return response


@blueprint.get("/api/sessions/<session_id>/conversations", responses=documented(ConversationList))
def listed(path: SessionPath) -> Response:
    """List a session's conversations, the latest first."""
    session = session_as(path.session_id, Role.VIEWER)
    found = [ConversationAnswer.of(each) for each in conversations(ports(), session.id)]
    return answer(ConversationList(conversations=found))


@blueprint.get(
    "/api/sessions/<session_id>/conversations/<conversation_id>", responses=documented(MessageList)
)
def shown(path: ConversationPath) -> Response:
    """Read a conversation."""
    session = session_as(path.session_id, Role.VIEWER)
    said = messages(ports(), session.id, ConversationId(path.conversation_id))
    return answer(MessageList(messages=[MessageAnswer.of(message) for message in said]))


def _written(pieces: Iterator[ChatPiece | ChatAnswer]) -> Iterator[str]:
    for piece in pieces:
        match piece:
            case ChatPiece():
                line = {"text": piece.text, "citations": [asdict(c) for c in piece.citations]}
                yield f"event: line\ndata: {json.dumps(line)}\n\n"
            case ChatAnswer():
                end = ChatAnswerEnd(
                    conversation_id=piece.conversation_id,
                    message=MessageAnswer.of(piece.message),
                )
                yield f"event: answer\ndata: {end.model_dump_json()}\n\n"
