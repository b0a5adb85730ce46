"""The browser's session: exchanged, shown, ended; every change counts from the next call on."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from services.auth.sessions.model import session_key
from shared.clock import now
from tests.services.auth.support import JSON, PAGE, query_of


async def end_redis_copy(stage, session):
    await stage.runtime.redis.delete(f"auth:session:{session_key(session)}")


async def test_the_gateway_gets_a_token_that_names_the_person(stage, browser):
    await browser.sign_in("head1")
    answer = await stage.exchange(browser.cookie())
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["token_type"] == "Bearer"
    assert 0 < answer.json["expires_in"] <= 300
    caller = await stage.caller_of(browser.cookie())
    assert (caller.id, caller.kind, caller.loa) == ("demo-head1", "person", 2)
    assert [(role.role, role.unit) for role in caller.roles] == [("head", "so-tu-phap")]
    assert caller.session == session_key(browser.cookie())


@pytest.mark.parametrize(
    "session", ["", "x", "A" * 43, "A" * 5_000, "../etc", "a\x00" * 20, "é" * 43, "A" * 42 + "="]
)
async def test_an_unknown_session_is_refused(stage, session):
    answer = await stage.exchange(session)
    assert (answer.status, answer.slug) == (401, "session-not-accepted")


@pytest.mark.parametrize("body", [{}, {"session": None}, {"session": 5}, {"session": ["a"]}, []])
async def test_a_malformed_exchange_is_refused(stage, browser, body):
    auth = aiohttp.BasicAuth("gateway", "gateway-secret-of-tests")
    answer = await browser.post("/internal/v1/session-token", json=body, auth=auth)
    assert answer.status == 422


async def test_only_the_gateway_may_exchange(stage, browser):
    await browser.sign_in("citizen1")
    body = {"session": browser.cookie()}
    assert (await stage.exchange(browser.cookie(), "qa")).status == 403
    for auth in (None, aiohttp.BasicAuth("gateway", "wrong"), aiohttp.BasicAuth("other", "x")):
        answer = await browser.post("/internal/v1/session-token", json=body, auth=auth)
        assert (answer.status, answer.slug) == (401, "client-not-accepted")


async def test_the_session_id_is_stored_nowhere(stage, browser):
    await browser.sign_in("citizen1")
    session = browser.cookie()
    await stage.exchange(session)
    for name in await stage.runtime.mongo.database.list_collection_names():
        rows = await stage.runtime.mongo.database[name].find({}).to_list()
        assert session not in str(rows)
    async for key in stage.runtime.redis.scan_iter("auth:*"):
        assert session not in key + str(await stage.runtime.redis.get(key))


async def test_a_guest_is_shown_as_a_guest(browser):
    answer = await browser.get("/auth/session")
    assert answer.json == {"signed_in": False, "name": "", "loa": 0, "roles": []}
    assert answer.headers["Cache-Control"] == "no-store"


async def test_n45_leaving_ends_the_session_here_and_at_the_provider(stage, browser):
    await browser.sign_in("citizen1")
    session = browser.cookie()
    answer = await browser.post("/auth/logout", headers={"Origin": stage.url})
    assert answer.status == 303
    assert browser.cookie() is None
    assert (await stage.exchange(session)).status == 401
    asked = query_of(answer.location)
    assert asked["post_logout_redirect_uri"] == f"{stage.url}/auth/logged-out"
    assert "id_token_hint" not in asked
    provider = await browser.get(answer.location)
    assert provider.location == f"{stage.url}/auth/logged-out"
    assert browser.cookie("langnghe_sandbox") is None
    assert (await browser.get(provider.location)).location == "/dang-nhap/da-thoat"
    browser.put_cookie("langnghe_session", session)
    assert (await browser.session())["signed_in"] is False
    await end_redis_copy(stage, session)
    assert (await stage.exchange(session)).status == 401


async def test_leaving_without_a_session_leads_to_the_page_too(stage, browser):
    answer = await browser.post("/auth/logout")
    assert (answer.status, answer.location) == (303, "/dang-nhap/da-thoat")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},
        {"Referer": "https://evil.example/x"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    ],
)
async def test_n47_another_site_cannot_sign_anybody_out(stage, browser, headers):
    await browser.sign_in("citizen1")
    answer = await browser.post("/auth/logout", headers=headers)
    assert (answer.status, answer.slug) == (403, "foreign-form")
    assert (await browser.session())["signed_in"]


async def test_n47_a_link_signs_nobody_out(stage, browser):
    await browser.sign_in("citizen1")
    answer = await browser.get("/auth/logout")
    assert (answer.status, answer.location) == (303, "/")
    assert (await browser.session())["signed_in"]


async def test_our_own_page_under_a_strict_referrer_policy_may_sign_out(stage, browser):
    await browser.sign_in("citizen1")
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert (await browser.post("/auth/logout", headers=headers)).status == 303


async def test_n53_a_lowered_role_counts_from_the_next_call_on(stage, browser):
    person = {"_id": "demo-officer2"}
    people = stage.runtime.mongo.database["people"]
    await browser.sign_in("officer2")
    assert (await stage.caller_of(browser.cookie())).has_role("officer")
    before = await people.find_one(person)
    await people.update_one(person, {"$set": {"roles": []}})
    assert not (await stage.caller_of(browser.cookie())).has_role("officer")
    await people.update_one(person, {"$set": {"roles": before["roles"]}})
    assert (await stage.caller_of(browser.cookie())).has_role("officer")


async def test_n42_a_session_ends_when_idle_or_old(stage):
    sessions = stage.runtime.mongo.database["sessions"]
    settings = stage.runtime.settings
    idle = timedelta(minutes=settings.citizen_idle_minutes, seconds=1)
    old = timedelta(hours=settings.citizen_absolute_hours, seconds=1)
    for name, age in (("seen_at", idle), ("created_at", old)):
        async with stage.browser() as browser:
            await browser.sign_in("citizen1")
            key = session_key(browser.cookie())
            await sessions.update_one({"_id": key}, {"$set": {name: now() - age}})
            assert (await stage.exchange(browser.cookie())).status == 401, name
            assert (await browser.session())["signed_in"] is False


async def test_n42_the_copy_in_redis_expires_when_idle_and_age_counts_there_too(
    stage, browser, monkeypatch
):
    await browser.sign_in("citizen1")
    await stage.exchange(browser.cookie())
    name = f"auth:session:{session_key(browser.cookie())}"
    left = await stage.runtime.redis.ttl(name)
    assert 0 < left <= stage.runtime.settings.citizen_idle_minutes * 60
    later = now() + timedelta(hours=stage.runtime.settings.citizen_absolute_hours, seconds=5)
    monkeypatch.setattr("services.auth.sessions.service.now", lambda: later)
    assert (await stage.exchange(browser.cookie())).status == 401


async def test_administrators_have_shorter_sessions(stage, browser):
    await browser.sign_in("admin1")
    await stage.exchange(browser.cookie())
    left = await stage.runtime.redis.ttl(f"auth:session:{session_key(browser.cookie())}")
    assert left <= stage.runtime.settings.admin_idle_minutes * 60


async def test_use_keeps_a_session_from_idling_and_looking_does_not(stage, browser):
    await browser.sign_in("citizen1")
    await stage.exchange(browser.cookie())
    key = session_key(browser.cookie())
    sessions, redis = stage.runtime.mongo.database["sessions"], stage.runtime.redis
    earlier = now() - timedelta(minutes=20)
    await sessions.update_one({"_id": key}, {"$set": {"seen_at": earlier}})
    await redis.expire(f"auth:session:{key}", 40 * 60)
    await browser.session()
    assert (await sessions.find_one({"_id": key}))["seen_at"] == earlier
    await asyncio.gather(*(stage.exchange(browser.cookie()) for _ in range(10)))
    assert (await sessions.find_one({"_id": key}))["seen_at"] > earlier
    assert await redis.ttl(f"auth:session:{key}") > 50 * 60


async def test_a_session_survives_the_loss_of_redis(stage, browser):
    await browser.sign_in("citizen1")
    await stage.exchange(browser.cookie())
    await stage.runtime.redis.flushdb()
    assert (await stage.caller_of(browser.cookie())).id == "demo-citizen1"


async def test_own_sessions_are_listed_and_ended_one_by_one(stage, browser):
    async with stage.browser() as forgotten:
        await forgotten.sign_in("officer3")
        await browser.sign_in("officer3")
        headers = await stage.bearer_of(browser)
        listed = (await browser.get("/api/auth/v1/sessions", headers=headers)).json
        current = [entry for entry in listed if entry["is_current"]]
        assert [entry["id"] for entry in current] == [session_key(browser.cookie())]
        other = session_key(forgotten.cookie())
        assert other in [entry["id"] for entry in listed]
        path = f"/api/auth/v1/sessions/{other}"
        assert (await browser.request("DELETE", path, headers=headers)).status == 204
        assert (await stage.exchange(forgotten.cookie())).status == 401
        again = await browser.request("DELETE", path, headers=headers)
        assert (again.status, again.slug) == (404, "session-not-found")
        left = (await browser.get("/api/auth/v1/sessions", headers=headers)).json
        assert other not in [entry["id"] for entry in left]


async def test_all_own_sessions_are_ended_at_once(stage, browser):
    async with stage.browser() as phone, stage.browser() as laptop, stage.browser() as other:
        firefox = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
        phone.http.headers["User-Agent"] = firefox
        for one in (phone, laptop, browser):
            await one.sign_in("leader1")
        await other.sign_in("citizen1")
        headers = await stage.bearer_of(browser)
        path = "/api/auth/v1/sessions"
        listed = (await browser.get(path, headers=headers)).json
        devices = {entry["id"]: entry["device"] for entry in listed}
        assert devices[session_key(phone.cookie())] == "Firefox · Windows"
        answer = await browser.request("DELETE", f"{path}?but_current=true", headers=headers)
        assert (answer.status, answer.json) == (200, {"ended": len(listed) - 1})
        for one in (phone, laptop):
            assert (await stage.exchange(one.cookie())).status == 401
        assert (await stage.exchange(browser.cookie())).status == 200
        answer = await browser.request("DELETE", path, headers=headers)
        assert answer.json == {"ended": 1}
        assert (await stage.exchange(browser.cookie())).status == 401
        assert (await stage.exchange(other.cookie())).status == 200
        machine = await stage.machine_bearer("qa")
        assert (await other.request("DELETE", path, headers=machine)).status == 403


async def test_nobody_ends_another_persons_session(stage, browser):
    async with stage.browser() as victim:
        await victim.sign_in("citizen1")
        await browser.sign_in("citizen2")
        headers = await stage.bearer_of(browser)
        path = f"/api/auth/v1/sessions/{session_key(victim.cookie())}"
        assert (await browser.request("DELETE", path, headers=headers)).status == 404
        assert (await victim.session())["signed_in"]


async def test_n52_without_a_token_there_is_nothing_to_see(browser):
    for path in ("/api/auth/v1/me", "/api/auth/v1/sessions", "/api/auth/v1/people"):
        assert (await browser.get(path)).status == 401


async def test_n51_spoofed_headers_name_nobody(stage, browser):
    await browser.sign_in("admin1")
    headers = {"X-User-Id": "demo-admin1", "X-Roles": "admin", "X-Internal-Caller": "gateway"}
    assert (await browser.get("/api/auth/v1/people", headers=headers)).status == 401


def test_what_a_browser_accepts_is_told_apart():
    assert "text/html" in PAGE["Accept"]
    assert "html" not in JSON["Accept"]
