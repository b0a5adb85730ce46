"""Refusals inside a portal's frame are shown there, to that portal's pages and nobody else."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.gateway.conftest import MakeGateway, Services
from tests.support.pages import PageClient, visitor
from tests.support.serving import serving

PORTAL = "https://tuphap.example.vn"
CLOSED = "https://cu.example.vn"
RATING = "/widgets/survey/tu-phap?lang=en"


known = {"tu-phap": [PORTAL], "cu": [CLOSED]}


async def origins(_request: Request) -> Response:
    return JSONResponse({"origins": [PORTAL], "by_portal": known})


async def refuse(request: Request) -> Response:
    is_old = request.url.path.endswith("/cu")
    slug, status = ("portal-closed", 410) if is_old else ("service-unavailable", 503)
    return JSONResponse({"type": f"/problems/{slug}", "title": "t", "status": status}, status)


@pytest.fixture(scope="module")
async def framing(make_gateway: MakeGateway) -> AsyncIterator[str]:
    routes = [
        Route("/api/survey/v1/portal-origins", origins),
        Route("/api/survey/v1/{rest:path}", refuse, methods=["GET", "POST"]),
    ]
    async with (
        serving(Starlette(routes=routes)) as survey,
        make_gateway(survey_url=survey, limit_rate="2/minute") as base,
    ):
        yield base


@pytest.fixture
async def client(framing: str, services: Services) -> AsyncIterator[PageClient]:
    async with visitor(framing) as client:
        yield client


def framers(headers: object) -> str:
    policy = headers["content-security-policy"]  # type: ignore[index]
    [found] = [part for part in policy.split("; ") if part.startswith("frame-ancestors")]
    return found.removeprefix("frame-ancestors ")


@pytest.mark.parametrize(
    ("path", "status", "allowed"),
    [
        (RATING, 503, PORTAL),
        ("/widgets/survey/tu-phap/cam-on", 503, PORTAL),
        ("/widgets/survey/tu-phap/khong-co", 404, PORTAL),
        ("/widgets/survey/tu%2Dphap", 503, PORTAL),
        ("/widgets/survey/cu", 410, CLOSED),
        ("/widgets/survey/la", 503, "'none'"),
        ("/widgets/qa/-?portal=tu-phap", 200, PORTAL),
        ("/widgets/qa/-?portal=tu-phap&q=" + "x" * 300, 422, PORTAL),
        ("/widgets/qa/-?portal=tu-phap&portal=la", 200, "'none'"),
        ("/widgets/qa/-", 200, "'none'"),
        ("/danh-gia/tu-phap", 503, "'none'"),
    ],
)
async def test_only_the_portals_pages_frame_what_is_shown_or_refused(
    client: PageClient, path: str, status: int, allowed: str
) -> None:
    answer = await client.get(path)
    assert (answer.status, framers(answer.headers)) == (status, allowed)
    assert answer.page.faults == ([] if path == "/danh-gia/tu-phap" else ["0 <header>"])


async def test_a_refusal_leads_out_of_the_frame_and_back_into_it(client: PageClient) -> None:
    answer = await client.get(RATING)
    links = {link.get("href"): link.get("target") for link in answer.page.all("a")}
    assert links == {RATING: "", "/": "_blank"}
    assert "set-cookie" not in answer.headers


async def test_a_form_refused_at_the_door_comes_back_into_the_frame(client: PageClient) -> None:
    typed = {
        "quality": "good",
        "other": "Nên có bản đồ chỉ đường tới nơi.\nCảm ơn nhiều.",
        "key": "k",
    }
    answers = [await client.post(RATING, typed) for _ in range(3)]
    assert [answer.status for answer in answers] == [503, 503, 429]
    refused = answers[-1]
    assert framers(refused.headers) == PORTAL
    assert refused.page.form(RATING) == typed
    assert "site-header" not in refused.text
    assert "set-cookie" not in refused.headers


async def test_a_new_portal_is_known_within_seconds(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/widgets/qa/-?portal=moi"
    assert framers((await client.get(path)).headers) == "'none'"
    monkeypatch.setitem(known, "moi", ["https://moi.example.vn"])
    for _ in range(50):
        allowed = framers((await client.get(path)).headers)
        if allowed != "'none'":
            break
        await asyncio.sleep(0.1)
    assert allowed == "https://moi.example.vn"
