"""The pages auth leads to: a sign-in refused, a session left."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.pages.signing_in import REFUSALS
from services.auth.sessions.routes import LEFT_PAGE
from services.auth.signins.model import RefusalCode
from services.auth.signins.routes import CHOICE_PAGE, REFUSED_PAGE
from tests.gateway.conftest import MakeGateway
from tests.gateway.upstreams import AuthUpstream
from tests.support.pages import PageClient, visitor
from tests.support.serving import serving


def test_every_refusal_of_auth_has_its_words() -> None:
    assert REFUSALS.keys() == {code.value for code in RefusalCode}


@pytest.mark.parametrize("code", [*REFUSALS, "", "<script>"])
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_refused_sign_in_is_explained(client: PageClient, code: str, language: str) -> None:
    shown = await client.get(f"{REFUSED_PAGE}?ma={code}&lang={language}")
    assert shown.status == 200
    assert shown.page.faults == []
    assert ("/auth/login?next=%2F" in shown.text) is (code != "account_locked")


async def test_the_way_back_is_kept(client: PageClient) -> None:
    shown = await client.get(f"{REFUSED_PAGE}?ma=expired&next=%2Fcan-bo%3Fq%3Da%26b")
    assert 'href="/auth/login?next=%2Fcan-bo%3Fq%3Da%26b"' in shown.text


class TwoProviders(AuthUpstream):
    """Auth with two providers side by side."""

    def app(self) -> Starlette:
        app = super().app()
        app.router.routes.append(Route("/api/auth/v1/sign-in-providers", self.list_providers))
        return app

    async def list_providers(self, _request: Request) -> Response:
        offered = [{"name": "main", "title": "VNeID"}, {"name": "so", "title": "SSO <Sở>"}]
        return JSONResponse(offered)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_people_choose_where_to_sign_in(make_gateway: MakeGateway, language: str) -> None:
    auth = TwoProviders()
    auth.reset()
    async with (
        serving(auth.app()) as auth_url,
        make_gateway(auth_url=auth_url) as base,
        visitor(base) as client,
    ):
        shown = await client.get(
            f"{CHOICE_PAGE}?next=%2Fcan-bo%3Fq%3Da%26b&level=2&lang={language}"
        )
        assert shown.status == 200
        assert shown.page.faults == []
        onward = "/auth/login?next=%2Fcan-bo%3Fq%3Da%26b&amp;level=2&amp;provider="
        assert f'href="{onward}main">VNeID' in shown.text
        assert f'href="{onward}so">SSO &lt;Sở&gt;' in shown.text
        plain = await client.get(CHOICE_PAGE)
        assert 'href="/auth/login?next=%2F&amp;provider=so"' in plain.text


async def test_leaving_is_confirmed(client: PageClient) -> None:
    shown = await client.get(LEFT_PAGE)
    assert shown.status == 200
    assert shown.page.faults == []
