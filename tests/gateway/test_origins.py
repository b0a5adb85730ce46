"""N48: portals' pages may call what their widgets need, as guests; nobody else may anything."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.gateway.conftest import COOKIE, MakeGateway, Services
from tests.gateway.upstreams import echo, headers_of
from tests.support.serving import serving

PORTAL = "https://portal.example.vn"
QUESTIONS = "/api/qa/v1/questions"
RATINGS = "/api/survey/v1/responses"
STRANGERS = [
    "null", "https://evil.example", "https://portal.example.vn.evil.example",
    "https://evilportal.example.vn", "http://portal.example.vn", "https://portal.example.vn:444",
    "https://PORTAL.example.vn", "https://portal.example.vn/", f"{PORTAL}, {PORTAL}", "*", "",
]  # fmt: skip


async def origins(_request: Request) -> Response:
    return JSONResponse({"origins": [PORTAL, "https://www.example.vn"]})


@pytest.fixture(scope="module")
async def running(make_gateway: MakeGateway) -> AsyncIterator[str]:
    survey = Starlette(
        routes=[
            Route("/api/survey/v1/portal-origins", origins),
            Route("/api/survey/v1/{rest:path}", echo, methods=["GET", "POST"]),
        ]
    )
    async with serving(survey) as survey_url, make_gateway(survey_url=survey_url) as gateway:
        yield gateway


@pytest.fixture
def portals(running: str, services: Services) -> str:
    """A gateway in front of a survey service that knows a portal."""
    return running


def granted(response: aiohttp.ClientResponse) -> dict[str, str]:
    return {n: v for n, v in response.headers.items() if n.lower().startswith("access-control")}


async def ask(http, method: str, url: str, origin: str, **headers: str):
    sent = {"Origin": origin, "Sec-Fetch-Site": "cross-site", **headers}
    async with http.request(method, url, headers=sent, json={} if method == "POST" else None) as r:
        await r.read()
        return r


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", QUESTIONS), ("POST", QUESTIONS), ("GET", "/api/survey/v1/instrument"),
        ("POST", RATINGS), ("GET", "/api/survey/v1/challenge"),
    ],
)  # fmt: skip
async def test_a_portals_page_may_read_what_its_widgets_ask(
    portals: str, http, method: str, path: str
) -> None:
    response = await ask(http, method, f"{portals}{path}", PORTAL)
    assert response.status == 200
    assert response.headers["Access-Control-Allow-Origin"] == PORTAL
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Origin" in ", ".join(response.headers.getall("Vary"))


async def test_a_browser_that_asks_first_is_told(portals: str, http) -> None:
    asking = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, idempotency-key",
    }
    response = await ask(http, "OPTIONS", f"{portals}{RATINGS}", PORTAL, **asking)
    assert response.status == 204
    assert granted(response) == {
        "Access-Control-Allow-Origin": PORTAL,
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Content-Type, Idempotency-Key, Accept-Language",
        "Access-Control-Max-Age": "600",
    }


@pytest.mark.parametrize("origin", STRANGERS)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
async def test_n48_no_other_origin_gets_any_header(
    portals: str, http, origin: str, method: str
) -> None:
    asking = {"Access-Control-Request-Method": "POST"} if method == "OPTIONS" else {}
    response = await ask(http, method, f"{portals}{RATINGS}", origin, **asking)
    assert granted(response) == {}
    if method == "POST":
        assert response.status == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/qa/v1/echo"), ("POST", "/api/qa/v1/echo"), ("GET", f"{QUESTIONS}/HD-1"),
        ("POST", f"{QUESTIONS}/HD-1/rating"), ("GET", "/api/survey/v1/figures"),
        ("POST", "/hoi-dap/gui"), ("GET", "/auth/login"), ("GET", "/"), ("DELETE", QUESTIONS),
    ],
)  # fmt: skip
async def test_a_portal_may_nothing_else(portals: str, http, method: str, path: str) -> None:
    response = await ask(http, method, f"{portals}{path}", PORTAL)
    assert granted(response) == {}
    asking = {"Access-Control-Request-Method": method}
    assert granted(await ask(http, "OPTIONS", f"{portals}{path}", PORTAL, **asking)) == {}


async def test_a_widgets_call_is_a_guests_whatever_it_carries(
    portals: str, http, services: Services
) -> None:
    carried = {**COOKIE, "Authorization": "Bearer a.b.c"}
    sent = {"Origin": PORTAL, "Sec-Fetch-Site": "same-site", **carried}
    async with http.post(f"{portals}{QUESTIONS}", json={}, headers=sent) as response:
        seen = headers_of(await response.json())
        assert response.status == 200
    assert "authorization" not in seen
    assert "cookie" not in seen
    assert services.auth.exchanges == 0


async def test_refusals_can_be_read_by_the_widget(make_gateway: MakeGateway, http) -> None:
    survey = Starlette(routes=[Route("/api/survey/v1/portal-origins", origins)])
    async with (
        serving(survey) as survey_url,
        make_gateway(
            survey_url=survey_url, limit_ask="1/minute", redis_url="redis://127.0.0.1:9/0"
        ) as gateway,
    ):
        await ask(http, "POST", f"{gateway}{QUESTIONS}", PORTAL)
        refused = await ask(http, "POST", f"{gateway}{QUESTIONS}", PORTAL)
    assert refused.status == 429
    assert refused.headers["Access-Control-Allow-Origin"] == PORTAL
    assert "Retry-After" in refused.headers["Access-Control-Expose-Headers"]


async def test_a_long_list_is_read_to_its_end(make_gateway: MakeGateway, http) -> None:
    known = [f"https://cong-thong-tin-{number}.example.vn" for number in range(5_000)]

    async def long_list(_request: Request) -> Response:
        return JSONResponse({"origins": known})

    survey = Starlette(routes=[Route("/api/survey/v1/portal-origins", long_list)])
    async with serving(survey) as survey_url, make_gateway(survey_url=survey_url) as gateway:
        response = await ask(http, "POST", f"{gateway}{QUESTIONS}", known[-1])
    assert response.headers["Access-Control-Allow-Origin"] == known[-1]


async def test_without_the_list_no_origin_is_known(gateway: str, http) -> None:
    response = await ask(http, "POST", f"{gateway}{QUESTIONS}", PORTAL)
    assert response.status == 403
    assert granted(response) == {}
