"""The careful headers stand on every kind of answer."""

import re

import aiohttp
import pytest
from fastapi import APIRouter

from gateway.security_headers import security_headers
from tests.gateway.conftest import MakeGateway, gateway_settings

EVERYWHERE = (
    "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy",
    "Cross-Origin-Opener-Policy", "Cache-Control", "X-Request-Id",
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/healthz", 200),
        ("/problems/forbidden", 200),
        ("/api/qa/v1/echo", 200),
        ("/api/qa/v1/status/304", 304),
        ("/api/qa/v1/nothing", 404),
        ("/api/survey/v1/instrument", 503),
        ("/auth/login", 200),
        ("/nowhere", 404),
        ("/static/x/css/main.css", 200),
        ("/static/x/nothing.css", 404),
        ("//odd", 404),
    ],
)
async def test_every_answer_carries_them(
    gateway: str, http: aiohttp.ClientSession, path: str, status: int
) -> None:
    async with http.get(f"{gateway}{path}") as response:
        assert response.status == status
        missing = [name for name in EVERYWHERE if name not in response.headers]
        assert missing == []
        assert len(response.headers.getall("Content-Security-Policy")) == 1


breaking = APIRouter()


@breaking.get("/breaks")
async def break_down() -> None:
    raise RuntimeError("a fault of our own")


async def test_an_error_of_our_own_carries_them(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    headers = {"Accept": "application/json"}
    async with (
        make_gateway(breaking) as gateway,
        http.get(f"{gateway}/breaks", headers=headers) as response,
    ):
        assert response.status == 500
        assert [name for name in EVERYWHERE if name not in response.headers] == []
        assert (await response.json())["type"].endswith("/problems/internal-error")


def test_the_policy_allows_nothing_inline_and_no_other_host() -> None:
    policy = security_headers(gateway_settings())["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert not re.search(r"https?:|\*", policy)
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy
    assert "form-action 'self';" in policy


def test_forms_may_lead_to_the_sign_in_provider() -> None:
    settings = gateway_settings(oidc_issuer="https://sso.vneid.example/realms/x")
    policy = security_headers(settings)["Content-Security-Policy"]
    assert "form-action 'self' https://sso.vneid.example;" in policy
    several = gateway_settings(
        oidc_issuer="https://sso.vneid.example/realms/x",
        sign_out_origins="https://sso.hue.example, https://id.example",
    )
    policy = security_headers(several)["Content-Security-Policy"]
    origins = "https://sso.vneid.example https://sso.hue.example https://id.example"
    assert f"form-action 'self' {origins};" in policy


def test_https_is_required_from_then_on_where_there_is_https() -> None:
    assert "Strict-Transport-Security" not in security_headers(gateway_settings())
    settings = gateway_settings(public_url="https://langnghe.example.vn")
    assert "Strict-Transport-Security" in security_headers(settings)
    assert settings.session_cookie == "__Host-langnghe_session"
