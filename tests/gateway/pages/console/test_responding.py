"""What an officer typed comes back whatever happens on its way."""

from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.gateway.conftest import MakeGateway, Services
from tests.gateway.upstreams import OFFICER_SESSION
from tests.support.pages import PageClient, visitor
from tests.support.serving import serving

TEXT = "Bản trả lời viết cả giờ, <b>không</b> được mất."


async def refuse(request: Request) -> Response:
    """Refuse as qa does when a question was passed on to another unit meanwhile."""
    status = 409 if request.method == "POST" else 404
    document = {"type": "http://x/problems/question-not-found", "title": "x", "status": status}
    return JSONResponse(document, status)


@pytest.fixture
async def officer(make_gateway: MakeGateway, services: Services) -> AsyncIterator[PageClient]:
    methods = ["GET", "POST"]
    qa = Starlette(routes=[Route("/api/qa/v1/questions/{rest:path}", refuse, methods=methods)])
    async with (
        serving(qa) as qa_url,
        make_gateway(qa_url=qa_url) as base,
        visitor(base) as client,
    ):
        yield client


@pytest.mark.parametrize("action", ["du-thao", "tra-loi"])
async def test_a_session_that_ended_meanwhile_costs_no_text(
    client: PageClient, action: str
) -> None:
    address = f"/can-bo/HD-1/{action}"
    refused = await client.post(address, {"text": TEXT, "version": "3"})
    assert refused.status == 401
    assert refused.page.faults == []
    assert refused.page.control("text").text.strip() == TEXT
    assert refused.page.form(address)["version"] == "3"
    assert "/auth/login?next=%2F" in refused.text


@pytest.mark.parametrize("text", [TEXT, "x" * 20_001])
async def test_a_question_that_is_gone_meanwhile_costs_no_text(
    officer: PageClient, text: str
) -> None:
    cookie = f"langnghe_session={OFFICER_SESSION}"
    typed = {"text": text, "version": "3"}
    refused = await officer.post("/can-bo/HD-1/du-thao", typed, cookie=cookie)
    assert refused.status == 404
    assert refused.page.faults == []
    assert refused.page.control("text").text.strip() == text


async def test_other_changes_of_a_guest_lead_to_signing_in(client: PageClient) -> None:
    refused = await client.post("/can-bo/HD-1/tiep-nhan", {"version": "3"})
    assert refused.status == 401
    assert "/auth/login?next=/" in refused.text
    assert "tiep-nhan" not in refused.page.text_of("main")
    assert "next=/can-bo/HD-1/tiep-nhan" not in refused.page.text_of("main")
