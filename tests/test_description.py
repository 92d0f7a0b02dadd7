"""The description for programs says which routes keys guard, and the server keeps to it."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.test_api import INTRANET, ready
from tests.test_entry import add, bearer
from tripqa.access.key_file import KeyFile
from tripqa.api.app import create_app
from tripqa.api.entry import needed
from tripqa.api.limits import LARGEST_BODY
from tripqa.service import QuestionService

CONTENT_TOO_LARGE = 413


@pytest.fixture
def app(hashing_service: QuestionService, keys: KeyFile) -> FastAPI:
    return create_app(ready(hashing_service), [INTRANET], threads=2, keys=keys)


def operations(app: FastAPI) -> dict[str, dict[str, Any]]:
    return {path: method for path, methods in app.openapi()["paths"].items() for method in methods.values()}


def test_the_routes_that_keys_guard_say_so_and_no_others_do(app: FastAPI) -> None:
    (scheme,) = app.openapi()["components"]["securitySchemes"].items()
    assert (scheme[0], scheme[1]["type"], scheme[1]["scheme"]) == ("key", "http", "bearer")
    for path, operation in operations(app).items():
        if needed(path):
            assert operation["security"] == [{"key": []}]
            assert {"401", "403"} <= operation["responses"].keys()
        else:
            assert "security" not in operation
            assert "401" not in operation["responses"]


def test_a_server_that_is_open_asks_for_no_key(hashing_service: QuestionService) -> None:
    app = create_app(ready(hashing_service), [], threads=1)

    assert "securitySchemes" not in app.openapi()["components"]
    for operation in operations(app).values():
        assert "security" not in operation
        assert "401" not in operation["responses"]


@pytest.mark.parametrize("action", ["admin", "ask"])  # who may do all, and who is refused most
def test_the_server_does_what_its_description_says_to_who_shows_a_key(app: FastAPI, keys: KeyFile, action: str) -> None:
    headers = dict(bearer(add(keys, action)))  # type: ignore[arg-type]

    def conforms(case: schemathesis.Case) -> None:
        response = case.call(headers=headers)
        too_large = response.status_code == CONTENT_TOO_LARGE
        assert not too_large or len(response.request.body or "") > LARGEST_BODY  # no description can say how many bytes
        case.validate_response(response, excluded_checks=[positive_data_acceptance] if too_large else [])

    for result in schemathesis.openapi.from_asgi("/openapi.json", app).get_all_operations():
        asked = given(case=result.ok().as_strategy())(conforms)
        settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)(asked)()
