"""Pages that need a sign-in that proved who somebody is lead to one, and lose nothing typed."""

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.gateway.conftest import MakeGateway, Services
from tests.gateway.questions import CODE, OFFICER, SmallQa, told_question, visiting
from tests.gateway.upstreams import OFFICER_SESSION
from tests.support.pages import visitor

PAGE = f"/can-bo/{CODE}"
ALL = ["approve", "publish"]


class DoubtingQa(SmallQa):
    """Refuses every change until the sign-in has proved who it is."""

    async def refuse(self, request: Request) -> Response:
        document = {"type": "x/problems/step-up-required", "title": "x", "status": 403, "level": 2}
        return JSONResponse(document, 403)


@pytest.fixture
def unproven(services: Services) -> None:
    services.auth.sessions[OFFICER_SESSION] = ("admin1", [("admin", "tp-hue"), ("head", "x")])
    services.auth.claims = {"loa": 1}


async def test_an_administrators_page_is_opened_at_level_two(
    gateway: str, unproven: None, services: Services
) -> None:
    async with visitor(gateway) as client:
        sent = await client.get("/quan-tri/don-vi-moi?x=1&y=%C4%91", cookie=OFFICER)
        assert sent.status == 303
        expected = "/auth/login?next=%2Fquan-tri%2Fdon-vi-moi%3Fx%3D1%26y%3D%25C4%2591&level=2"
        assert sent.headers["location"] == expected


async def test_a_form_of_an_administrator_changes_nothing_below_it(
    gateway: str, unproven: None
) -> None:
    async with visitor(gateway) as client:
        refused = await client.post("/quan-tri/don-vi-moi", {"name": "x"}, cookie=OFFICER)
        assert refused.status == 403
        assert refused.page.faults == []
        assert 'href="/auth/login?next=%2F&amp;level=2"' in refused.text


async def test_approving_leads_to_the_higher_sign_in_and_back_to_the_question(
    make_gateway: MakeGateway, unproven: None
) -> None:
    async with visiting(make_gateway, DoubtingQa(told_question(actions=ALL))) as client:
        referer = f"{client.base}{PAGE}"
        refused = await client.post(
            f"{PAGE}/phe-duyet", {"version": "3"}, cookie=OFFICER, referer=referer
        )
        assert refused.status == 403
        assert refused.page.faults == []
        assert f'href="/auth/login?next={PAGE.replace("/", "%2F")}&amp;level=2"' in refused.text


async def test_a_written_answer_comes_back_with_the_way_to_prove_it(
    make_gateway: MakeGateway, unproven: None
) -> None:
    async with visiting(make_gateway, DoubtingQa(told_question(actions=ALL))) as client:
        typed = {"text": "Kính gửi ông Kín.", "version": "3"}
        refused = await client.post(f"{PAGE}/tra-loi", typed, cookie=OFFICER)
        assert refused.status == 403
        assert "Kính gửi ông Kín." in refused.text
        assert "level=2" in refused.text
