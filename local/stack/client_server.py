"""The web client of the stack: its files, the API behind them, and sign-in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, request
from pydantic import BaseModel, StringConstraints, ValidationError

from functions.api.problems import MEDIA_TYPE, Problem
from local.serve.guard import guarded
from local.serve.server import serving
from local.stack.processes import HOST, free_port
from local.stack.sign_in import FirebaseSignIn
from local.stack.stack import Stack
from local.web.client import beside_api, create_client
from local.web.config import ClientConfig, SignInWith, Source
from local.web.proxy import handing_on

_USER_ID: Final = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"


class _Asked(BaseModel):
    user_id: Annotated[str, StringConstraints(pattern=_USER_ID)]


@contextmanager
def serving_client(stack: Stack) -> Iterator[str]:
    """Serve the client of a stack while the context lasts, and give its address."""
    firebase = stack.sign_in if isinstance(stack.sign_in, FirebaseSignIn) else None
    client = create_client(
        ClientConfig(
            source=Source.FIRESTORE,
            sign_in=SignInWith.FIREBASE if firebase else SignInWith.EMULATOR,
            project_id=stack.settings.project_id,
            firestore_emulator=stack.backends.firestore,
            auth_emulator=firebase.emulator if firebase else "",
            origins=(stack.backends.storage,),
        )
    )
    if firebase is None:
        _add_sign_in(client, stack)
    api = urlsplit(stack.api_url)
    app = guarded(beside_api(client, handing_on(api.hostname or HOST, api.port or 80)), ())
    port = free_port()
    with serving(app, HOST, port):
        yield f"http://{HOST}:{port}"


def _add_sign_in(client: Flask, stack: Stack) -> None:
    @client.post("/sign-in")
    def sign_in() -> Response:
        try:
            asked = _Asked.model_validate(request.get_json(silent=True))
        except ValidationError:
            problem = Problem.of(422, "bad_user", "Choose letters, digits, - and _.")
            return Response(problem.model_dump_json(), 422, content_type=MEDIA_TYPE)
        return jsonify(token=stack.sign_in.token(asked.user_id))
