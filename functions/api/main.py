"""The entry of the API."""

from __future__ import annotations

from functools import cache

import functions_framework
from flask import Request
from flask_openapi3 import OpenAPI
from werkzeug.wrappers import Response

from common.settings import LanguageModelSettings
from common.wiring import begin_telling, cloud_links, cloud_ports, pubsub_check
from functions.api.app import create_app
from functions.api.emulated_sign_in import token_authenticator
from functions.api.settings import ApiFunctionSettings
from functions.api.world import ApiWorld


@cache
def _app() -> OpenAPI:
    settings = ApiFunctionSettings()
    begin_telling(settings.project_id, "api")
    return create_app(
        ApiWorld(
            ports=cloud_ports(settings, LanguageModelSettings()),
            links=cloud_links(settings, settings.service_account_email),
            authenticator=token_authenticator(settings),
            settings=settings,
            checks={"events": pubsub_check(settings)},
        )
    )


@functions_framework.http
def api(request: Request) -> Response:
    """Every request; the app reads it again from the start."""
    return Response.from_app(_app().wsgi_app, request.environ, buffered=False)
