"""Auth in front of two providers: the sandbox, and one that is not ours and differs in all."""

import asyncio
from datetime import timedelta

import pytest
from pymongo.errors import PyMongoError

from services.auth.sessions import renewing
from services.auth.sessions.model import session_key
from services.auth.sessions.renewing import renew_due_sessions, renew_session
from shared.clock import at, now
from shared.problems import Unavailable
from tests.services.auth.other_provider import CLIENT, SECRET
from tests.services.auth.sessions.test_outages import mongodb_away, redis_away
from tests.services.auth.signins.test_routes import code_of
from tests.services.auth.support import query_of


@pytest.fixture
async def other(stage):
    # What other tests' sessions have to give back is no business of these.
    sessions = stage.runtime.mongo.database["sessions"]
    await sessions.update_many({}, {"$set": {"renewal": "", "renew_at": None}})
    yield stage.other
    stage.other.renewed_claims, stage.other.is_away = {}, False
    stage.other.given_back.clear()


async def sign_in(browser, person="them", **parameters):
    return await browser.sign_in(person, provider="so", **parameters)


async def make_due(stage, browser) -> str:
    """Let a session's time to be renewed come; returns its key."""
    key = session_key(browser.cookie())
    sessions = stage.runtime.mongo.database["sessions"]
    await sessions.update_one({"_id": key}, {"$set": {"renew_at": now() - timedelta(seconds=1)}})
    return key


async def test_a_provider_that_differs_in_everything_signs_people_in(stage, other, browser):
    answer = await sign_in(browser, next="/hoi-dap")
    assert (answer.status, answer.location) == (303, "/hoi-dap")
    session = await browser.session()
    assert (session["name"], session["loa"]) == ("Trần Thị Khác", 1)
    asked = next(one for one in reversed(other.asked) if "response_type" in one)
    assert asked["redirect_uri"] == f"{stage.url}/auth/callback/so"
    assert asked["scope"] == "openid offline_access"
    assert asked["acr_values"] == "LoA2 LoA1"
    assert other.asked[-1]["client_secret"] == SECRET
    first = (await stage.caller_of(browser.cookie())).id
    async with stage.browser() as again:
        await sign_in(again)
        assert (await stage.caller_of(again.cookie())).id == first


async def test_its_organisations_and_levels_are_read_by_its_claim_profile(stage, other, browser):
    await sign_in(browser, "company-1")
    headers = await stage.bearer_of(browser)
    me = (await browser.get("/api/auth/v1/me", headers=headers)).json
    assert (me["account"], me["name"], me["loa"]) == ("organization", "Công ty Khác", 1)
    assert (await sign_in(browser, "proven-1", level="2")).location == "/"
    assert next(one for one in reversed(other.asked) if "max_age" in one)["acr_values"] == "LoA2"
    assert (await browser.session())["loa"] == 2
    key = await make_due(stage, browser)
    assert await renew_session(stage.runtime, key)


async def test_the_same_subject_at_another_provider_is_somebody_else(stage, other, browser):
    await browser.sign_in("citizen1")
    one = (await stage.caller_of(browser.cookie())).id
    async with stage.browser() as second:
        await sign_in(second, "sandbox-citizen1")
        assert (await stage.caller_of(second.cookie())).id != one


async def test_people_choose_where_several_stand_side_by_side(stage, browser):
    answer = await browser.get("/auth/login?next=/hoi-dap%3Fq%3D1&level=2")
    assert (answer.status, answer.location) == (303, "/dang-nhap?next=%2Fhoi-dap%3Fq%3D1&level=2")
    offered = (await browser.get("/api/auth/v1/sign-in-providers")).json
    assert offered == [
        {"name": "main", "title": "VNeID"}, {"name": "so", "title": "SSO của Sở"},
    ]  # fmt: skip
    unknown = await browser.get("/auth/login?provider=x&next=//evil.example")
    assert unknown.location == "/dang-nhap?next=%2F"


async def test_a_step_up_goes_to_where_somebody_is_signed_in(stage, other, browser):
    await sign_in(browser)
    answer = await browser.get("/auth/login?level=2")
    assert answer.location.startswith(f"{other.url}/auth?")
    assert code_of(await sign_in(browser, level="2")) in {"not_verified", "level_too_low"}


async def test_n23_an_answer_of_one_provider_at_the_address_of_the_other(stage, other, browser):
    back = await browser.depart("citizen1")
    mixed = back.replace("/auth/callback?", "/auth/callback/so?")
    redeemed = len(other.asked)
    assert code_of(await browser.get(mixed)) == "not_verified"
    assert (await stage.last_audit("sign_in.refused"))["reason"] == "issuer_mixed_up"
    assert len(other.asked) == redeemed
    back = await browser.depart("them", provider="so")
    assert code_of(await browser.get(back.replace("/callback/so?", "/callback?"))) == "not_verified"
    for name in ("main", "unknown", "so%2f"):
        back = await browser.depart("them", provider="so")
        answer = await browser.get(back.replace("/callback/so?", f"/callback/{name}?"))
        assert answer.status == 404 or code_of(answer) == "not_verified"
    assert (await browser.session())["signed_in"] is False


async def test_n22_an_issuer_parameter_of_a_provider_that_announced_none(stage, other, browser):
    back = await browser.depart("them", provider="so")
    assert code_of(await browser.get(f"{back}&iss={stage.sandbox_url}")) == "not_verified"
    back = await browser.depart("them", provider="so")
    assert (await browser.get(f"{back}&iss={other.url}")).location == "/"


async def test_leaving_ends_the_session_there_too(stage, other, browser):
    await sign_in(browser)
    answer = await browser.post("/auth/logout", headers={"Origin": stage.url})
    assert answer.location.startswith(f"{other.url}/leave?")
    asked = query_of(answer.location)
    assert (asked["client_id"], asked["logout_hint"]) == (CLIENT, other.families[-1].sid)
    assert (await browser.get(answer.location)).location == f"{stage.url}/auth/logged-out"


async def test_n64_its_logout_token_ends_its_session_alone(stage, other, browser):
    await sign_in(browser)
    address = f"{stage.url}/auth/backchannel-logout"
    async with stage.browser() as elsewhere:
        await elsewhere.sign_in("citizen1")
        for wrong in ({"iss": stage.sandbox_url}, {"iss": "https://x.example"}, {"iss": None}):
            assert await other.tell(stage.http, address, sid=other.families[-1].sid, **wrong) == 400
        assert (await stage.exchange(browser.cookie())).status == 200
        assert await other.tell(stage.http, address, sid=other.families[-1].sid) == 200
        assert (await stage.exchange(browser.cookie())).status == 401
        assert (await stage.exchange(elsewhere.cookie())).status == 200


async def test_a_session_is_renewed_at_its_provider(stage, other, browser):
    await sign_in(browser)
    before = other.families[-1].refresh
    assert not await renew_session(stage.runtime, session_key(browser.cookie()))
    key = await make_due(stage, browser)
    renewed = await asyncio.gather(*(renew_due_sessions(stage.runtime) for _ in range(3)))
    assert sum(renewed) >= 1
    assert other.families[-1].refresh != before
    stored = await stage.runtime.mongo.database["sessions"].find_one({"_id": key})
    assert stored["renew_at"] > now() + timedelta(minutes=14)
    assert other.families[-1].refresh not in str(stored)
    await make_due(stage, browser)
    assert await renew_session(stage.runtime, key)
    assert (await stage.exchange(browser.cookie())).status == 200


async def test_a_provider_that_is_away_longer_than_a_claim_holds_up_no_worker(
    stage, other, browser, monkeypatch
):
    await sign_in(browser)
    key = await make_due(stage, browser)
    monkeypatch.setattr(renewing, "_CLAIM", timedelta(milliseconds=1))
    other.is_away = True
    async with asyncio.timeout(60):
        assert await renew_due_sessions(stage.runtime) == 0
    stored = await stage.runtime.mongo.database["sessions"].find_one({"_id": key})
    assert (stored["ended_at"], bool(stored["renewal"])) == (None, True)
    other.is_away = False
    assert await renew_session(stage.runtime, key)


async def test_n40_a_refresh_token_used_elsewhere_ends_the_session(stage, other, browser):
    await sign_in(browser)
    stolen = {"grant_type": "refresh_token", "refresh_token": other.families[-1].refresh}
    stolen |= {"client_id": CLIENT, "client_secret": SECRET}
    async with stage.http.post(f"{other.url}/token", data=stolen) as response:
        assert response.status == 200
    key = await make_due(stage, browser)
    assert not await renew_session(stage.runtime, key)
    assert other.families[-1].is_dead
    assert (await stage.exchange(browser.cookie())).status == 401
    ended = await stage.runtime.mongo.database["sessions"].find_one({"_id": key})
    assert (ended["end_reason"], ended["renewal"]) == ("renewal_refused", "")


async def test_n41_of_parallel_renewals_one_asks(stage, other, browser):
    await sign_in(browser)
    key = await make_due(stage, browser)
    before = len(other.asked)
    renewed = await asyncio.gather(*(renew_session(stage.runtime, key) for _ in range(8)))
    assert sum(renewed) == 1
    assert len(other.asked) == before + 1
    assert (await stage.exchange(browser.cookie())).status == 200


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://evil.example"}, "issuer"), ({"sub": "somebody-else"}, "subject"),
        ({"aud": "another"}, "audience"), ({"nonce": "another"}, "nonce"), ({"exp": 1}, "expired"),
        ({"auth_time": 5}, "auth_time"), ({"events": {}}, "logout_token"),
    ],
)  # fmt: skip
async def test_n43_a_renewed_id_token_of_another_account(stage, other, browser, claims, reason):
    await sign_in(browser)
    other.renewed_claims = claims
    key = await make_due(stage, browser)
    assert not await renew_session(stage.runtime, key)
    assert (await stage.exchange(browser.cookie())).status == 401
    assert (await stage.last_audit("session.renewal_refused"))["reason"] == reason


async def test_n42_what_nobody_uses_any_more_is_not_renewed(stage, other, browser):
    await sign_in(browser)
    key = await make_due(stage, browser)
    idle = now() - timedelta(minutes=stage.runtime.settings.citizen_idle_minutes + 1)
    sessions = stage.runtime.mongo.database["sessions"]
    await sessions.update_one({"_id": key}, {"$set": {"seen_at": idle}})
    before = len(other.asked)
    assert not await renew_session(stage.runtime, key)
    assert len(other.asked) == before
    assert (await sessions.find_one({"_id": key}))["renew_at"] is None


async def renewal_of(stage, key: str) -> tuple[str, object]:
    stored = await stage.runtime.mongo.database["sessions"].find_one({"_id": key})
    return stored["renewal"], stored["renew_at"]


async def test_leaving_gives_the_refresh_token_back_once(stage, other, browser):
    await sign_in(browser)
    key, newest = session_key(browser.cookie()), other.families[-1].refresh
    await browser.post("/auth/logout", headers={"Origin": stage.url})
    assert other.given_back == []  # leaving waits for no provider
    await asyncio.gather(*(renew_due_sessions(stage.runtime) for _ in range(3)))
    assert other.given_back == [newest]
    assert other.families[-1].is_dead
    assert await renewal_of(stage, key) == ("", None)
    assert await renew_due_sessions(stage.runtime) == 0
    assert other.given_back == [newest]


async def test_while_the_provider_is_away_the_token_waits(stage, other, browser):
    await sign_in(browser)
    key, newest = session_key(browser.cookie()), other.families[-1].refresh
    await browser.post("/auth/logout", headers={"Origin": stage.url})
    other.is_away = True
    await renew_due_sessions(stage.runtime)
    sealed, again = await renewal_of(stage, key)
    assert sealed
    assert newest not in sealed
    assert again > now()
    other.is_away = False
    with at(now() + timedelta(minutes=3)):
        await renew_due_sessions(stage.runtime)
    assert other.given_back == [newest]
    assert await renewal_of(stage, key) == ("", None)


async def test_what_a_renewal_brings_after_leaving_is_given_back_too(stage, other, browser):
    await sign_in(browser)
    key = await make_due(stage, browser)
    provider = stage.runtime.providers.named("so")
    renew = provider.renew

    async def renew_while_leaving(refresh_token):
        tokens = await renew(refresh_token)
        await browser.post("/auth/logout", headers={"Origin": stage.url})
        return tokens

    provider.renew = renew_while_leaving
    try:
        await renew_session(stage.runtime, key)
    finally:
        del provider.renew
    newest = other.families[-1].refresh
    await renew_due_sessions(stage.runtime)
    assert other.given_back == [newest]
    assert await renewal_of(stage, key) == ("", None)


async def test_what_nobody_uses_any_more_is_given_back(stage, other, browser):
    await sign_in(browser)
    key, newest = await make_due(stage, browser), other.families[-1].refresh
    minutes = stage.runtime.settings.citizen_idle_minutes + 1
    sessions = stage.runtime.mongo.database["sessions"]
    idle = {"$set": {"seen_at": now() - timedelta(minutes=minutes)}}
    await sessions.update_one({"_id": key}, idle)
    assert not await renew_session(stage.runtime, key)
    assert other.given_back == [newest]


async def test_n67_a_renewal_without_provider_or_store_ends_nothing_by_halves(
    stage, other, browser, monkeypatch
):
    await sign_in(browser)
    key = await make_due(stage, browser)
    other.is_away = True
    assert not await renew_session(stage.runtime, key)
    assert (await stage.exchange(browser.cookie())).status == 200
    await make_due(stage, browser)
    asked = len(other.asked)
    async with mongodb_away(stage, monkeypatch):
        with pytest.raises((Unavailable, PyMongoError)):
            await renew_session(stage.runtime, key)
    assert len(other.asked) == asked
    other.is_away, other.renewed_claims = False, {"sub": "somebody-else"}
    async with redis_away(stage, monkeypatch):
        with pytest.raises(Unavailable):
            await renew_session(stage.runtime, key)
    assert (await stage.exchange(browser.cookie())).status == 200
    await make_due(stage, browser)
    assert not await renew_session(stage.runtime, key)
    assert (await stage.exchange(browser.cookie())).status == 401
