"""The sandbox before a client that was not written for it, with whatever it is set to offer."""

import asyncio
from contextlib import asynccontextmanager

import aiohttp
import pytest
from joserfc.errors import InvalidKeyIdError, JoseError

from dev.ports import free_ports
from services.auth.sandbox.app import create_app
from services.auth.sandbox.settings import SandboxClient
from services.auth.sandbox.switches import Switch
from tests.services.auth.sandbox.standard_client import Refused, StandardClient
from tests.services.auth.settings import CLIENT_SECRET, sandbox_settings
from tests.support.serving import serving

PUBLIC = "http://client.example"
OTHER = SandboxClient(
    client_id="other", client_secret="other-secret", redirect_uris=["http://other.example/back"]
)


@asynccontextmanager
async def sandbox(**changes):
    """Serve a sandbox and yield a standard client of it, its address and its state."""
    [port] = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    app = create_app(sandbox_settings(url, PUBLIC, other_clients=[OTHER], **changes))
    jar = aiohttp.CookieJar(unsafe=True)
    async with serving(app, port), aiohttp.ClientSession(cookie_jar=jar) as http:
        client = StandardClient(http, url, "langnghe", CLIENT_SECRET, f"{PUBLIC}/auth/callback")
        await client.discover()
        yield client, app.state.sandbox


@pytest.fixture(scope="module")
async def served():
    async with sandbox() as (client, state):
        yield client, state


@pytest.fixture
def client(served):
    yield served[0]
    served[1].switches.clear()


@pytest.mark.parametrize(
    "offered",
    [
        {"signing_algorithm": "ES256", "token_auth_methods": ["client_secret_basic"]},
        {
            "signing_algorithm": "RS256", "token_auth_methods": ["client_secret_post"],
            "names_issuer": False, "claim_profile": "dvcqg",
        },
    ],
)  # fmt: skip
async def test_a_standard_client_signs_in_refreshes_and_asks_who(offered):
    async with sandbox(**offered) as (client, state):
        tokens = await client.sign_in("officer1")
        assert tokens["claims"]["sub"] == "sandbox-officer1"
        profile = state.settings.profile
        person = await client.userinfo(tokens["access_token"])
        assert person["sub"] == "sandbox-officer1"
        assert person[profile.person.name] == "Phạm Thu Trang"
        again = await client.refresh(tokens["refresh_token"])
        for name in ("iss", "aud", "sub", "auth_time"):
            assert again["claims"][name] == tokens["claims"][name]
        both = {"client_secret_basic", "client_secret_post"}
        [unoffered] = both - set(offered["token_auth_methods"])
        client.found["token_endpoint_auth_methods_supported"] = [unoffered]
        with pytest.raises(Refused, match="invalid_client"):
            await client.refresh(again["refresh_token"])


async def test_n33_a_code_or_refresh_token_of_another_client(client, served):
    other = StandardClient(client.http, client.issuer, "other", "other-secret", PUBLIC)
    await other.discover()
    tokens = await client.sign_in("citizen1")
    with pytest.raises(Refused, match="invalid_grant"):
        await other.refresh(tokens["refresh_token"])
    grant = served[1].codes
    code = next(reversed(grant))
    grant[code][1][1].is_redeemed = False
    with pytest.raises(Refused, match="invalid_grant"):
        await other.ask_tokens(grant_type="authorization_code", code=code, redirect_uri=PUBLIC)
    url, auth = client.found["revocation_endpoint"], aiohttp.BasicAuth("other", "other-secret")
    given_back = {"token": tokens["refresh_token"]}
    async with client.http.post(url, data=given_back, auth=auth) as response:
        assert (response.status, await response.json()) == (400, {"error": "invalid_grant"})
    assert await client.refresh(tokens["refresh_token"])


async def test_n38_both_keys_are_published_during_a_rotation(client):
    before = await client.sign_in("citizen1")
    async with client.http.put(f"{client.issuer}/keys/current") as response:
        assert response.status == 204
    after = await client.sign_in("citizen1")
    assert before["id_token"].split(".")[0] != after["id_token"].split(".")[0]
    for tokens in (before, after):
        assert (await client.verify(tokens["id_token"]))["sub"] == "sandbox-citizen1"
    async with client.http.put(f"{client.issuer}/keys/current") as response:
        assert response.status == 204
    with pytest.raises(InvalidKeyIdError):
        await client.verify(before["id_token"])


async def test_n41_of_parallel_refreshes_one_wins_and_the_family_is_dead(client):
    first = (await client.sign_in("citizen1"))["refresh_token"]
    tried = (client.refresh(first) for _ in range(10))
    answers = await asyncio.gather(*tried, return_exceptions=True)
    won = [answer for answer in answers if isinstance(answer, dict)]
    assert len(won) == 1
    with pytest.raises(Refused, match="invalid_grant"):
        await client.refresh(won[0]["refresh_token"])


async def begin(client):
    """Sign in as a client that was just started."""
    await client.discover()
    return await client.sign_in("citizen1")


@pytest.mark.parametrize(
    "switch",
    [
        Switch.ANSWER_OTHER_ISSUER, Switch.ANSWER_WITHOUT_ISSUER, Switch.ANSWER_OTHER_STATE,
        Switch.TOKEN_AWAY, Switch.TOKEN_UNSIGNED, Switch.TOKEN_STRANGE_KEY, Switch.TOKEN_WITHOUT_ID,
        Switch.ID_OTHER_ISSUER, Switch.ID_OTHER_AUDIENCE, Switch.ID_OTHER_NONCE, Switch.KEYS_AWAY,
        Switch.ID_WITHOUT_NONCE, Switch.ID_EXPIRED, Switch.DISCOVERY_OTHER_ISSUER,
    ],
)  # fmt: skip
async def test_it_misbehaves_as_told_and_a_careful_client_notices(client, switch):
    url = f"{client.issuer}/switches"
    async with client.http.put(url, json={"on": [switch]}) as response:
        assert await response.json() == {"on": [switch]}
    with pytest.raises((Refused, JoseError, KeyError, ValueError)):
        await begin(client)
    async with client.http.put(url, json={"on": []}) as response:
        assert response.status == 200
    assert (await begin(client))["claims"]["sub"] == "sandbox-citizen1"


async def test_a_page_says_what_is_switched_to_go_wrong(client):
    url = f"{client.issuer}/switches"
    async with client.http.put(url, json={"on": ["id-expired"]}) as response:
        assert response.status == 200
    async with client.http.get(f"{client.issuer}/") as response:
        assert "id-expired" in await response.text()
    async with client.http.put(url, json={"on": ["unknown"]}) as response:
        assert response.status == 422
    async with client.http.get(url) as response:
        assert await response.json() == {"on": ["id-expired"]}
