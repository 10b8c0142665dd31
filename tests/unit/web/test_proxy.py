"""Requests that the stack's client server hands on to the API."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
from flask import Flask, Response, request
from werkzeug.test import Client

from local.serve.server import serving
from local.stack.processes import HOST, free_port
from local.web.proxy import handing_on


@pytest.fixture
def may_end() -> threading.Event:
    return threading.Event()


@pytest.fixture
def port(may_end: threading.Event) -> Iterator[int]:
    api = Flask("api")

    @api.route("/api/echo", methods=["GET", "POST"])
    def echo() -> Response:
        said = (request.method, request.query_string.decode(), request.get_data(as_text=True))
        answer = Response("|".join(said), 201)
        answer.headers["X-Token"] = request.headers.get("Authorization", "")
        return answer

    @api.get("/api/moved")
    def moved() -> Response:
        return Response(status=302, headers={"Location": "http://storage.example/file"})

    @api.get("/api/stream")
    def stream() -> Response:
        def parts() -> Iterator[str]:
            yield "first"
            may_end.wait(10)
            yield "last"

        return Response(parts(), content_type="text/event-stream")

    port = free_port()
    with serving(api, HOST, port):
        yield port


def test_a_request_arrives_whole_and_its_answer_comes_back_whole(port: int) -> None:
    answer = Client(handing_on(HOST, port)).post(
        "/api/echo?a=1&b=%20", data="body", headers={"Authorization": "Bearer t"}
    )
    assert answer.status_code == 201
    assert answer.text == "POST|a=1&b=%20|body"
    assert answer.headers["X-Token"] == "Bearer t"


def test_a_redirect_is_the_browsers_to_follow(port: int) -> None:
    answer = Client(handing_on(HOST, port)).get("/api/moved")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "http://storage.example/file"


def test_what_has_come_is_passed_on_before_the_rest_comes(
    port: int, may_end: threading.Event
) -> None:
    front = free_port()
    with serving(handing_on(HOST, port), HOST, front):
        connection = HTTPConnection(HOST, front, timeout=5)
        connection.request("GET", "/api/stream")
        answered = connection.getresponse()
        assert answered.read1(100) == b"first"
        may_end.set()
        assert answered.read() == b"last"
        connection.close()


def test_an_api_that_is_gone_is_a_bad_gateway() -> None:
    answer = Client(handing_on(HOST, free_port())).get("/api/echo")
    assert answer.status_code == 502
