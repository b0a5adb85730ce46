"""Problem documents: what they hold, where they point, and that every error becomes one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from fastapi import FastAPI, HTTPException
from fastapi.exceptions import RequestValidationError

from shared.logging import begin_request
from shared.problems import (
    Conflict,
    InvalidRequest,
    NotFound,
    Problem,
    TooManyRequests,
    add_problem_handlers,
    invalid_request,
    pointer,
)
from tests.support.serving import serving

PUBLIC_URL = "https://langnghe.example"


class OptionTaken(Conflict):
    """For these tests."""

    slug, title = "option-taken", "The option is taken"


def test_a_document_says_what_is_known_and_no_more():
    request_id = begin_request("request-of-the-test")
    assert OptionTaken().body(PUBLIC_URL) == {
        "type": f"{PUBLIC_URL}/problems/option-taken",
        "title": "The option is taken",
        "status": 409,
        "request_id": request_id,
    }
    errors = [{"pointer": "#/a", "code": "c", "detail": "d"}]
    body = OptionTaken("Choose another.", errors=errors, retry_after=3).body(PUBLIC_URL)
    assert (body["detail"], body["errors"], body["retry_after"]) == ("Choose another.", errors, 3)


def test_extra_members_cannot_change_what_a_problem_is():
    body = OptionTaken(status=200, type="about:blank", title="Fine").body(PUBLIC_URL)
    assert (body["status"], body["title"]) == (409, "The option is taken")
    assert body["type"] == f"{PUBLIC_URL}/problems/option-taken"


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ((), "#"),
        (("body",), "#"),
        (("body", "ratings", "interface"), "#/ratings/interface"),
        (("body", "items", 3, "a/b~c"), "#/items/3/a~1b~0c"),
        (("query", "limit"), "query:limit"),
        (("header", "if-match"), "header:if-match"),
        (("path", "code"), "path:code"),
    ],
)
def test_pointers_name_the_place(location, expected):
    assert pointer(location) == expected


def test_what_was_typed_is_not_told_back():
    typed = "0912 345 678"
    entry = {
        "type": "string_too_short", "loc": ("body", "phone"), "msg": "too short", "input": typed,
        "ctx": {"min_length": 20, "error": ValueError(typed), "given": typed},
    }  # fmt: skip
    problem = invalid_request(RequestValidationError([entry]))
    [error] = problem.errors
    assert error == {
        "pointer": "#/phone",
        "code": "string_too_short",
        "detail": "too short",
        "limits": {"min_length": 20},
    }
    assert typed not in str(problem.body(PUBLIC_URL))


def test_malformed_json_points_at_the_body_not_at_a_character():
    entry = {"type": "json_invalid", "loc": ("body", 17), "msg": "JSON decode error", "input": {}}
    assert invalid_request(RequestValidationError([entry])).errors[0]["pointer"] == "#"


@dataclass(frozen=True)
class Refusal:
    """What came back over HTTP."""

    status: int
    kind: str
    headers: Any
    body: dict[str, Any]


@pytest.fixture(scope="module")
async def base() -> AsyncIterator[str]:
    """Serve an application whose errors are handled and that has nothing else."""
    app = FastAPI()
    add_problem_handlers(app, PUBLIC_URL)
    errors: dict[str, Exception] = {
        "own": TooManyRequests("Slow down.", headers={"Retry-After": "7"}),
        "teapot": HTTPException(418, "short and stout"),
        "framework-403": HTTPException(403, "an inner reason"),
        "fault": RuntimeError("a secret reason"),
    }

    @app.get("/{name}")
    async def fail(name: str) -> None:
        begin_request("request-of-the-test")
        raise errors.get(name, NotFound())

    @app.post("/inner/body")
    async def read(body: dict[str, int]) -> dict[str, int]:
        return body

    async with serving(app) as url:
        yield url


async def refusal(base: str, method: str, path: str, data: bytes | None = None) -> Refusal:
    headers = {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as http,
        http.request(method, f"{base}{path}", data=data, headers=headers) as answer,
    ):
        body = await answer.json(content_type=None)
        return Refusal(answer.status, answer.content_type, answer.headers, body)


async def test_a_problem_keeps_its_headers(base):
    answer = await refusal(base, "GET", "/own")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
    assert answer.kind == "application/problem+json"
    assert answer.body["detail"] == "Slow down."


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/nothing", 404, "not-found"),
        ("GET", "/a/b/c", 404, "not-found"),
        ("DELETE", "/inner/body", 405, "method-not-allowed"),
        ("GET", "/framework-403", 403, "forbidden"),
        ("GET", "/teapot", 422, "invalid-request"),
        ("GET", "/fault", 500, "internal-error"),
    ],
)
async def test_errors_of_others_become_problems_without_their_words(
    base, method, path, status, slug
):
    answer = await refusal(base, method, path)
    assert (answer.status, answer.body["status"]) == (status, status)
    assert answer.body["type"] == f"{PUBLIC_URL}/problems/{slug}"
    assert answer.kind == "application/problem+json"
    for word in ("secret", "inner", "stout"):
        assert word not in str(answer.body)


async def test_a_refused_method_names_the_offered_ones(base):
    assert "POST" in (await refusal(base, "DELETE", "/inner/body")).headers["Allow"]


async def test_a_fault_of_ours_can_be_found_by_its_request(base):
    answer = await refusal(base, "GET", "/fault")
    assert answer.headers["X-Request-Id"] == "request-of-the-test"


@pytest.mark.parametrize("data", [b"{", b"", b'{"a": "\xff"}', b"[" * 100_000, b'{"a": "x"}'])
async def test_every_unreadable_body_is_pointed_at(base, data):
    answer = await refusal(base, "POST", "/inner/body", data)
    assert answer.status == InvalidRequest.status
    assert all(error["pointer"].startswith("#") for error in answer.body["errors"])
    assert answer.body["errors"]


def test_the_base_is_a_fault_of_ours():
    assert Problem().body(PUBLIC_URL)["status"] == 500
