"""A local server that speaks OpenAI's chat completions, and misbehaves when told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server sends.

    Attributes:
        hangs: says nothing until the server ends.
        hangs_up: closes the connection without a word.
        missing_bytes: of the body that is announced but never comes.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hangs: bool = False
    hangs_up: bool = False
    missing_bytes: int = 0


def completion(
    text: str | None = "fine",
    *,
    finish_reason: str = "stop",
    refusal: str | None = None,
    usage: tuple[int, int] | None = (1000, 100),
) -> Reply:
    """Return a whole answer."""
    message = {"role": "assistant", "content": text, "refusal": refusal}
    body: Json = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "test-model-1",
        "choices": [{"index": 0, "finish_reason": finish_reason, "message": message}],
    }
    if usage:
        body["usage"] = _usage(*usage)
    return Reply(body=json.dumps(body).encode())


def streamed(
    *pieces: str, finish_reason: str | None = "stop", usage: tuple[int, int] = (1000, 100)
) -> Reply:
    """Return an answer in pieces; without a reason to finish it breaks off."""
    chunks = [_chunk({"content": piece}) for piece in pieces]
    if finish_reason:
        chunks.append(_chunk({}, finish_reason))
        chunks.append({**_chunk({}), "choices": [], "usage": _usage(*usage)})
    lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]
    return Reply(
        body="".join([*lines, "data: [DONE]\n\n"]).encode(),
        headers={"content-type": "text/event-stream"},
    )


def refusing(status: int, code: str | None = None, **headers: str) -> Reply:
    """Return an error as the API words it; underscores of header names stand for dashes."""
    body = {"error": {"message": "no", "type": "error", "param": None, "code": code}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, body=json.dumps(body).encode(), headers=named)


def _usage(input_tokens: int, output_tokens: int) -> Json:
    total = input_tokens + output_tokens
    return {
        "prompt_tokens": input_tokens, "completion_tokens": output_tokens, "total_tokens": total,
    }  # fmt: skip


def _chunk(delta: Json, finish_reason: str | None = None) -> Json:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "test-model-1",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}],
    }


@dataclass(slots=True)
class LlmServer:
    """A running server: what it is asked, and what it answers next.

    Attributes:
        answer: makes the reply to a request's body.
        asked: the bodies so far.
        keys: the keys that came with them.
    """

    base_url: str
    answer: Callable[[Json], Reply]
    asked: list[Json] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def replies(self, *replies: Reply) -> None:
        """Answer with these, one after the other, the last one for ever."""
        waiting = list(replies)
        self.answer = lambda _body: waiting.pop(0) if len(waiting) > 1 else waiting[0]


@contextmanager
def running_llm_server() -> Iterator[LlmServer]:
    """Give a server on a free port of the loopback interface."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    state = LlmServer(f"http://127.0.0.1:{http.server_port}/v1", lambda _body: completion())
    _Handler.states[http.server_port] = state
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        state.ended.set()
        http.shutdown()
        thread.join()
        http.server_close()
        del _Handler.states[http.server_port]


class _Handler(BaseHTTPRequestHandler):
    states: dict[int, LlmServer] = {}  # noqa: RUF012 - by port; the server makes the handlers

    def do_POST(self) -> None:
        state = self.states[self.connection.getsockname()[1]]
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        state.asked.append(body)
        state.keys.append(self.headers.get("authorization", ""))
        if self.path != "/v1/chat/completions":
            self._send(refusing(404))
            return
        reply = state.answer(body)
        if reply.hangs:
            state.ended.wait()
        if reply.hangs or reply.hangs_up:
            self.close_connection = True
            return
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in {"content-type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(reply.body) + reply.missing_bytes))
        self.end_headers()
        self.wfile.write(reply.body)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""
