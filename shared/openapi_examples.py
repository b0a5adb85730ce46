"""An example beside every JSON body of an OpenAPI document, made from its own schema.

What a field usually holds is data: `{"title": …, "AskQuestion.title": …}`, the particular name
before the plain one; null leaves a field out, or says null where it may not be missing. What is
named nowhere gets a value that fits its type.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from fastapi import FastAPI

Json = dict[str, Any]

_JSON = "application/json"
_DEEPEST = 8
_BY_FORMAT = {
    "date-time": "2026-11-23T08:00:00+07:00",
    "date": "2026-11-23",
    "email": "nguoi.gui@example.com",
    "uri": "https://example.com/",
    "binary": "…",
}
_METHODS = {"get", "put", "post", "delete", "patch"}


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield path, method and operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in _METHODS:
                yield path, method, operation


def offer_examples(app: FastAPI, values: Mapping[str, Any]) -> None:
    """Have an application describe itself with examples."""
    describe = app.openapi

    @cache
    def described() -> Json:
        return add_examples(describe(), values)

    app.openapi = described  # type: ignore[method-assign]


def add_examples(document: Json, values: Mapping[str, Any]) -> Json:
    """Put an example beside every JSON body that has none; changes and returns the document."""
    examples = Examples(document.get("components", {}).get("schemas", {}), values)
    for _, _, operation in operations(document):
        answers = operation["responses"].items()
        given = [answer for status, answer in answers if status.startswith("2")]
        bodies = [operation.get("requestBody", {}), *given]
        for body in bodies:
            content = body.get("content", {}).get(_JSON)
            if content and content.get("schema") and "example" not in content:
                content["example"] = examples.of(content["schema"])
    return document


class Examples:
    """Makes values that fit schemas."""

    def __init__(self, schemas: Mapping[str, Json], values: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self._values = values

    def of(self, schema: Json, names: tuple[str, ...] = (), depth: int = 0) -> Any:  # noqa: ANN401
        """Return a value for a schema; `names` are what its field is called, best first."""
        for given in ("example", "const"):
            if given in schema:
                return schema[given]
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return self._referred(name, names, depth)
        options = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
        if options:
            return self._one_of(options, names, depth)
        named = [self._values[name] for name in names if name in self._values]
        for value in named:
            if value is not None and _fits(value, schema):
                return value
        return self._by_type(schema, names, depth)

    def _referred(self, name: str, names: tuple[str, ...], depth: int) -> Any:  # noqa: ANN401
        if depth > _DEEPEST:
            return {}
        if name in self._values:
            return self._values[name]
        schema = self._schemas[name]
        if "properties" not in schema:
            return self.of(schema, names, depth + 1)
        required = schema.get("required", ())
        given = {}
        for field, inner in schema["properties"].items():
            if self._values.get(f"{name}.{field}", "") is not None:
                given[field] = self.of(inner, (f"{name}.{field}", field), depth + 1)
            elif field in required:
                given[field] = None
        return given

    def _one_of(self, options: list[Json], names: tuple[str, ...], depth: int) -> Any:  # noqa: ANN401
        chosen = next((one for one in options if one.get("type") != "null"), options[0])
        return self.of(chosen, names, depth)

    def _by_type(self, schema: Json, names: tuple[str, ...], depth: int) -> Any:  # noqa: ANN401
        if "enum" in schema:
            return schema["enum"][0]
        match schema.get("type"):
            case "array":
                items, number = schema.get("items", {}), max(1, schema.get("minItems", 0))
                return [self.of(items, names, depth + 1) for _ in range(number)]
            case "object":
                return self._mapping(schema, names, depth)
        return _plain(schema)

    def _mapping(self, schema: Json, names: tuple[str, ...], depth: int) -> Json:
        if "properties" in schema:
            fields = schema["properties"].items()
            return {field: self.of(inner, (field,), depth + 1) for field, inner in fields}
        values = schema.get("additionalProperties")
        if not isinstance(values, dict):
            return {}
        keys = schema.get("propertyNames", {})
        key = self.of(keys, names, depth + 1) if keys else "key"
        return {key: self.of(values, (), depth + 1)}


def _plain(schema: Json) -> str | int | float | bool | None:
    match schema.get("type"):
        case "string":
            return _BY_FORMAT.get(schema.get("format", "")) or _text(schema)
        case "integer" | "number":
            number: float = schema.get("default") or max(schema.get("minimum", 1), 1)
            return number
        case "boolean":
            return bool(schema.get("default", True))
    return None


def _fits(value: Any, schema: Json) -> bool:  # noqa: ANN401
    """Say whether a value named for a field suits this schema of it."""
    if "enum" in schema:
        return value in schema["enum"]
    kinds: dict[str, type | tuple[type, ...]] = {
        "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list,
        "object": dict,
    }  # fmt: skip
    kind = kinds.get(schema.get("type", ""))
    if kind is None or not isinstance(value, kind):
        return False
    if isinstance(value, bool) != (schema["type"] == "boolean"):
        return False
    return not isinstance(value, str) or _text_fits(value, schema)


def _text_fits(text: str, schema: Json) -> bool:
    longest, pattern = schema.get("maxLength", len(text)), schema.get("pattern", "")
    return schema.get("minLength", 0) <= len(text) <= longest and bool(re.search(pattern, text))


def _text(schema: Json) -> str:
    """Return a text about nothing in particular; words are missing in the data where it shows."""
    return (
        ("Nội dung " * 99)[: max(schema.get("minLength", 0), 8)]
        .strip()
        .ljust(schema.get("minLength", 0), ".")
    )
