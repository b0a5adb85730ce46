"""Malformed, huge and repeated parameters, headers and cookies: refused, and nobody signed in."""

import asyncio

import aiohttp
import pytest

from tests.services.auth.support import query_of

LOGIN, CALLBACK, SESSION = "/auth/login?login_hint=citizen1", "/auth/callback", "/auth/session"


@pytest.mark.parametrize(
    "query",
    [
        "next=" + "a" * 8_000, "next=%00", "next=%ff%fe", "next=/x&next=//evil.example",
        "level=9", "level=2&level=1", "level=two", "login_hint=" + "x" * 5_000, "login_hint=%00",
        "provider=../x", "provider=" + "x" * 5_000, "=", "&&&", "%", "next[]=/x",
    ],
)  # fmt: skip
async def test_an_odd_departure_leads_to_the_provider_or_the_choice(stage, browser, query):
    answer = await browser.get(f"/auth/login?{query}")
    assert answer.status == 303
    known = (f"{stage.sandbox_url}/authorize?", "/dang-nhap?")
    assert answer.location.startswith(known)
    assert "evil" not in answer.location
    asked = query_of(answer.location)
    assert len(asked.get("login_hint", "")) <= 100
    assert asked.get("next", "/") == "/"


@pytest.mark.parametrize(
    "query",
    [
        "", "code=x", "state=x", "state=%00&code=%00", "state=" + "s" * 9_000 + "&code=x",
        "state=x&code=" + "c" * 9_000, "%73tate=x&state=y&code=z", "&" * 9_000,
        "state=%ff&code=%ff",
        "state=x&code=y&error=", "state[]=x&code=y",
    ],
)  # fmt: skip
async def test_an_odd_return_signs_nobody_in(stage, browser, query):
    await browser.get(LOGIN)
    answer = await browser.get(f"{CALLBACK}?{query}")
    assert answer.status == 303
    assert answer.location.startswith("/dang-nhap/loi?ma=")
    assert (await browser.session())["signed_in"] is False


async def test_odd_cookies_mean_a_guest(stage, browser):
    await browser.sign_in("citizen1")
    session = browser.cookie()
    odd = [
        "", ";", "=", "langnghe_session", "langnghe_session=", "langnghe_session=\x80\xff",
        f"langnghe_session={'A' * 43}", f"langnghe_session={session}x",
        "langnghe_session=" + "A" * 7_000, "langnghe_session=a; " * 300,
        f'langnghe_session="{session[:-1]}"', f"x{'y' * 3_000}=1; " * 4,
    ]  # fmt: skip
    for cookie in odd:
        async with stage.browser() as other:
            shown = await other.get(SESSION, headers={"Cookie": cookie})
            assert (shown.status, shown.json["signed_in"]) == (200, False), cookie[:40]
            left = await other.post("/auth/logout", headers={"Cookie": cookie})
            assert (left.status, left.location) == (303, "/dang-nhap/da-thoat")
    assert (await browser.session())["signed_in"]


@pytest.mark.parametrize(
    "lines",
    [
        b"Cookie: " + b"a" * 200_000, b"X-Huge: " + b"b" * 200_000, b"No colon at all",
        b"Bad\x00Name: x", b" Folded: x", b"Content-Length: 5\r\nContent-Length: 7",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5", b"Host: a\r\nHost: b",
    ],
)  # fmt: skip
async def test_headers_that_are_none_are_refused_by_the_process_itself(stage, lines):
    port = int(stage.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /auth/logout HTTP/1.1\r\nHost: x\r\n" + lines + b"\r\n\r\nabcdefg")
    try:
        async with asyncio.timeout(5):
            status = await reader.readline()
    except ConnectionResetError:
        status = b""
    writer.close()
    assert status == b"" or status.split()[1] in {b"400", b"413", b"431", b"303", b"403"}
    assert (await _health(stage)) == 200


async def _health(stage) -> int:
    async with stage.http.get(f"{stage.url}/healthz") as response:
        return response.status


async def test_two_credentials_are_none(stage):
    headers = [
        ("Authorization", aiohttp.BasicAuth("qa", "qa-secret-of-tests").encode()),
        ("Authorization", aiohttp.BasicAuth("survey", "survey-secret-of-tests").encode()),
    ]
    async with stage.http.post(
        f"{stage.url}/api/auth/v1/token", data={"grant_type": "client_credentials"}, headers=headers
    ) as response:
        assert response.status == 401
