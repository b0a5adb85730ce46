"""Joins the services' OpenAPI documents into one of all that is public. Pure functions on JSON."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]

_PUBLIC = ("/api/", "/auth/", "/.well-known/")
METHODS = ("get", "post", "put", "patch", "delete")
SCHEMAS = "#/components/schemas/"
_PROBLEM: Json = {
    "type": "object",
    "description": "RFC 9457. `type` is a page that explains the problem.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "examples": ["#/title", "query:limit"]},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
_PROBLEM_ANSWER: Json = {"$ref": "#/components/responses/Problem"}
_REPLACED = {"HTTPValidationError", "ValidationError"}


def join_documents(
    documents: Mapping[str, Json | None], public_url: str, cookie: str = "langnghe_session"
) -> Json:
    """Return one document of what is reachable from outside; None marks a service that is away.

    `cookie` is the session's, under which browsers are known at `public_url`.
    """
    schemas: Json = {"Problem": _PROBLEM}
    paths: Json = {}
    for service, document in documents.items():
        if document is not None:
            renamed = _rename_clashes(document, service, schemas)
            own = renamed.get("components", {}).get("schemas", {})
            schemas |= {name: own[name] for name in own if name not in _REPLACED}
            paths |= dict(_public_paths(renamed, service))
    joined: Json = {
        "openapi": "3.1.0",
        "info": {"title": "Lắng Nghe", "version": "1", "description": _DESCRIPTION},
        "servers": [{"url": public_url}],
        "security": [{}, {"session": []}, {"machine": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {"Problem": _problem_answer(public_url)},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": cookie},
                "machine": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            },
        },
    }
    if missing := [name for name, document in documents.items() if document is None]:
        joined["x-missing-services"] = missing
    return joined


_DESCRIPTION = (
    "Guests may call what is public. People are known by their session cookie, machine clients by "
    "a Bearer token from `POST /api/auth/v1/token`. Public writes take an `Idempotency-Key`; "
    "changes of a question take `If-Match` with the version read. Lists page by `cursor`."
)


def _problem_answer(public_url: str) -> Json:
    """Return what every refusal looks like."""
    example = {
        "type": f"{public_url}/problems/invalid-request",
        "title": "The request is malformed",
        "status": 422,
        "errors": [{"pointer": "#/title", "code": "string_too_short", "detail": "too short"}],
    }
    content = {"schema": {"$ref": f"{SCHEMAS}Problem"}, "example": example}
    return {"description": "A problem", "content": {"application/problem+json": content}}


def _rename_clashes(document: Json, service: str, taken: Json) -> Json:
    """Return a document whose schemas do not replace different ones of the same name."""
    own = document.get("components", {}).get("schemas", {})
    clashing = {
        name: f"{service.capitalize()}{name}"
        for name, schema in own.items()
        if name in taken and taken[name] != schema
    }
    if not clashing:
        return document
    text = json.dumps(document)
    for name, other in clashing.items():
        text = text.replace(f'"{SCHEMAS}{name}"', f'"{SCHEMAS}{other}"')
    renamed: Json = json.loads(text)
    schemas = renamed["components"]["schemas"]
    renamed["components"]["schemas"] = {
        clashing.get(name, name): schema for name, schema in schemas.items()
    }
    return renamed


def _public_paths(document: Json, service: str) -> Iterator[tuple[str, Json]]:
    for path, item in document.get("paths", {}).items():
        if not path.startswith(_PUBLIC):
            continue
        for method in METHODS:
            if operation := item.get(method):
                operation["operationId"] = f"{service}_{operation.get('operationId', method)}"
                operation["tags"] = [
                    f"{service}: {tag}" for tag in operation.get("tags", ["other"])
                ]
                answers = operation.setdefault("responses", {})
                answers.pop("422", None)
                _describe_streams_as_text(answers)
                answers["default"] = _PROBLEM_ANSWER
        yield path, item


def _describe_streams_as_text(answers: Json) -> None:
    """Take back what the framework says of event streams: `itemSchema` is OpenAPI 3.2."""
    for answer in answers.values():
        for content in answer.get("content", {}).values():
            if content.pop("itemSchema", None) is not None:
                content["schema"] = {"type": "string"}
