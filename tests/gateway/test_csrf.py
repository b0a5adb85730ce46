"""N47: what another site makes a browser send is refused; everyone else passes."""

import aiohttp
import pytest

from tests.gateway.conftest import COOKIE
from tests.gateway.upstreams import headers_of

ECHO = "/api/qa/v1/echo"
OURS = "http://127.0.0.1:8080"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def status_of(
    http: aiohttp.ClientSession, method: str, url: str, headers: dict[str, str], data: bytes = b"{}"
) -> int:
    async with http.request(method, url, headers=headers, data=data) as response:
        if response.status == 403:
            assert (await response.json())["type"].endswith("/problems/cross-site-request")
        return response.status


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", **FORM},
        {"Origin": "https://evil.example", **JSON},
        {"Origin": "null", **FORM},
        {"Origin": "http://127.0.0.1:8080.evil.example", **FORM},
        {"Origin": "http://127.0.0.1", **FORM},
        {"Origin": "https://127.0.0.1:8080", **FORM},
        {"Sec-Fetch-Site": "cross-site", **FORM},
        {"Sec-Fetch-Site": "same-site", "Origin": OURS, **FORM},
        {"Sec-Fetch-Site": "none", "Origin": "https://evil.example", **FORM},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example", **FORM},
    ],
)
@pytest.mark.parametrize("cookie", [COOKIE, {}])
async def test_n47_a_change_from_another_site_is_refused(
    gateway: str, http: aiohttp.ClientSession, headers: dict[str, str], cookie: dict[str, str]
) -> None:
    for path in (ECHO, "/auth/login", "/hoi-dap/gui"):
        assert await status_of(http, "POST", f"{gateway}{path}", headers | cookie) == 403


@pytest.mark.parametrize("kind", ["text/plain", "text/plain; charset=utf-8", *FORM.values(), ""])
async def test_n47_a_form_with_a_session_must_say_where_it_comes_from(
    gateway: str, http: aiohttp.ClientSession, kind: str
) -> None:
    headers = {**COOKIE, "Content-Type": kind}
    assert await status_of(http, "POST", f"{gateway}{ECHO}", headers) == 403


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("POST", {"Origin": OURS, **FORM}),
        ("POST", {"Sec-Fetch-Site": "same-origin", "Origin": OURS, **FORM}),
        ("POST", {"Sec-Fetch-Site": "none", **FORM}),
        ("POST", JSON),
        ("POST", {"Content-Type": "application/merge-patch+json"}),
        ("POST", {"If-Match": '"3"'}),
        ("DELETE", {}),
    ],
)
async def test_our_own_changes_pass(
    gateway: str, http: aiohttp.ClientSession, method: str, headers: dict[str, str]
) -> None:
    assert await status_of(http, method, f"{gateway}{ECHO}", headers | COOKIE) == 200


async def test_our_page_under_another_name_passes(
    gateway: str, http: aiohttp.ClientSession
) -> None:
    name = gateway.replace("127.0.0.1", "localhost")
    headers = {"Origin": name, "Host": name.partition("//")[2], **FORM, **COOKIE}
    assert await status_of(http, "POST", f"{gateway}{ECHO}", headers) == 403
    headers["Sec-Fetch-Site"] = "same-origin"
    assert await status_of(http, "POST", f"{gateway}{ECHO}", headers) == 200


async def test_programs_without_a_cookie_pass(gateway: str, http: aiohttp.ClientSession) -> None:
    for kind in (JSON, FORM):
        assert await status_of(http, "POST", f"{gateway}{ECHO}", kind) == 200


async def test_reading_from_another_site_passes(gateway: str, http: aiohttp.ClientSession) -> None:
    headers = {"Origin": "https://portal.example", "Sec-Fetch-Site": "cross-site", **COOKIE}
    async with http.get(f"{gateway}{ECHO}", headers=headers) as response:
        assert response.status == 200
        assert not [name for name in response.headers if name.startswith("Access-Control")]
        assert "origin" in headers_of(await response.json())
