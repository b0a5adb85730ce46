"""Discovery: only the configured issuer's own document counts, and only if it leads nowhere odd."""

import asyncio
import base64
import json

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from services.auth.bootstrap import _open_http
from services.auth.signins.discovery import ProviderMetadata
from services.auth.signins.model import CodeRefused, ProviderUnavailable
from services.auth.signins.provider import Provider
from services.auth.signins.registrations import MAIN, ClientRegistration
from shared.fetching import FetchFailed, fetch_json

ISSUER = "https://idp.example.vn"


def document(issuer: str = ISSUER, **changes):
    found = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/a",
        "token_endpoint": f"{issuer}/t",
        "jwks_uri": f"{issuer}/j",
        "userinfo_endpoint": f"{issuer}/u",
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
        **changes,
    }
    return {name: value for name, value in found.items() if value is not ...}


def registration(issuer: str, **changes) -> ClientRegistration:
    return ClientRegistration(
        name=MAIN,
        title="VNeID",
        issuer=issuer,
        client_id="langnghe",
        client_secret=SecretStr("s+/%:ü"),
        **changes,
    )


class ForeignProvider:
    """A provider that is not ours: answers what a test says, remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, object] = {}
        self.asked: list[tuple[str, dict[str, str], str]] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append((request.path, form, request.headers.get("Authorization", "")))
        found = self.answers.get(request.path, web.Response(status=404))
        if callable(found):
            return await found(request)
        if isinstance(found, web.Response):
            return web.Response(status=found.status, body=found.body, headers=found.headers)
        return web.json_response(found)

    def count(self, path: str) -> int:
        return sum(asked == path for asked, _, _ in self.asked)


@pytest.fixture
async def foreign():
    provider = ForeignProvider()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", provider.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    provider.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    provider.answers["/.well-known/openid-configuration"] = document(provider.url)
    yield provider
    await runner.cleanup()


@pytest.fixture
async def client(foreign):
    async with aiohttp.ClientSession() as http:
        yield Provider(http, registration(foreign.url), "https://x.example")


def test_a_usual_document_is_trusted():
    metadata = ProviderMetadata.model_validate(document())
    assert metadata.is_trustworthy(ISSUER)
    assert metadata.algorithms == {"RS256", "ES256"}


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": f"{ISSUER}/"}, {"issuer": ISSUER.upper()}, {"issuer": "http://idp.example.vn"},
        {"issuer": "https://evil.example"}, {"token_endpoint": "http://idp.example.vn/t"},
        {"jwks_uri": "https://127.0.0.1/j"}, {"jwks_uri": "https://localhost/j"},
        {"token_endpoint": "https://169.254.169.254/latest"}, {"userinfo_endpoint": "https://10.0.0.1/"},
        {"jwks_uri": "https://[::1]/j"}, {"jwks_uri": "https://intranet/j"},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    ],
)  # fmt: skip
def test_n62_an_odd_document_is_not_trusted(changes):
    assert not ProviderMetadata.model_validate(document(**changes)).is_trustworthy(ISSUER)


def test_n66_a_provider_on_loopback_names_loopback_only():
    local = "http://127.0.0.1:8180"
    assert ProviderMetadata.model_validate(document(local)).is_trustworthy(local)
    elsewhere = document(local, jwks_uri="http://169.254.169.254/j")
    assert not ProviderMetadata.model_validate(elsewhere).is_trustworthy(local)


async def test_n66_a_name_a_provider_gives_is_not_followed_inside(foreign):
    port = foreign.url.rpartition(":")[2]
    inside = document(foreign.url, jwks_uri=f"http://localhost:{port}/j")
    assert not ProviderMetadata.model_validate(inside).is_trustworthy(foreign.url)
    async with _open_http([foreign.url]) as http:
        with pytest.raises(FetchFailed, match="NotOutside"):
            await fetch_json(http, "GET", f"http://localhost:{port}/j")
        assert await fetch_json(http, "GET", f"{foreign.url}/.well-known/openid-configuration")
    assert foreign.count("/j") == 0


@pytest.mark.parametrize(
    "answer",
    [
        [], "x", None, {}, document(issuer="https://evil.example"), document(token_endpoint=...),
        document(jwks_uri="ftp://x"), document(jwks_uri="https://a@b/j"), document(jwks_uri=5),
        web.Response(status=500), web.Response(status=302, headers={"Location": "/x"}),
        web.Response(body=b"<html>"), web.Response(body=b"[" * 60_000),
        web.Response(body=json.dumps(document()).encode() + b" " * 70_000),
    ],
)  # fmt: skip
async def test_n62_without_a_usable_document_nobody_can_sign_in(foreign, client, answer):
    foreign.answers["/.well-known/openid-configuration"] = answer
    with pytest.raises(ProviderUnavailable):
        await client.metadata()


async def test_discovery_is_asked_once_by_many(foreign, client):
    await asyncio.gather(*(client.metadata() for _ in range(50)))
    assert foreign.count("/.well-known/openid-configuration") == 1


async def test_a_failing_provider_is_not_flooded(foreign, client):
    foreign.answers["/.well-known/openid-configuration"] = web.Response(status=500)
    for _ in range(20):
        with pytest.raises(ProviderUnavailable):
            await client.metadata()
    assert foreign.count("/.well-known/openid-configuration") == 1


async def test_the_code_is_redeemed_with_basic_credentials_and_arrives_whole(foreign, client):
    foreign.answers["/t"] = {"id_token": "i", "access_token": "a", "token_type": "bearer"}
    tokens = await client.redeem("a+b/c=", "v" * 43)
    assert tokens.id_token == "i"
    path, form, credentials = foreign.asked[-1]
    assert form == {
        "grant_type": "authorization_code",
        "code": "a+b/c=",
        "code_verifier": "v" * 43,
        "redirect_uri": "https://x.example/auth/callback",
    }
    assert path == "/t"
    named = base64.b64decode(credentials.removeprefix("Basic ")).decode()
    assert named == "langnghe:s%2B%2F%25%3A%C3%BC"


async def test_a_provider_that_knows_only_post_gets_the_secret_in_the_form(foreign, client):
    foreign.answers["/.well-known/openid-configuration"] = document(
        foreign.url, token_endpoint_auth_methods_supported=["client_secret_post"]
    )
    foreign.answers["/t"] = {"id_token": "i", "access_token": "a", "token_type": "Bearer"}
    await client.redeem("c", "v" * 43)
    _, form, credentials = foreign.asked[-1]
    assert (form["client_id"], form["client_secret"], credentials) == ("langnghe", "s+/%:ü", "")


@pytest.mark.parametrize(
    "answer",
    [
        {}, {"access_token": "a", "token_type": "Bearer"},
        {"id_token": "i", "token_type": "Bearer"},
        {"id_token": 5, "access_token": "a", "token_type": "Bearer"}, [], web.Response(status=400),
        {"id_token": None, "access_token": "a", "token_type": "Bearer"}, web.Response(status=401),
        {"id_token": "i", "access_token": "", "token_type": "Bearer"},
    ],
)  # fmt: skip
async def test_n19_an_answer_without_tokens_is_a_refusal(foreign, client, answer):
    foreign.answers["/t"] = answer
    with pytest.raises(CodeRefused):
        await client.redeem("c", "v" * 43)


@pytest.mark.parametrize(
    "answer",
    [
        web.Response(status=500), web.Response(status=307, headers={"Location": "/elsewhere"}),
        web.Response(body=b"x"), web.Response(body=b" " * 70_000),
    ],
)  # fmt: skip
async def test_a_broken_provider_is_not_the_persons_fault(foreign, client, answer):
    foreign.answers["/t"] = foreign.answers["/u"] = answer
    with pytest.raises(ProviderUnavailable):
        await client.redeem("c", "v" * 43)
    with pytest.raises(ProviderUnavailable):
        await client.show_person("a")
    assert foreign.count("/elsewhere") == 0


async def test_userinfo_is_optional_and_an_object(foreign, client):
    foreign.answers["/u"] = {"sub": "1"}
    assert await client.show_person("a") == {"sub": "1"}
    assert foreign.asked[-1][2] == "Bearer a"
    foreign.answers["/u"] = ["x"]
    with pytest.raises(CodeRefused):
        await client.show_person("a")


async def test_a_provider_without_userinfo(foreign, client):
    foreign.answers["/.well-known/openid-configuration"] = document(
        foreign.url, userinfo_endpoint=...
    )
    assert await client.show_person("a") == {}
