"""Sessions: exchanged at auth, ended at once, cleared when stale."""

import aiohttp
import pytest

from tests.gateway.conftest import COOKIE, MakeGateway, Services
from tests.gateway.upstreams import OFFICER_SESSION

ECHO = "/api/qa/v1/echo"
STALE = {"Cookie": "langnghe_session=an-ended-session-01"}


async def test_an_ended_session_is_refused_on_the_next_call(
    gateway: str, http: aiohttp.ClientSession, services: Services
) -> None:
    async with http.get(f"{gateway}{ECHO}", headers=COOKIE) as response:
        assert response.status == 200
    del services.auth.sessions[OFFICER_SESSION]
    async with http.get(f"{gateway}{ECHO}", headers=COOKIE) as response:
        problem = await response.json()
        assert response.status == 401
        assert problem["type"].endswith("/problems/session-ended")
        cleared = response.headers["Set-Cookie"]
    assert cleared.startswith("langnghe_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")


@pytest.mark.parametrize(
    "value", ["", "short", "a b", "x" * 300, "%00%00%00%00%00%00%00%00", '"quoted-session-id-1"']
)
async def test_a_malformed_session_is_not_even_asked_for(
    gateway: str, http: aiohttp.ClientSession, services: Services, value: str
) -> None:
    headers = {"Cookie": f"langnghe_session={value}"}
    async with http.get(f"{gateway}{ECHO}", headers=headers) as response:
        assert response.status == 401
    assert services.auth.exchanges == 0


async def test_other_cookies_mean_a_guest(
    gateway: str, http: aiohttp.ClientSession, services: Services
) -> None:
    headers = {"Cookie": "a=b; xlangnghe_session=1; __Host-langnghe_session=2; langnghe_lang=en"}
    async with http.get(f"{gateway}{ECHO}", headers=headers) as response:
        assert response.status == 200
    assert services.auth.exchanges == 0


async def test_a_page_with_a_stale_cookie_is_a_guests_page(
    gateway: str, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{gateway}/problems/forbidden", headers=STALE) as response:
        assert response.status == 200
        assert "Max-Age=0" in response.headers["Set-Cookie"]


async def test_pages_exchange_once(
    gateway: str, http: aiohttp.ClientSession, services: Services
) -> None:
    async with http.get(f"{gateway}/problems/forbidden", headers=COOKIE) as response:
        assert response.status == 200
        assert "Nguyễn Văn An" in await response.text()
        assert "Set-Cookie" not in response.headers
    assert services.auth.exchanges == 1


async def test_static_files_and_health_ask_nobody(
    gateway: str, http: aiohttp.ClientSession, services: Services
) -> None:
    for path in ("/healthz", "/static/x/css/main.css"):
        async with http.get(f"{gateway}{path}", headers=COOKIE) as response:
            assert response.status == 200
    assert services.auth.exchanges == 0


async def test_with_auth_broken_calls_fail_and_pages_serve_guests(
    gateway: str, http: aiohttp.ClientSession, services: Services
) -> None:
    services.auth.is_broken = True
    async with http.get(f"{gateway}{ECHO}", headers=COOKIE) as response:
        assert response.status == 503
        assert "Set-Cookie" not in response.headers
    async with http.get(f"{gateway}/problems/forbidden", headers=COOKIE) as response:
        assert response.status == 200
        assert "Set-Cookie" not in response.headers


async def test_while_auth_cannot_say_who_it_is_a_form_is_handed_back(
    gateway: str, http: aiohttp.ClientSession, services: Services
) -> None:
    services.auth.is_broken = True
    sent = {**COOKIE, "Accept": "text/html", "Origin": "http://127.0.0.1:8080"}
    typed = {"title": "Đất đai"}
    async with http.post(f"{gateway}/hoi-dap/gui", data=typed, headers=sent) as response:
        assert response.status == 503
        assert "Đất đai" in await response.text()


async def test_with_auth_away_guests_are_served(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, services: Services
) -> None:
    async with make_gateway(auth_url="http://127.0.0.1:9") as gateway:
        async with http.get(f"{gateway}{ECHO}") as response:
            assert response.status == 200
        async with http.get(f"{gateway}{ECHO}", headers=COOKIE) as response:
            assert response.status == 503
        async with http.get(
            f"{gateway}{ECHO}", headers={"Authorization": "Bearer eyJhbGciOiJFUzI1NiJ9.e30.AA"}
        ) as response:
            assert response.status == 503


async def test_sessions_are_exchanged_at_the_address_of_auth_that_answers(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, services: Services
) -> None:
    both = f"http://127.0.0.1:9, {services.urls['auth_url']}"
    async with make_gateway(auth_upstreams=both) as gateway:
        for _ in range(6):
            async with http.get(f"{gateway}{ECHO}", headers=COOKIE) as response:
                assert response.status == 200


async def test_pages_leave_an_address_that_refuses(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, services: Services
) -> None:
    both = f"http://127.0.0.1:9, {services.urls['qa_url']}"
    async with make_gateway(qa_upstreams=both, breaker_failures=1, breaker_seconds=60) as gateway:
        before = services.qa.calls
        for _ in range(6):
            async with http.get(f"{gateway}/hoi-dap/gui") as response:
                await response.read()
        assert services.qa.calls - before >= 4


async def test_of_two_session_cookies_the_last_counts_as_at_auth(
    gateway: str, http: aiohttp.ClientSession
) -> None:
    both = {"Cookie": f"langnghe_session=another-session-0009; {COOKIE['Cookie']}"}
    async with http.get(f"{gateway}{ECHO}", headers=both) as response:
        assert response.status == 200


async def test_a_wrong_secret_of_ours_does_not_end_sessions(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, services: Services
) -> None:
    async with (
        make_gateway(service_secret="another-secret-of-ours") as gateway,
        http.get(f"{gateway}{ECHO}", headers=COOKIE) as response,
    ):
        assert response.status == 503
        assert "Set-Cookie" not in response.headers


async def test_a_token_we_cannot_verify_does_not_end_the_session(
    gateway: str, http: aiohttp.ClientSession, services: Services
) -> None:
    services.auth.claims = {"iss": "https://other.example"}
    async with http.get(f"{gateway}{ECHO}", headers=COOKIE) as response:
        assert response.status == 503
    async with http.get(f"{gateway}/problems/forbidden", headers=COOKIE) as response:
        assert response.status == 200
        assert "Set-Cookie" not in response.headers
