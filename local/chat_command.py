"""`buildtrace chat`: questions about an earlier comparison, from its records alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.markup import escape

from common.domain.ids import ConversationId, SessionId
from common.ports import Ports
from common.review_records import Message
from common.wiring import embedded_world
from functions.api.chat.conversation import ChatAnswer, ask
from local.corrections import earlier_run
from local.state_folder import state_of

ASKED_BY = "local"
_MESSAGE: TypeAdapter[Message] = TypeAdapter(Message)


@contextmanager
def chat_with(out: Path, conversation_id: str | None) -> Iterator[Chat]:
    """Give the conversation about the comparison in `out`.

    Raises:
        PermanentError: there is no comparison (NOT_FOUND).
    """
    session_id = SessionId(earlier_run(out)["session"]["id"])
    world = embedded_world(state_of(out))
    try:
        yield Chat(world.ports, session_id, conversation_id)
    finally:
        world.close()


class Chat:
    """Asks and prints; every question goes on with the same conversation."""

    def __init__(self, ports: Ports, session_id: SessionId, conversation_id: str | None) -> None:
        self._ports, self._session_id = ports, session_id
        self.conversation_id = ConversationId(conversation_id) if conversation_id else None

    def answer(self, question: str, console: Console, *, as_json: bool) -> None:
        """Print the answer as it comes, then what to know of it."""
        pieces = ask(
            self._ports,
            self._session_id,
            question,
            asked_by=ASKED_BY,
            conversation_id=self.conversation_id,
        )
        for piece in pieces:
            if isinstance(piece, ChatAnswer):
                self.conversation_id = piece.conversation_id
                self._end(piece, console, as_json=as_json)
            elif not as_json:
                console.print(escape(piece.text), highlight=False, soft_wrap=True)

    def _end(self, answer: ChatAnswer, console: Console, *, as_json: bool) -> None:
        message = answer.message
        if as_json:
            document = {
                "conversation_id": answer.conversation_id,
                **_MESSAGE.dump_python(message, mode="json"),
            }
            typer.echo(json.dumps(document, indent=1))
            return
        dropped = message.dropped_count
        left_out = f"{dropped} unproven statement{'' if dropped == 1 else 's'} left out."
        for note in filter(None, (message.note, left_out if dropped else "")):
            console.print(f"[dim]{escape(note)}[/]", highlight=False, soft_wrap=True)

    def converse(self, console: Console) -> None:
        """Ask for questions until an empty one or the end of the input."""
        while question := _asked_for(console):
            self.answer(question, console, as_json=False)


def _asked_for(console: Console) -> str:
    try:
        return console.input("[bold]?[/] ").strip()
    except EOFError:
        console.print()  # the shell's prompt starts a line of its own
        return ""
