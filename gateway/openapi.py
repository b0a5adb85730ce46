"""Joins OpenAPI documents and lays one out for reading. Pure functions on JSON."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]

_PUBLIC = ("/api/", "/auth/", "/.well-known/")
_METHODS = ("get", "post", "put", "patch", "delete")
_SCHEMAS = "#/components/schemas/"
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
_PROBLEM_ANSWER: Json = {
    "description": "A problem",
    "content": {"application/problem+json": {"schema": {"$ref": f"{_SCHEMAS}Problem"}}},
}
_LIMITS = ("minLength", "maxLength", "minimum", "maximum", "pattern", "maxItems", "default")
_REPLACED = {"HTTPValidationError", "ValidationError"}


def join_documents(documents: Mapping[str, Json | None], public_url: str) -> Json:
    """Return one document of what is reachable from outside; None marks a service that is away."""
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
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": _SECURITY},
    }
    if missing := [name for name, document in documents.items() if document is None]:
        joined["x-missing-services"] = missing
    return joined


_DESCRIPTION = (
    "Guests may call what is public. People are known by their session cookie, machine clients by "
    "a Bearer token from `POST /api/auth/v1/token`. Public writes take an `Idempotency-Key`; "
    "changes of a question take `If-Match` with the version read. Lists page by `cursor`."
)
_SECURITY: Json = {
    "session": {"type": "apiKey", "in": "cookie", "name": "langnghe_session"},
    "machine": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
}


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
        text = text.replace(f'"{_SCHEMAS}{name}"', f'"{_SCHEMAS}{other}"')
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
        for method in _METHODS:
            if operation := item.get(method):
                operation["operationId"] = f"{service}_{operation.get('operationId', method)}"
                operation["tags"] = [
                    f"{service}: {tag}" for tag in operation.get("tags", ["other"])
                ]
                answers = operation.setdefault("responses", {})
                answers.pop("422", None)
                answers["default"] = _PROBLEM_ANSWER
        yield path, item


def describe_operations(document: Json) -> list[tuple[str, list[Json]]]:
    """Return the operations by tag, each with what a reader wants to know."""
    sections: dict[str, list[Json]] = {}
    for path, item in document["paths"].items():
        for method in _METHODS:
            if operation := item.get(method):
                described = _describe(method, path, operation)
                sections.setdefault(operation["tags"][0], []).append(described)
    return list(sections.items())


def describe_schemas(document: Json) -> dict[str, Json]:
    """Return the schemas by name: what each is in words, and the properties of objects."""
    schemas: Json = document["components"]["schemas"]
    return {
        name: {
            "type": _type_name(schemas[name]),
            "description": schemas[name].get("description", ""),
            "properties": _properties(schemas[name]),
        }
        for name in sorted(schemas)
    }


def _properties(schema: Json) -> list[Json]:
    required = set(schema.get("required", []))
    return [
        {
            "name": name,
            "required": name in required,
            "type": _type_name(inner),
            "limits": ", ".join(
                f"{limit} {json.dumps(inner[limit])}" for limit in _LIMITS if limit in inner
            ),
            "description": inner.get("description", ""),
        }
        for name, inner in schema.get("properties", {}).items()
    ]


def _describe(method: str, path: str, operation: Json) -> Json:
    body = operation.get("requestBody", {}).get("content", {})
    return {
        "method": method.upper(),
        "path": path,
        "anchor": operation["operationId"],
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": [_parameter(entry) for entry in operation.get("parameters", [])],
        "body": [(kind, _type_name(entry.get("schema", {}))) for kind, entry in body.items()],
        "answers": [
            (status, answer.get("description", ""), _answer_type(answer))
            for status, answer in operation["responses"].items()
        ],
    }


def _parameter(entry: Json) -> Json:
    return {
        "name": entry["name"],
        "place": entry["in"],
        "required": entry.get("required", False),
        "type": _type_name(entry.get("schema", {})),
        "description": entry.get("description", ""),
    }


def _answer_type(answer: Json) -> str:
    names = [_type_name(entry.get("schema", {})) for entry in answer.get("content", {}).values()]
    return " | ".join(filter(None, names))


def _type_name(schema: Json) -> str:
    """Write a schema in a few words: `QuestionOut`, `string`, `list of QueueItem`."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_SCHEMAS)
    if "anyOf" in schema:
        return " | ".join(_type_name(option) for option in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type_name(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type", ""))
