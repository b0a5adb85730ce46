"""One document out of several."""

import json

import aiohttp

from gateway.openapi import join_documents
from gateway.openapi_reading import Section, list_sections
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


async def test_the_pages_show_them(gateway: str, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{gateway}/docs") as response:
        page = await response.text()
        assert response.status == 200
    for text in ("/api/qa/v1/things", "qa: things", 'href="/docs/auth-things#auth_do_it"'):
        assert text in page
    assert "/internal/" not in page
    async with http.get(f"{gateway}/docs/auth-things") as response:
        section = await response.text()
        assert response.status == 200
    assert "/api/auth/v1/things" in section
    assert 'id="schema-AuthThing"' in section
    assert "/api/qa/" not in section
    async with http.get(f"{gateway}/docs/none") as response:
        assert response.status == 404


async def test_who_has_read_them_is_not_sent_them_again(
    gateway: str, http: aiohttp.ClientSession
) -> None:
    for path in ("/docs", "/docs/qa-things", "/docs/openapi.json"):
        for accepted in ("br", "identity"):
            asked = {"Accept-Encoding": accepted}
            async with http.get(f"{gateway}{path}", headers=asked) as response:
                tag = response.headers["ETag"]
                assert response.headers["Cache-Control"] == "private, no-cache"
            again = asked | {"If-None-Match": f'"other", {tag}'}
            async with http.get(f"{gateway}{path}", headers=again) as response:
                assert (response.status, await response.read()) == (304, b"")
                assert response.headers["ETag"] == tag


async def test_the_page_stands_without_any_service(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    away = dict.fromkeys(("auth_url", "qa_url", "survey_url"), "http://127.0.0.1:9")
    async with make_gateway(**away) as gateway, http.get(f"{gateway}/docs") as response:
        assert response.status == 200


def described(operation: dict, schemas: dict | None = None) -> Section:
    """Return a document of one operation, laid out."""
    paths = {"/api/qa/v1/x": {"post": operation}}
    documents = {"qa": {"paths": paths, "components": {"schemas": schemas or {}}}}
    [section] = list_sections(join_documents(documents, "http://x"))
    return section


def test_a_section_has_the_schemas_it_uses_and_theirs() -> None:
    thing = {
        "type": "object",
        "required": ["title"],
        "properties": {
            "title": {"type": "string", "minLength": 5, "description": "In short"},
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
        },
    }
    schemas = {
        "Thing": thing,
        "Part": {"anyOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]},
        "Kind": {"enum": ["day", "week"], "type": "string"},
        "Other": {"type": "object"},
    }
    asks = {"schema": {"$ref": "#/components/schemas/Thing"}, "example": {"title": "Đất đai"}}
    gives = {"schema": {"$ref": "#/components/schemas/Kind"}, "example": "day"}
    section = described(
        {
            "operationId": "a",
            "tags": ["t"],
            "requestBody": {"content": {"application/json": asks}},
            "responses": {"200": {"content": {"application/json": gives}}},
        },
        schemas,
    )
    assert (section.title, section.slug) == ("qa: t", "qa-t")
    assert list(section.schemas) == ["Kind", "Part", "Thing"]
    title, parts = section.schemas["Thing"]["properties"]
    assert (title["required"], title["limits"]) == (True, "minLength 5")
    assert (parts["required"], parts["type"]) == (False, "list of Part")
    assert section.schemas["Kind"]["type"] == '"day" | "week"'
    [operation] = section.operations
    assert json.loads(operation["asked"]) == {"title": "Đất đai"}
    assert [answer["example"] for answer in operation["answers"]] == ['"day"']


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
    [told] = described(operation).operations
    types = [parameter["type"] for parameter in told["parameters"]]
    assert types == ["string | null", '"day" | "week"', "list of x/Y"]
