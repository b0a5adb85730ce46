"""The description of the API: every operation explained, every body with an example that fits."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import RouteContext, iter_route_contexts
from pydantic import TypeAdapter

from services.qa.app import create_app
from shared.openapi_examples import operations
from tests.services.qa.settings import unopened_settings

APP = create_app(unopened_settings())
JSON = "application/json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Return the document as it is served."""
    return json.loads(json.dumps(APP.openapi()))


def routes() -> Iterator[tuple[str, str, RouteContext]]:
    for context in iter_route_contexts(APP.routes):
        if hasattr(context, "dependant") and context.include_in_schema:
            for method in context.methods:
                yield context.path, method.lower(), context


def test_every_operation_says_what_it_does(document):
    told = list(operations(document))
    assert len(told) > 40
    for path, method, operation in told:
        assert operation.get("summary"), (method, path)
        assert (
            operation.get("description", "").endswith((".", ":")) or "." in operation["description"]
        )
        assert operation.get("tags"), (method, path)


def test_every_json_body_has_an_example(document):
    without = [
        (method, path)
        for path, method, operation in operations(document)
        for status, body in [
            ("", operation.get("requestBody", {})),
            *operation["responses"].items(),
        ]
        if not status.startswith(("4", "5"))
        and JSON in body.get("content", {})
        and body["content"][JSON].get("schema")
        and body["content"][JSON].get("example") is None
    ]
    assert without == []


def test_the_examples_fit_what_is_accepted_and_sent(document):
    checked = 0
    for path, method, route in routes():
        operation = document["paths"][path][method]
        request = operation.get("requestBody", {}).get("content", {}).get(JSON)
        if request:
            [body] = route.dependant.body_params
            TypeAdapter(body.field_info.annotation).validate_python(request["example"])
            checked += 1
        for status, answer in operation["responses"].items():
            sent = answer.get("content", {}).get(JSON)
            if status.startswith("2") and sent and sent.get("schema") and route.response_model:
                TypeAdapter(route.response_model).validate_json(json.dumps(sent["example"]))
                checked += 1
    assert checked > 60
