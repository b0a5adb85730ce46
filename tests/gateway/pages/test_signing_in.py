"""The pages auth leads to: a sign-in refused, a session left."""

import pytest

from gateway.pages.signing_in import REFUSALS
from services.auth.sessions.routes import LEFT_PAGE
from services.auth.signins.model import RefusalCode
from services.auth.signins.routes import REFUSED_PAGE
from tests.support.pages import PageClient


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


async def test_leaving_is_confirmed(client: PageClient) -> None:
    shown = await client.get(LEFT_PAGE)
    assert shown.status == 200
    assert shown.page.faults == []
