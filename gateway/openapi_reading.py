"""Lays a joined OpenAPI document out for reading: sections of operations, and the shapes they use.

Pure functions on JSON.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from gateway.openapi import METHODS, SCHEMAS, Json

_LIMITS = ("minLength", "maxLength", "minimum", "maximum", "pattern", "maxItems", "default")


@dataclass(frozen=True, slots=True)
class Section:
    """The operations on one noun of one service; `slug` is the last part of its address."""

    title: str
    slug: str
    operations: list[Json] = field(default_factory=list)
    schemas: dict[str, Json] = field(default_factory=dict)


def list_sections(document: Json) -> list[Section]:
    """Return the sections in the document's order, each with all that a reader wants to know."""
    sections: dict[str, Section] = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if operation := item.get(method):
                title = operation["tags"][0]
                section = sections.setdefault(title, Section(title, _slug(title)))
                section.operations.append(_describe(method, path, operation))
    schemas: Json = document["components"]["schemas"]
    for section in sections.values():
        used = {name for operation in section.operations for name in operation["schemas"]}
        for name in sorted(_with_their_own(used, schemas)):
            section.schemas[name] = _describe_schema(schemas[name])
    return list(sections.values())


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _with_their_own(names: Iterable[str], schemas: Json) -> set[str]:
    """Return these schemas and those they refer to, and so on."""
    found, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name in schemas and name not in found:
            found.add(name)
            waiting += _named_in(schemas[name])
    return found


def _named_in(part: object) -> Iterator[str]:
    """Yield the names of the schemas that a part of the document refers to."""
    if isinstance(part, dict):
        if isinstance(name := part.get("$ref"), str):
            yield name.removeprefix(SCHEMAS)
        for inner in part.values():
            yield from _named_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _named_in(inner)


def _describe(method: str, path: str, operation: Json) -> Json:
    body = operation.get("requestBody", {}).get("content", {})
    answers = {code: told for code, told in operation["responses"].items() if code != "default"}
    shapes = [body, [answer.get("content", {}) for answer in answers.values()]]
    return {
        "method": method.upper(),
        "path": path,
        "anchor": operation["operationId"],
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": [_parameter(entry) for entry in operation.get("parameters", [])],
        "body": [(kind, _type_name(entry.get("schema", {}))) for kind, entry in body.items()],
        "asked": _example(body),
        "answers": [
            {
                "status": status,
                "description": answer.get("description", ""),
                "type": _answer_type(answer),
                "example": _example(answer.get("content", {})),
            }
            for status, answer in answers.items()
        ],
        "schemas": set(_named_in(shapes)),
    }


def _example(content: Json) -> str:
    """Return the example of a body as people read JSON, empty without one."""
    given = next((entry["example"] for entry in content.values() if "example" in entry), None)
    return "" if given is None else json.dumps(given, ensure_ascii=False, indent=2)


def _describe_schema(schema: Json) -> Json:
    """Return what a schema is in words, and the properties of an object."""
    return {
        "type": _type_name(schema),
        "description": schema.get("description", ""),
        "properties": _properties(schema),
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


def _type_name(schema: dict[str, Any]) -> str:
    """Write a schema in a few words: `QuestionOut`, `string`, `list of QueueItem`."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(SCHEMAS)
    if "anyOf" in schema:
        return " | ".join(_type_name(option) for option in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type_name(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type", ""))
