"""The sandbox as a provider: what any client may rely on, and what it refuses (N30 to N38)."""

import asyncio
import base64
import hashlib
import json

import aiohttp
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from dev.ports import free_ports
from services.auth.sandbox.app import create_app
from services.auth.sandbox.persons import load_persons
from shared.ids import new_secret
from tests.services.auth.settings import CLIENT_SECRET, sandbox_settings
from tests.services.auth.support import query_of
from tests.support.serving import serving

VERIFIER = new_secret(48)
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
PUBLIC = "http://client.example"
CALLBACK = f"{PUBLIC}/auth/callback"
AUTH = aiohttp.BasicAuth("langnghe", CLIENT_SECRET)


class Client:
    """A client written apart from ours."""

    def __init__(self, http: aiohttp.ClientSession, url: str, state) -> None:
        self.http, self.url, self.state = http, url, state
        self.page = ""

    async def authorize(self, method: str = "GET", **changes):
        asked = {
            "response_type": "code", "client_id": "langnghe", "redirect_uri": CALLBACK,
            "scope": "openid offline_access", "state": "s 1", "nonce": "n1",
            "code_challenge": CHALLENGE, "code_challenge_method": "S256", "login_hint": "citizen1",
            **changes,
        }  # fmt: skip
        named = {name: value for name, value in asked.items() if value is not ...}
        sent = {"params": named} if method == "GET" else {"data": named}
        url = f"{self.url}/authorize"
        async with self.http.request(method, url, allow_redirects=False, **sent) as response:
            self.page = await response.text()
            return response

    async def code(self, **changes) -> str:
        response = await self.authorize(**changes)
        return query_of(response.headers["Location"])["code"]

    async def token(self, auth=AUTH, **changes):
        form = {
            "grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER,
            **changes,
        }  # fmt: skip
        named = {name: value for name, value in form.items() if value is not ...}
        async with self.http.post(f"{self.url}/token", data=named, auth=auth) as response:
            return response.status, await response.json()

    async def get(self, path: str, **options):
        async with self.http.get(f"{self.url}{path}", allow_redirects=False, **options) as response:
            text = await response.text()
            is_json = response.content_type == "application/json"
            return response, json.loads(text) if is_json else text


@pytest.fixture(scope="module", params=["ES256", "RS256"])
async def sandbox(request):
    [port] = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    settings = sandbox_settings(url, PUBLIC, signing_algorithm=request.param)
    app = create_app(settings)
    async with serving(app, port):
        yield app.state.sandbox, url


@pytest.fixture
async def client(sandbox):
    state, url = sandbox
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        yield Client(http, url, state)


async def test_discovery_describes_what_is_there(client):
    _, found = await client.get("/.well-known/openid-configuration")
    assert found["issuer"] == client.url
    for name in ("authorization", "token", "userinfo", "end_session", "revocation"):
        assert found[f"{name}_endpoint"].startswith(client.url)
    algorithm = client.state.settings.signing_algorithm
    assert found["id_token_signing_alg_values_supported"] == [algorithm]
    assert found["authorization_response_iss_parameter_supported"] is True


async def test_a_code_becomes_tokens_another_library_accepts(client):
    response = await client.authorize()
    answer = query_of(response.headers["Location"])
    assert (answer["state"], answer["iss"]) == ("s 1", client.url)
    status, tokens = await client.token(code=answer["code"])
    assert (status, tokens["token_type"]) == (200, "Bearer")
    _, jwks = await client.get("/jwks")
    algorithm = client.state.settings.signing_algorithm
    decoded = jwt.decode(tokens["id_token"], KeySet.import_key_set(jwks), algorithms=[algorithm])
    claims = decoded.claims
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (client.url, "langnghe", "n1")
    half = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
    assert claims["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    assert (claims["acr"], claims["azp"]) == ("loa2", "langnghe")
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    _, person = await client.get("/userinfo", headers=headers)
    assert person["sub"] == claims["sub"] == "sandbox-citizen1"
    assert person["name"] == "Nguyễn Thị Hoài An"
    assert "000190000101" not in tokens["id_token"] + json.dumps(claims)


@pytest.mark.parametrize(
    "redirect",
    [
        ..., "https://evil.example/auth/callback", f"{CALLBACK}?x=1", f"{CALLBACK}/x",
        f"{CALLBACK}x",
        CALLBACK.upper(), "http://client.example:80/auth/callback", f"{CALLBACK}#x", "javascript:1",
        "http://client.example@evil.example/auth/callback", "",
    ],
)  # fmt: skip
async def test_n30_an_unregistered_address_gets_nothing(client, redirect):
    response = await client.authorize(redirect_uri=redirect)
    assert response.status == 400
    assert "Location" not in response.headers


async def test_n30_an_unknown_client_gets_nothing(client):
    for name in ("other", ...):
        response = await client.authorize(client_id=name)
        assert (response.status, "Location" in response.headers) == (400, False)


async def told(client, **changes) -> str:
    """Return the error an authorization request is answered with, at the client's own address."""
    response = await client.authorize(**changes)
    assert response.status == 303
    answer = query_of(response.headers["Location"])
    assert response.headers["Location"].startswith(CALLBACK)
    assert (answer["state"], answer["iss"]) == ("s 1", client.url)
    assert "code" not in answer
    return answer["error"]


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": ...}, {"code_challenge_method": "plain"}, {"code_challenge": "short"},
        {"code_challenge_method": ...},
    ],
)  # fmt: skip
async def test_n31_without_pkce_there_is_no_code(client, changes):
    assert await told(client, **changes) == "invalid_request"


@pytest.mark.parametrize("wanted", ["token", "code id_token", "id_token", ...])
async def test_n35_other_response_types_are_not_offered(client, wanted):
    assert await told(client, response_type=wanted) == "unsupported_response_type"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "profile"}, "invalid_scope"), ({"request": "a.b.c"}, "request_not_supported"),
        ({"request_uri": "https://evil.example"}, "request_not_supported"),
        ({"prompt": "none login"}, "invalid_request"), ({"max_age": "x"}, "invalid_request"),
        ({"login_hint": "deny"}, "access_denied"),
    ],
)  # fmt: skip
async def test_what_else_the_client_is_told(client, changes, error):
    assert await told(client, **changes) == error


async def test_n36_a_silent_request_of_nobody_is_refused(client):
    assert await told(client, prompt="none", login_hint=...) == "login_required"


async def test_n36_a_silent_request_uses_the_browsers_session(client):
    await client.authorize()
    assert await client.code(prompt="none", login_hint=...)
    other = await client.authorize(prompt="none", login_hint="citizen2")
    assert query_of(other.headers["Location"])["error"] == "login_required"


@pytest.mark.parametrize(
    "verifier", ["w" * 43, ..., "short", CHALLENGE], ids=["other", "none", "short", "challenge"]
)
async def test_n31_a_code_needs_its_verifier(client, verifier):
    code = await client.code()
    refused = await client.token(code=code, code_verifier=verifier)
    assert refused == (400, {"error": "invalid_grant"})
    assert (await client.token(code=code))[0] == 200


@pytest.mark.parametrize(
    "changes",
    [{"redirect_uri": f"{CALLBACK}/x"}, {"redirect_uri": ...}, {"code": "unknown"}, {"code": ...}],
)
async def test_n33_a_code_needs_its_address(client, changes):
    code = await client.code()
    assert await client.token(**{"code": code, **changes}) == (400, {"error": "invalid_grant"})
    assert (await client.token(code=code))[0] == 200


async def test_n33_an_old_code_is_worth_nothing(client):
    code, kept = await client.code(), client.state.clock
    try:
        client.state.clock = lambda: kept() + 61
        assert (await client.token(code=code))[0] == 400
    finally:
        client.state.clock = kept


async def test_n32_a_code_used_again_revokes_what_it_gave(client):
    code = await client.code()
    _, tokens = await client.token(code=code)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await client.get("/userinfo", headers=headers))[0].status == 200
    assert (await client.token(code=code))[0] == 400
    assert (await client.get("/userinfo", headers=headers))[0].status == 401
    refreshed = await client.token(
        grant_type="refresh_token", refresh_token=tokens["refresh_token"]
    )
    assert refreshed == (400, {"error": "invalid_grant"})


async def test_n26_a_code_used_many_times_at_once_gives_one_answer(client):
    code = await client.code()
    answers = await asyncio.gather(*(client.token(code=code) for _ in range(10)))
    assert sorted(status for status, _ in answers) == [200] + [400] * 9


@pytest.mark.parametrize(
    "auth",
    [None, aiohttp.BasicAuth("langnghe", "x"), aiohttp.BasicAuth("x", CLIENT_SECRET)],
)
async def test_n34_the_client_proves_who_it_is(client, auth):
    code = await client.code()
    assert await client.token(auth=auth, code=code) == (401, {"error": "invalid_client"})
    assert (await client.token(code=code))[0] == 200


async def test_a_client_may_post_its_secret_but_not_both(client):
    posted = {"client_id": "langnghe", "client_secret": CLIENT_SECRET}
    assert (await client.token(auth=None, code=await client.code(), **posted))[0] == 200
    both = await client.token(code=await client.code(), **posted)
    assert both == (400, {"error": "invalid_request"})


@pytest.mark.parametrize("grant", ["password", "client_credentials", "implicit", ...])
async def test_n35_other_grants_are_not_offered(client, grant):
    answer = await client.token(grant_type=grant, code=await client.code())
    assert answer == (400, {"error": "unsupported_grant_type"})


async def test_n40_refresh_tokens_rotate_and_reuse_ends_the_family(client):
    _, first = await client.token(code=await client.code())
    refresh = {"grant_type": "refresh_token", "code": ...}
    _, second = await client.token(refresh_token=first["refresh_token"], **refresh)
    assert second["refresh_token"] != first["refresh_token"]
    assert (await client.token(refresh_token=first["refresh_token"], **refresh))[0] == 400
    assert (await client.token(refresh_token=second["refresh_token"], **refresh))[0] == 400


async def test_without_the_scope_there_is_no_refresh_token(client):
    _, tokens = await client.token(code=await client.code(scope="openid"))
    assert "refresh_token" not in tokens


@pytest.mark.parametrize(
    ("changes", "acr"),
    [
        ({"login_hint": "citizen2", "acr_values": "loa2 loa1"}, "loa1"),
        ({"login_hint": "citizen2", "acr_values": "loa2"}, "loa1"),
        ({"acr_values": "loa1"}, "loa1"), ({"acr_values": "loa2 loa1"}, "loa2"), ({}, "loa2"),
        ({"acr_values": "unknown"}, "loa2"),
    ],
)  # fmt: skip
async def test_levels(client, changes, acr):
    _, tokens = await client.token(code=await client.code(**changes))
    payload = tokens["id_token"].split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(payload + "=="))["acr"] == acr


async def test_the_page_says_loudly_what_it_is_and_offers_everybody(client):
    response = await client.authorize(login_hint=..., state='"><script>alert(1)</script>')
    text = client.page
    assert response.status == 200
    assert "KHÔNG PHẢI VNeID THẬT" in text
    for person in load_persons().values():
        assert f'value="{person.id}"' in text
        assert person.number.startswith("000")
    assert "<script" not in text
    assert "style=" not in text
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    css, _ = await client.get("/static/sandbox.css")
    assert css.status == 200


async def test_a_button_of_the_page_signs_in(client):
    response = await client.authorize("POST", login_hint="officer1")
    assert response.status == 303
    assert query_of(response.headers["Location"])["code"]


async def test_n37_leaving_needs_registered_addresses_and_real_hints(client):
    _, tokens = await client.token(code=await client.code())
    out = f"{PUBLIC}/auth/logged-out"
    bad = [
        {"post_logout_redirect_uri": "https://evil.example", "client_id": "langnghe"},
        {"post_logout_redirect_uri": f"{out}?x", "client_id": "langnghe"},
        {"post_logout_redirect_uri": out},
        {"post_logout_redirect_uri": out, "client_id": "other"},
        {"post_logout_redirect_uri": out, "id_token_hint": "x"},
        {"post_logout_redirect_uri": out, "id_token_hint": tokens["id_token"][:-4] + "AAAA"},
    ]
    for params in bad:
        response, _ = await client.get("/logout", params=params)
        assert (response.status, "Location" in response.headers) == (400, False)
    assert await client.code(prompt="none", login_hint=...)


async def test_leaving_asks_the_person_unless_the_client_names_the_session(client):
    _, tokens = await client.token(code=await client.code())
    out = {"post_logout_redirect_uri": f"{PUBLIC}/auth/logged-out", "state": "9"}
    response, text = await client.get("/logout", params={**out, "client_id": "langnghe"})
    assert response.status == 200
    assert "Thoát" in text
    assert await client.code(prompt="none", login_hint=...)
    hint = {**out, "id_token_hint": tokens["id_token"]}
    response, _ = await client.get("/logout", params=hint)
    assert response.headers["Location"] == f"{out['post_logout_redirect_uri']}?state=9"
    silent = await client.authorize(prompt="none", login_hint=...)
    assert query_of(silent.headers["Location"])["error"] == "login_required"


async def revoke(client, auth=AUTH, **form) -> tuple[int, str]:
    async with client.http.post(f"{client.url}/revoke", data=form, auth=auth) as response:
        return response.status, await response.text()


@pytest.mark.parametrize("given_back", ["refresh_token", "access_token", "rotated"])
async def test_a_token_given_back_ends_all_of_its_authorization(client, given_back):
    _, first = await client.token(code=await client.code())
    _, elsewhere = await client.token(code=await client.code())
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    _, tokens = await client.token(**refresh)
    token = {"rotated": first["refresh_token"]}.get(given_back) or tokens[given_back]
    assert await revoke(client, token=token, token_type_hint="nonsense") == (200, "")
    assert await revoke(client, token=token) == (200, "")
    again = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert await client.token(**again) == (400, {"error": "invalid_grant"})
    for held, status in ((tokens, 401), (elsewhere, 200)):
        headers = {"Authorization": f"Bearer {held['access_token']}"}
        response, _ = await client.get("/userinfo", headers=headers)
        assert response.status == status


async def test_what_cannot_be_given_back(client):
    _, tokens = await client.token(code=await client.code())
    assert await revoke(client, token="never-was") == (200, "")
    assert (await revoke(client))[0] == 400
    wrong = aiohttp.BasicAuth("langnghe", "wrong")
    assert (await revoke(client, wrong, token=tokens["refresh_token"]))[0] == 401
    assert (await revoke(client, None, token=tokens["refresh_token"]))[0] == 401
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    response, _ = await client.get("/userinfo", headers=headers)
    assert response.status == 200
