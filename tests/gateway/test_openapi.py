"""One document out of several."""

import json

import aiohttp

from gateway.openapi import describe_operations, describe_schemas, join_documents
from tests.gateway.conftest import MakeGateway


async def test_the_documents_are_joined_without_what_is_internal(
    gateway: str, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{gateway}/docs/openapi.json") as response:
        document = await response.json()
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {"/api/qa/v1/things", "/api/auth/v1/things"}
    assert document["x-missing-services"] == ["survey"]
    schemas = document["components"]["schemas"]
    assert {"Problem", "Thing", "AuthThing"} == set(schemas)
    assert "#/components/schemas/AuthThing" in json.dumps(document["paths"]["/api/auth/v1/things"])


async def test_the_page_shows_them(gateway: str, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{gateway}/docs") as response:
        page = await response.text()
        assert response.status == 200
    for text in ("/api/qa/v1/things", "qa: things", "AuthThing", 'id="schema-Problem"'):
        assert text in page
    assert "/internal/" not in page


async def test_the_page_stands_without_any_service(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    away = dict.fromkeys(("auth_url", "qa_url", "survey_url"), "http://127.0.0.1:9")
    async with make_gateway(**away) as gateway, http.get(f"{gateway}/docs") as response:
        assert response.status == 200


def test_schemas_are_laid_out_by_property() -> None:
    thing = {
        "type": "object",
        "required": ["title"],
        "properties": {
            "title": {"type": "string", "minLength": 5, "description": "In short"},
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
        },
    }
    kind = {"enum": ["day", "week"], "type": "string"}
    described = describe_schemas({"components": {"schemas": {"Thing": thing, "Kind": kind}}})
    title, parts = described["Thing"]["properties"]
    assert (title["required"], title["limits"]) == (True, "minLength 5")
    assert (parts["required"], parts["type"]) == (False, "list of Part")
    assert described["Kind"] == {"type": '"day" | "week"', "description": "", "properties": []}


def test_types_are_written_in_a_few_words() -> None:
    text_or_nothing = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    operation = {
        "operationId": "a", "tags": ["t"],
        "parameters": [
            {"name": "q", "in": "query", "schema": text_or_nothing},
            {"name": "n", "in": "query", "required": True, "schema": {"enum": ["day", "week"]}},
            {"name": "l", "in": "query", "schema": {"type": "array", "items": {"$ref": "x/Y"}}},
        ],
        "responses": {"204": {"description": "Done"}},
    }  # fmt: skip
    document = join_documents({"qa": {"paths": {"/api/qa/v1/x": {"post": operation}}}}, "http://x")
    ((_, (described,)),) = describe_operations(document)
    types = [parameter["type"] for parameter in described["parameters"]]
    assert types == ["string | null", '"day" | "week"', "list of x/Y"]
