"""What every application has: problems in one shape, request ids, health pages, metrics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, ConfigDict

from shared.app import create_service_app
from shared.problems import Conflict
from shared.settings import Environment, SharedSettings
from tests.support.serving import serving


class Taken(Conflict):
    """For these tests: the name is taken."""

    slug, title = "taken", "The name is taken"


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    count: int = 0


router = APIRouter(prefix="/things")


@router.post("/{thing}")
async def make_thing(thing: str, form: Form) -> Form:
    if thing == "taken":
        raise Taken("Choose another.", suggestion="free")
    if thing == "broken":
        raise RuntimeError("so.dien.thoai 0912345678")
    return form


async def check_of_something_down() -> None:
    raise ConnectionError


@pytest.fixture(scope="module")
async def base() -> AsyncIterator[str]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield

    app = create_service_app(
        process="test",
        title="Test",
        settings=SharedSettings(environment=Environment.TEST, public_url="http://portal.example"),
        lifespan=lifespan,
        checks=lambda: {"something": check_of_something_down},
    )
    app.include_router(router)
    async with serving(app) as address:
        yield address


async def post(
    base: str, path: str, body: object
) -> tuple[aiohttp.ClientResponse, dict[str, object]]:
    options = {"data": body} if isinstance(body, bytes) else {"json": body}
    headers = {"Content-Type": "application/json", "X-Request-Id": "a-request-of-ours"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(base + path, headers=headers, **options) as answer,  # type: ignore[arg-type]
    ):
        return answer, await answer.json(content_type=None)


async def test_a_refusal_is_a_problem_with_its_page(base: str) -> None:
    answer, problem = await post(base, "/things/taken", {"name": "a"})
    assert answer.status == 409
    assert answer.content_type == "application/problem+json"
    assert problem == {
        "type": "http://portal.example/problems/taken",
        "title": "The name is taken",
        "status": 409,
        "detail": "Choose another.",
        "suggestion": "free",
        "request_id": "a-request-of-ours",
    }
    assert answer.headers["X-Request-Id"] == "a-request-of-ours"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"name": ', "#"),
        (b"[]", "#"),
        ({"count": 1}, "#/name"),
        ({"name": "a", "count": "many"}, "#/count"),
        ({"name": "a", "nmae": "b"}, "#/nmae"),
    ],
)
async def test_a_malformed_request_is_pointed_at_and_not_echoed(
    base: str, body: object, pointer: str
) -> None:
    answer, problem = await post(base, "/things/one", body)
    assert answer.status == 422
    errors = problem["errors"]
    assert isinstance(errors, list)
    assert [error["pointer"] for error in errors] == [pointer]
    assert "many" not in str(problem)


async def test_a_fault_of_ours_tells_nothing(base: str) -> None:
    answer, problem = await post(base, "/things/broken", {"name": "a"})
    assert answer.status == 500
    assert problem["type"] == "http://portal.example/problems/internal-error"
    assert "0912345678" not in str(problem)


async def test_health_and_metrics_tell_what_they_should(base: str) -> None:
    await post(base, "/things/one", {"name": "a"})
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{base}/healthz") as alive:
            assert alive.status == 200
        async with http.get(f"{base}/readyz") as ready:
            assert ready.status == 503
            assert (await ready.json())["failing"] == ["something"]
        async with http.get(f"{base}/metrics") as metrics:
            text = await metrics.text()
        async with http.get(f"{base}/nowhere") as missing:
            assert missing.status == 404
            assert (await missing.json(content_type=None))["type"].endswith("/problems/not-found")
    assert 'http_requests_total{method="POST",route="/things/{thing}",status="200"}' in text


async def test_no_redirect_tells_where_the_service_lies(base: str) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{base}/things/a/", json={}, allow_redirects=False) as response,
    ):
        assert response.status == 404
        assert "Location" not in response.headers
