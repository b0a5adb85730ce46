"""Signing in through the real sandbox, and every way it can be refused."""

import asyncio
from datetime import timedelta

import pytest

from shared.clock import now
from tests.services.auth.support import JSON, Browser, Stage, query_of


def code_of(answer) -> str:
    """Return the reason code of the page a refusal leads to."""
    assert answer.status == 303
    assert answer.location.startswith("/dang-nhap/loi?")
    return query_of(answer.location)["ma"]


async def assert_nobody_signed_in(stage: Stage, browser: Browser, reason: str) -> None:
    assert (await browser.session())["signed_in"] is False
    assert browser.cookie() is None
    assert browser.cookie("langnghe_login") is None
    assert (await stage.last_audit("sign_in.refused"))["reason"] == reason


async def test_a_person_signs_in_and_goes_where_they_wanted(stage, browser):
    answer = await browser.sign_in("citizen1", next="/hoi-dap/gui?linh-vuc=1")
    assert (answer.status, answer.location) == (303, "/hoi-dap/gui?linh-vuc=1")
    assert answer.headers["Cache-Control"] == "no-store"
    session = await browser.session()
    assert session["signed_in"]
    assert (session["name"], session["loa"], session["roles"]) == ("Nguyễn Thị Hoài An", 2, [])
    assert browser.cookie("langnghe_login") is None


async def test_the_request_to_the_provider_is_complete(stage, browser):
    login = await browser.get("/auth/login?next=/&login_hint=citizen1")
    asked = query_of(login.location)
    assert login.location.startswith(f"{stage.sandbox_url}/authorize?")
    assert asked["response_type"] == "code"
    assert asked["client_id"] == "langnghe"
    assert asked["redirect_uri"] == f"{stage.url}/auth/callback"
    assert asked["code_challenge_method"] == "S256"
    assert asked["acr_values"] == "loa2 loa1"
    assert asked["login_hint"] == "citizen1"
    assert all(len(asked[name]) >= 43 for name in ("state", "nonce", "code_challenge"))
    assert "max_age" not in asked
    again = query_of((await browser.get("/auth/login?provider=main")).location)
    assert not {again[name] for name in ("state", "nonce", "code_challenge")} & set(asked.values())


async def test_n49_cookies_are_for_the_browser_alone(stage, browser):
    login = await browser.get("/auth/login?login_hint=citizen1")
    [cookie] = login.set_cookies
    assert cookie.startswith("langnghe_login=")
    assert "Max-Age=600" in cookie
    callback = await browser.get((await browser.get(login.location)).location)
    session = next(text for text in callback.set_cookies if text.startswith("langnghe_session="))
    for text in (cookie, session):
        assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(text.split("; "))
        assert "Domain" not in text
    assert "Max-Age" not in session


async def test_the_same_account_is_the_same_person_and_nothing_else_links(stage):
    async with stage.browser() as first, stage.browser() as second:
        await first.sign_in("citizen2")
        await second.sign_in("citizen2")
        one, two = [await stage.caller_of(b.cookie()) for b in (first, second)]
    assert one.id == two.id == "demo-citizen2"
    assert one.session != two.session


async def test_a_first_sign_in_makes_a_person_of_sealed_fields(stage, browser, monkeypatch):
    monkeypatch.setattr("services.auth.sandbox.persons.SandboxPerson.subject", "somebody-new")
    await browser.sign_in("citizen1")
    caller = await stage.caller_of(browser.cookie())
    assert not caller.id.startswith("demo-")
    stored = await stage.runtime.mongo.database["people"].find_one({"_id": caller.id})
    assert stored["number_hash"]
    assert "Hoài An" not in str(stored)
    assert "000190000101" not in str(stored)
    assert "dan.example" not in str(stored)
    assert (await browser.session())["name"] == "Nguyễn Thị Hoài An"


async def test_an_organisation_signs_in_under_its_name(stage, browser):
    await browser.sign_in("org1")
    headers = await stage.bearer_of(browser)
    me = (await browser.get("/api/auth/v1/me", headers=headers)).json
    assert (me["account"], me["name"]) == ("organization", "Công ty TNHH Hương Sen (thử nghiệm)")


async def test_n25_somebody_who_refuses_is_told_so_and_not_signed_in(stage, browser):
    await refuse(stage, browser, "deny", "access_denied")


async def test_n46_a_locked_account_does_not_sign_in(stage, browser):
    await refuse(stage, browser, "locked1", "account_locked")


async def refuse(stage, browser, person, code):
    """Try to sign in as somebody who cannot; nothing is left of it but the way back."""
    sessions = await stage.count("sessions")
    answer = await browser.sign_in(person, next="/can-bo")
    assert code_of(answer) == code
    assert query_of(answer.location)["next"] == "/can-bo"
    await assert_nobody_signed_in(stage, browser, code)
    assert await stage.count("sessions") == sessions


async def test_a_client_that_reads_only_json_gets_a_problem(stage, browser):
    back = await browser.depart("deny")
    answer = await browser.get(back, headers=JSON)
    assert answer.status == 403
    assert answer.slug == "sign-in-refused"
    assert answer.json["code"] == "access_denied"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert browser.cookie("langnghe_login") is None


async def test_n25_the_providers_words_are_never_shown(stage, browser):
    back = await browser.depart("deny")
    evil = "%3Cscript%3Ealert(1)%3C/script%3E"
    answer = await browser.get(f"{back}&error_uri={evil}".replace("the+person+refused", evil))
    assert code_of(answer) == "access_denied"
    assert "script" not in answer.location + answer.text


async def test_n25_another_error_of_the_provider(stage, browser):
    back = await browser.depart("deny")
    answer = await browser.get(back.replace("access_denied", "server_error"))
    assert code_of(answer) == "provider_error"


async def test_a_level_too_low_is_refused(stage, browser):
    assert code_of(await browser.sign_in("citizen2", level="2")) == "level_too_low"
    await assert_nobody_signed_in(stage, browser, "level_too_low")


async def test_a_level_asked_for_is_the_level_given(stage, browser):
    login = await browser.get("/auth/login?level=1&login_hint=citizen1")
    asked = query_of(login.location)
    assert (asked["acr_values"], asked["max_age"]) == ("loa1", "600")
    await browser.sign_in("citizen1", level="1")
    assert (await browser.session())["loa"] == 1
    await browser.sign_in("citizen1", level="2")
    assert (await browser.session())["loa"] == 2


async def test_n20_a_callback_in_another_browser(stage, browser):
    back = await browser.depart("citizen1")
    async with stage.browser() as other:
        await other.depart("citizen2")
        assert code_of(await other.get(back)) == "other_browser"
        await assert_nobody_signed_in(stage, other, "other_browser")
    assert code_of(await browser.get(back)) == "expired"


async def test_n20_a_callback_without_the_browsers_cookie(stage, browser):
    back = await browser.depart("citizen1")
    async with stage.browser() as other:
        assert code_of(await other.get(back)) == "expired"
        await assert_nobody_signed_in(stage, other, "cookie_missing")


async def test_n21_state_missing_unknown_or_used(stage, browser):
    back = await browser.depart("citizen1")
    state = query_of(back)["state"]
    without = back.replace(f"state={state}", "x=1")
    unknown = back.replace(state, state[::-1])
    assert code_of(await browser.get(without)) == "expired"
    await browser.depart("citizen1")
    assert code_of(await browser.get(unknown)) == "expired"
    await assert_nobody_signed_in(stage, browser, "unknown_state")
    back = await browser.depart("citizen1")
    assert (await browser.get(back)).location == "/"
    async with stage.browser() as other:
        assert code_of(await other.get(back)) == "expired"


async def test_n21_a_sign_in_older_than_ten_minutes(stage, browser, monkeypatch):
    back = await browser.depart("citizen1")
    later = now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr("services.auth.signins.transactions.now", lambda: later)
    assert code_of(await browser.get(back)) == "expired"


async def test_n22_a_wrong_issuer_parameter_is_refused_before_the_token_call(stage, browser):
    for wrong in ("https://evil.example", stage.sandbox_url + "/", ""):
        back = await browser.depart("citizen1")
        codes = len(stage.sandbox.codes)
        query = query_of(back)
        answer = await browser.get(
            f"/auth/callback?state={query['state']}&code={query['code']}&iss={wrong}"
        )
        assert code_of(answer) == "not_verified"
        await assert_nobody_signed_in(stage, browser, "issuer_parameter")
        assert not stage.sandbox.codes[query["code"]][1][1].is_redeemed
        assert len(stage.sandbox.codes) == codes
    missing = await browser.depart("citizen1")
    assert code_of(await browser.get(missing.partition("&iss=")[0])) == "not_verified"


@pytest.mark.parametrize("addition", ["&code=x", "&error=access_denied", "&iss=x", "&state=x"])
async def test_n24_contradicting_callbacks(stage, browser, addition):
    back = await browser.depart("citizen1")
    assert code_of(await browser.get(back + addition)) in {"not_verified", "expired"}
    assert (await browser.session())["signed_in"] is False
    assert code_of(await browser.get(back)) == "expired"


async def test_n26_the_same_callback_twenty_times_at_once_is_one_session(stage, browser):
    back = await browser.depart("citizen1")
    before = await stage.count("sessions", person="demo-citizen1")
    answers = await asyncio.gather(*(browser.get(back) for _ in range(20)))
    assert sorted(answer.location for answer in answers)[0] == "/"
    assert [code_of(answer) for answer in answers if answer.location != "/"] == ["expired"] * 19
    assert await stage.count("sessions", person="demo-citizen1") == before + 1


async def test_n26_a_code_redeemed_elsewhere_signs_nobody_in(stage, browser):
    back = await browser.depart("citizen1")
    stage.sandbox.codes[query_of(back)["code"]][1][1].is_redeemed = True
    assert code_of(await browser.get(back)) == "not_verified"
    await assert_nobody_signed_in(stage, browser, "code_refused")


@pytest.mark.parametrize("address", ["//evil.example", "/\\evil", "https:evil", "/%2f%2fevil"])
async def test_n27_next_never_leaves_this_site(stage, browser, address):
    assert (await browser.sign_in("citizen1", next=address)).location == "/"


async def test_n44_every_sign_in_is_a_new_session_and_ends_the_one_before(stage, browser):
    browser.put_cookie("langnghe_session", "A" * 43)
    await browser.sign_in("citizen1")
    first = browser.cookie()
    assert first != "A" * 43
    await browser.sign_in("citizen1")
    second = browser.cookie()
    assert second != first
    assert (await stage.exchange(first)).status == 401
    assert (await stage.exchange(second)).status == 200


async def test_n47_another_persons_answer_signs_nobody_in(stage, browser):
    """Login CSRF: somebody sends a victim the address their own sign-in ended at."""
    async with stage.browser() as attacker:
        answer = await attacker.depart("citizen1")
    assert code_of(await browser.get(answer)) == "expired"
    await browser.sign_in("citizen2")
    async with stage.browser() as attacker:
        answer = await attacker.depart("citizen1")
    assert code_of(await browser.get(answer)) == "expired"
    assert (await stage.caller_of(browser.cookie())).id == "demo-citizen2"


async def test_the_audit_log_tells_of_sign_ins_without_names(stage, browser):
    await browser.sign_in("officer1")
    succeeded = await stage.last_audit("sign_in.succeeded")
    assert (succeeded["person"], succeeded["subject"]) == ("demo-officer1", {"loa": "2"})
    rows = await stage.runtime.mongo.database["audit"].find({}).to_list()
    everything = str(rows)
    for personal in ("Trang", "officer1@", "000188", "127.0.0.1"):
        assert personal not in everything
