"""N63, N64: a provider's logout token ends exactly what it names, a bad one nothing."""

import asyncio
import time

import pytest

from services.auth.sandbox.id_tokens import logout_token_claims
from services.auth.sessions.model import session_key
from shared.tokens import SigningKey
from tests.services.auth.support import Browser, Stage
from tests.support.tokens import new_jwk


async def provider_session(stage: Stage, browser: Browser):
    """Return the sandbox's session of a browser."""
    found = stage.sandbox.sessions.find(browser.cookie("langnghe_sandbox"))
    assert found
    return found


def token(stage: Stage, session, token_type: str = "logout+jwt", **changes) -> str:
    merged = {**logout_token_claims(stage.sandbox, session, "langnghe"), **changes}
    claims = {name: value for name, value in merged.items() if value is not ...}
    return stage.sandbox.key.sign(claims, token_type)


async def tell(stage: Stage, logout_token: str | None):
    async with stage.browser() as provider:
        data = {"logout_token": logout_token} if logout_token is not None else {}
        return await provider.post("/auth/backchannel-logout", data=data)


async def test_n64_a_valid_token_ends_exactly_that_session(stage, browser):
    async with stage.browser() as same_person:
        await browser.sign_in("citizen1")
        await same_person.sign_in("citizen1")
        await stage.exchange(browser.cookie())
        answer = await tell(stage, token(stage, await provider_session(stage, browser)))
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert (await stage.exchange(browser.cookie())).status == 401
        assert (await stage.exchange(same_person.cookie())).status == 200
    ended = await stage.runtime.mongo.database["sessions"].find_one(
        {"_id": session_key(browser.cookie())}
    )
    assert ended["end_reason"] == "provider_logout"


async def test_a_token_without_a_session_ends_all_of_the_person(stage, browser):
    async with stage.browser() as second, stage.browser() as other:
        await browser.sign_in("citizen2")
        await second.sign_in("citizen2")
        await other.sign_in("citizen1")
        logout = token(stage, await provider_session(stage, browser), sid=...)
        assert (await tell(stage, logout)).status == 200
        assert (await stage.exchange(browser.cookie())).status == 401
        assert (await stage.exchange(second.cookie())).status == 401
        assert (await stage.exchange(other.cookie())).status == 200


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"iss": "https://evil.example"}, "issuer"),
        ({"aud": "another"}, "audience"),
        ({"iat": int(time.time()) - 400}, "too_old"),
        ({"exp": int(time.time()) - 60}, "expired"),
        ({"exp": ...}, "exp_malformed"),
        ({"iat": ...}, "iat_malformed"),
        ({"events": ...}, "events"),
        ({"events": {}}, "events"),
        ({"events": []}, "events"),
        ({"events": {"http://schemas.openid.net/event/backchannel-logout": 1}}, "events"),
        ({"nonce": "a"}, "nonce"),
        ({"jti": ...}, "jti"),
        ({"jti": 5}, "jti"),
        ({"jti": "x" * 300}, "jti"),
        ({"sid": ..., "sub": ...}, "sid"),
        ({"sid": 5}, "sid"),
        ({"sub": 5}, "subject"),
    ],
)
async def test_n63_bad_claims_touch_no_session(stage, browser, changes, reason):
    await browser.sign_in("citizen1")
    logout = token(stage, await provider_session(stage, browser), **changes)
    answer = await tell(stage, logout)
    assert (answer.status, answer.json) == (400, {"error": "invalid_request"})
    assert (await stage.last_audit("logout_token.refused"))["reason"] == reason
    assert (await stage.exchange(browser.cookie())).status == 200


@pytest.mark.parametrize("logout_token", [None, "", "x", "a.b.c", "A" * 30_000])
async def test_n63_what_is_no_token(stage, logout_token):
    assert (await tell(stage, logout_token)).status in {400, 422}


async def test_n17_an_id_token_or_access_token_is_no_logout_token(stage, browser):
    await browser.sign_in("citizen1")
    session = await provider_session(stage, browser)
    for token_type in ("at+jwt", "id+jwt"):
        assert (await tell(stage, token(stage, session, token_type))).status == 400
    id_token = token(stage, session, "JWT", events=..., nonce="n")
    assert (await tell(stage, id_token)).status == 400
    access = (await stage.exchange(browser.cookie())).json["access_token"]
    assert (await tell(stage, access)).status == 400
    assert (await stage.exchange(browser.cookie())).status == 200


async def test_n63_a_strangers_signature(stage, browser):
    await browser.sign_in("citizen1")
    claims = logout_token_claims(stage.sandbox, await provider_session(stage, browser), "langnghe")
    for kid in (stage.sandbox.key.kid, "unknown"):
        forged = SigningKey(new_jwk(kid)).sign(claims, "logout+jwt")
        assert (await tell(stage, forged)).status == 400
    assert (await stage.exchange(browser.cookie())).status == 200


async def test_n63_the_same_token_twice(stage, browser):
    await browser.sign_in("citizen1")
    logout = token(stage, await provider_session(stage, browser), sid=...)
    answers = await asyncio.gather(*(tell(stage, logout) for _ in range(5)))
    assert sorted(answer.status for answer in answers) == [200, 400, 400, 400, 400]
    await browser.sign_in("citizen1")
    assert (await tell(stage, logout)).status == 400
    assert (await stage.exchange(browser.cookie())).status == 200


async def test_leaving_on_the_sandboxs_own_page_reaches_us(stage, browser):
    await browser.sign_in("citizen1")
    start = await browser.get(stage.sandbox_url + "/")
    assert "Nguyễn Thị Hoài An" in start.text
    assert (await browser.post(stage.sandbox_url + "/leave")).status == 303
    assert (await stage.exchange(browser.cookie())).status == 401
