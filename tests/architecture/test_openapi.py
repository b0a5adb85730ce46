"""The description of the API: every operation explained, every body with an example that fits."""

import importlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from pydantic import TypeAdapter, ValidationError

from gateway.openapi import join_documents
from shared.openapi_examples import operations

JSON = "application/json"
LEAST = {"auth": 40, "qa": 90, "survey": 45}
"""How many operations each service has at the very least."""


@pytest.fixture(scope="module", params=LEAST)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def app(service: str) -> FastAPI:
    """Return a service's application, never started."""
    return made(service)


@pytest.fixture(scope="module")
def document(app: FastAPI) -> dict[str, Any]:
    """Return the document as it is served."""
    told: dict[str, Any] = json.loads(json.dumps(app.openapi()))
    return told


def made(service: str) -> FastAPI:
    settings = importlib.import_module(f"tests.services.{service}.settings").unopened_settings()
    app: FastAPI = importlib.import_module(f"services.{service}.app").create_app(settings)
    return app


def routes(app: FastAPI) -> Iterator[tuple[str, str, RouteContext]]:
    for context in iter_route_contexts(app.routes):
        if hasattr(context, "dependant") and context.include_in_schema:
            for method in context.methods or ():
                yield str(context.path), method.lower(), context


def test_every_operation_says_what_it_does(service: str, document: dict[str, Any]) -> None:
    told = list(operations(document))
    assert len(told) > LEAST[service]
    for path, method, operation in told:
        assert operation.get("summary"), (method, path)
        assert (
            operation.get("description", "").endswith((".", ":")) or "." in operation["description"]
        )
        assert operation.get("tags"), (method, path)


def test_every_json_body_has_an_example(document: dict[str, Any]) -> None:
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


def test_the_examples_fit_what_is_accepted_and_sent(
    service: str, app: FastAPI, document: dict[str, Any]
) -> None:
    checked, wrong = 0, list[str]()
    for path, method, route in routes(app):
        operation = document["paths"][path][method]
        request = operation.get("requestBody", {}).get("content", {}).get(JSON)
        if request:
            [body] = route.dependant.body_params
            wrong += fault_of(body.field_info.annotation, request["example"], f"{method} {path}")
            checked += 1
        for status, answer in operation["responses"].items():
            sent = answer.get("content", {}).get(JSON)
            if status.startswith("2") and sent and sent.get("schema") and route.response_model:
                wrong += fault_of(route.response_model, sent["example"], f"{path} {status}")
                checked += 1
    assert wrong == [], "\n".join(wrong)
    assert checked > LEAST[service] / 2


def fault_of(kind: Any, example: Any, where: str) -> list[str]:
    """Return what is wrong with an example of a model, as a list of one, or nothing."""
    try:
        TypeAdapter(kind).validate_json(json.dumps(example))
    except ValidationError as error:
        return [f"{where}: {error}"]
    return []


def test_all_of_them_together_are_valid() -> None:
    documents = {service: json.loads(json.dumps(made(service).openapi())) for service in LEAST}
    joined = join_documents(documents, "https://lang-nghe.example.vn")
    schemathesis.openapi.from_dict(joined).validate()  # OpenAPI 3.1; raises what is wrong
    assert sum(1 for _ in operations(joined)) > sum(LEAST.values()) - 10
    assert not any(path.startswith("/internal/") for path in joined["paths"])
