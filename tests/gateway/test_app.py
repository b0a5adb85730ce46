"""The application as a whole: health, errors, what visitors see."""

import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Annotated

import aiohttp
import pytest
from fastapi import APIRouter, Depends

from gateway.app import create_app
from gateway.visitors import CurrentVisitor, Qa, SignedIn, Visitor, holding
from tests.gateway.conftest import COOKIE, MakeGateway, Services, gateway_settings
from tests.gateway.upstreams import CITIZEN_SESSION, OFFICER_SESSION

HTML = {"Accept": "text/html"}
CITIZEN = {"Cookie": f"langnghe_session={CITIZEN_SESSION}"}
router = APIRouter(include_in_schema=False)


@router.get("/lanh-dao/thu/who")
async def show_visitor(visitor: CurrentVisitor) -> dict:
    return {
        "name": visitor.name,
        "person": visitor.person,
        "signed_in": visitor.is_signed_in,
        "loa": visitor.loa,
        "officer": visitor.has_role("officer"),
    }


@router.get("/lanh-dao/thu/signed-in")
async def show_signed_in(visitor: SignedIn) -> str:
    return visitor.name


@router.get("/lanh-dao/thu/officers")
async def show_officers(visitor: Annotated[Visitor, Depends(holding("officer"))]) -> str:
    return visitor.name


@router.get("/lanh-dao/thu/topics")
async def show_topics(qa: Qa) -> list:
    return await qa.list_topics()


@router.get("/lanh-dao/thu/refused")
async def show_refused(qa: Qa) -> object:
    return await qa.show_question("HD-0")


@pytest.fixture(scope="module")
async def pages(make_gateway: MakeGateway) -> AsyncIterator[str]:
    async with make_gateway(router) as url:
        yield url


async def get(http: aiohttp.ClientSession, url: str, **headers: str):
    async with http.get(url, headers=headers, allow_redirects=False) as response:
        return response.status, response.headers, await response.text()


async def test_a_page_knows_its_visitor(pages: str, http, services: Services) -> None:
    async with http.get(f"{pages}/lanh-dao/thu/who", headers=COOKIE) as response:
        assert await response.json() == {
            "name": "Nguyễn Văn An", "person": "officer1", "signed_in": True, "loa": 2,
            "officer": True,
        }  # fmt: skip
    async with http.get(f"{pages}/lanh-dao/thu/who") as response:
        assert (await response.json())["signed_in"] is False


async def test_the_name_is_kept_but_roles_are_current(pages: str, http, services: Services) -> None:
    for _ in range(3):
        await get(http, f"{pages}/lanh-dao/thu/who", **COOKIE)
    assert services.auth.asked_for_me <= 1
    assert services.auth.exchanges == 3
    services.auth.sessions[OFFICER_SESSION] = ("officer1", [])
    async with http.get(f"{pages}/lanh-dao/thu/who", headers=COOKIE) as response:
        assert (await response.json())["officer"] is False


async def test_guests_are_sent_to_sign_in_and_back(pages: str, http, services: Services) -> None:
    status, headers, _ = await get(http, f"{pages}/lanh-dao/thu/signed-in?a=1&b=%C4%91", **HTML)
    assert status == 303
    assert (
        headers["Location"]
        == "/auth/login?next=%2Flanh-dao%2Fthu%2Fsigned-in%3Fa%3D1%26b%3D%25C4%2591"
    )


async def test_without_a_role_the_page_says_so(pages: str, http, services: Services) -> None:
    status, _, text = await get(http, f"{pages}/lanh-dao/thu/officers", **HTML, **CITIZEN)
    assert status == 403
    assert "<!doctype html>" in text
    status, _, _ = await get(http, f"{pages}/lanh-dao/thu/officers", **HTML, **COOKIE)
    assert status == 200


async def test_when_auth_does_not_answer_nobody_is_sent_to_sign_in(
    pages: str, http, services: Services
) -> None:
    services.auth.is_broken = True
    status, _, text = await get(http, f"{pages}/lanh-dao/thu/signed-in", **HTML, **COOKIE)
    assert status == 503
    assert "<!doctype html>" in text


async def test_a_refusal_of_a_service_becomes_the_page(
    pages: str, http, services: Services
) -> None:
    assert (await get(http, f"{pages}/lanh-dao/thu/topics"))[0] == 200
    status, _, text = await get(http, f"{pages}/lanh-dao/thu/refused", **HTML)
    assert status in {404, 503}
    assert "<!doctype html>" in text


async def test_an_unknown_address_is_a_page_or_a_problem(pages: str, http) -> None:
    status, headers, _ = await get(http, f"{pages}/nowhere", **HTML)
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    status, headers, _ = await get(http, f"{pages}/nowhere")
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    status, headers, _ = await get(http, f"{pages}/nowhere", accept="application/json")
    assert (status, headers["Content-Type"]) == (404, "application/problem+json")
    status, headers, _ = await get(http, f"{pages}/api/nowhere", **HTML)
    assert (status, headers["Content-Type"]) == (404, "application/problem+json")


async def test_head_tells_what_get_would(gateway: str, http) -> None:
    for path in ("/problems/forbidden", "/healthz", "/static/x/css/main.css"):
        async with http.head(f"{gateway}{path}") as response:
            assert response.status == 200, path
            assert int(response.headers["Content-Length"]) > 0
            assert await response.read() == b""


async def test_readiness_names_what_is_away(gateway: str, http, services: Services) -> None:
    async with http.get(f"{gateway}/healthz") as response:
        assert response.status == 200
    async with http.get(f"{gateway}/readyz") as response:
        assert response.status == 200  # one service's failure takes no other away
        assert (await response.json())["failing"] == ["survey"]


async def test_metrics_count_by_route_not_by_address(gateway: str, http, services) -> None:
    await get(http, f"{gateway}/api/qa/v1/echo/secret-code")
    _, _, text = await get(http, f"{gateway}/metrics")
    assert 'route="/api/qa/{path}"' in text
    assert "secret-code" not in text


def test_importing_opens_and_reads_nothing() -> None:
    code = "import os; os.environ.clear(); import gateway.app, asyncio; print('ok')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "ok\n"


def test_without_its_secret_it_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GATEWAY_SERVICE_SECRET", raising=False)
    with pytest.raises(ValueError, match="service_secret"):
        create_app()
    with pytest.raises(ValueError, match="PUBLIC_URL must be https"):
        gateway_settings(environment="production")
