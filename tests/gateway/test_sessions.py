"""Sessions: exchanged on every request, ended at once, cleared when stale."""

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
