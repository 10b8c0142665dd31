"""The OpenAPI document: what it says holds, whatever is sent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api import Api, open_api
from tests.session_records import MATCHED, OLD, SESSION_ID, finished_session, overlay_png

EXAMPLES = 15
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


AS_OWNER = {"Authorization": "Bearer olga"}
# What is there, so that routes are not only asked for what is not.
THERE = {
    "project_id": "local",
    "session_id": SESSION_ID,
    "comparison_id": MATCHED,
    "version_id": OLD,
    "user_id": "vera",
}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    folder = tmp_path_factory.mktemp("api")
    finished_session(folder, png=overlay_png(np.zeros((8, 8), np.uint8))).close()
    opened = open_api(folder, stream_limit_s=0.0)
    opened.project("local")
    return opened


@pytest.fixture(scope="module")
def described(api: Api) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/openapi.json", api.client.application)


schema = schemathesis.pytest.from_fixture("described")


@pytest.mark.long
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_nothing_that_is_sent_breaks_a_route(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(headers=AS_OWNER, checks=CHECKS)
    if case.method != "DELETE":  # the next cases need them
        case.path_parameters = {**case.path_parameters, **_known(case.path_parameters)}
        case.call_and_validate(headers=AS_OWNER, checks=CHECKS)


def _known(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name: THERE[name] for name in parameters if name in THERE}


def test_the_document_is_of_openapi_3_1(api: Api) -> None:
    document = api.ask(None, "GET", "/openapi.json").get_json()
    assert document["openapi"].startswith("3.1")


def test_every_operation_says_what_it_does_and_how_it_fails(api: Api) -> None:
    document = api.ask(None, "GET", "/openapi.json").get_json()
    operations = [o for methods in document["paths"].values() for o in methods.values()]
    assert all(o["summary"] and "default" in o["responses"] for o in operations)
    assert len({o["operationId"] for o in operations}) == len(operations)
