"""Keys of an issuer: hostile sets are survived, refetches are rare, the last good set is kept."""

import asyncio
import json
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from shared.fetching import LARGEST_BODY, FetchFailed
from shared.jwks import KeySource, KeysUnavailable, over_http
from shared.tokens import TokenRefused, usable_keys, verify_token
from tests.shared.bad_tokens import CLAIMS, EC_KEY, GOOD, HEADER, JWKS, NOW, RSA_KEY, STRANGER
from tests.shared.test_tokens import EXPECTED
from tests.support.forging import forge, public_jwk, segment
from tests.support.tokens import new_jwk

GOOD_EC = public_jwk(EC_KEY, "ec-1")
GOOD_RSA = public_jwk(RSA_KEY, "rsa-1")
WEAK = rsa.generate_private_key(65_537, 1_024)
WEAK_PADDED = public_jwk(WEAK, "weak") | {
    "n": segment(bytes(200) + WEAK.public_key().public_numbers().n.to_bytes(128, "big"))
}


class Issuer:
    """A key source whose answers and clock are ours."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.fetches = 0
        self.time = 1_000.0
        self.source = KeySource(self.fetch, lambda: self.time)

    async def fetch(self) -> object:
        self.fetches += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def token_of(kid: str) -> str:
    return forge({**HEADER, "kid": kid}, CLAIMS, EC_KEY)


@pytest.mark.parametrize(
    "jwks",
    [
        None, [], "keys", 5, {}, {"keys": None}, {"keys": {}}, {"keys": 5}, {"keys": "abc"},
        {"keys": [None, 1, "x", [], {}]},
        {"keys": [new_jwk("private")]},
        {"keys": [{"kty": "oct", "k": "AAAA", "kid": "a"}]},
        {"keys": [GOOD_EC | {"use": "enc"}]},
        {"keys": [GOOD_EC | {"alg": "ES384"}]},
        {"keys": [GOOD_EC | {"alg": "HS256"}]},
        {"keys": [GOOD_EC | {"crv": "P-384"}]},
        {"keys": [GOOD_EC | {"key_ops": ["sign"]}]},
        {"keys": [GOOD_EC | {"kid": 7}]},
        {"keys": [GOOD_EC | {"kid": ["a"]}]},
        {"keys": [GOOD_EC | {"x": GOOD_EC["y"]}]},
        {"keys": [GOOD_EC | {"x": 10**12}]},
        {"keys": [GOOD_EC | {"x": None}]},
        {"keys": [GOOD_EC | {"x": "A" * 60_000}]},
        {"keys": [{"kty": "EC", "crv": "P-256"}]},
        {"keys": [GOOD_EC | {"kty": ["EC"]}]},
        {"keys": [public_jwk(WEAK, "weak")]},
        {"keys": [WEAK_PADDED]},
        {"keys": [GOOD_RSA | {"e": "AQ"}]},
        {"keys": [GOOD_RSA | {"e": "Aw"}]},
        {"keys": [GOOD_RSA | {"n": "A" * 60_000}]},
        {"keys": [GOOD_RSA | {"n": 10**12}]},
        {"keys": [GOOD_RSA | {"p": "AAAA"}]},
        {"keys": [GOOD_EC, public_jwk(STRANGER, "ec-1")]},
        {"keys": [GOOD_EC, GOOD_RSA | {"kid": "ec-1"}]},
        {"keys": [public_jwk(EC_KEY, None), public_jwk(STRANGER, None)]},
    ],
)  # fmt: skip
def test_n60_unusable_keys_are_dropped(jwks):
    assert usable_keys(jwks) == []


def test_n60_a_bad_key_does_not_spoil_good_ones():
    others = [new_jwk("private"), {"kty": "oct", "k": "AA"}, public_jwk(WEAK, "w"), None]
    keys = usable_keys({"keys": [*others, GOOD_EC, GOOD_RSA]})
    assert [key.kid for key in keys] == ["ec-1", "rsa-1"]
    assert verify_token(GOOD, keys, EXPECTED, datetime.fromtimestamp(NOW, UTC))


async def test_n61_a_thousand_random_key_ids_cause_one_refetch_a_minute():
    issuer = Issuer(JWKS)
    await issuer.source.for_token(GOOD)
    assert issuer.fetches == 1
    issuer.time += 61
    tokens = [token_of(f"random-{number}") for number in range(1_000)]
    await asyncio.gather(*(issuer.source.for_token(token) for token in tokens))
    assert issuer.fetches == 2
    issuer.time += 59
    await issuer.source.for_token(tokens[0])
    assert issuer.fetches == 2
    issuer.time += 2
    await issuer.source.for_token(tokens[0])
    assert issuer.fetches == 3


async def test_a_rotated_key_is_found_by_its_unknown_id():
    after = {"keys": [GOOD_EC, public_jwk(STRANGER, "ec-2")]}
    issuer = Issuer(JWKS, after)
    await issuer.source.for_token(GOOD)
    issuer.time += 61
    keys = await issuer.source.for_token(token_of("ec-2"))
    assert {key.kid for key in keys} == {"ec-1", "ec-2"}


@pytest.mark.parametrize(
    "later", [FetchFailed("status", 500), FetchFailed("not_json"), {"keys": []}, None, "x"]
)
async def test_n60_the_last_good_set_is_kept(later):
    issuer = Issuer(JWKS, later)
    await issuer.source.for_token(GOOD)
    for _ in range(3):
        issuer.time += 700
        keys = await issuer.source.for_token(GOOD)
        assert {key.kid for key in keys} == {"ec-1", "rsa-1"}
    assert issuer.fetches == 4


async def test_without_any_key_nothing_can_be_verified_and_it_is_tried_again_soon():
    issuer = Issuer(FetchFailed("status", 503), JWKS)
    with pytest.raises(KeysUnavailable):
        await issuer.source.for_token(GOOD)
    with pytest.raises(KeysUnavailable):
        await issuer.source.for_token(GOOD)
    assert issuer.fetches == 1
    issuer.time += 1.1
    assert await issuer.source.for_token(GOOD)


async def test_a_malformed_token_causes_no_fetch():
    issuer = Issuer(JWKS)
    with pytest.raises(TokenRefused):
        await issuer.source.for_token("x")
    assert issuer.fetches == 0


@pytest.fixture(scope="session")
async def hostile():
    """Serve every kind of bad JWKS over HTTP."""
    whole = json.dumps(JWKS)

    async def redirect(_request):
        raise web.HTTPFound("/good")

    async def slow_parts(request):
        response = web.StreamResponse()
        await response.prepare(request)
        for start in range(0, len(whole), 100):
            await response.write(whole[start : start + 100].encode())
            await asyncio.sleep(0)
        return response

    def text(body: str, status: int = 200):
        async def answer(_request):
            return web.Response(text=body, status=status)

        return answer

    app = web.Application()
    app.router.add_get("/good", text(whole))
    app.router.add_get("/parts", slow_parts)
    app.router.add_get("/redirect", redirect)
    app.router.add_get("/huge", text(whole + " " * LARGEST_BODY))
    app.router.add_get("/html", text("<html>"))
    app.router.add_get("/error", text(whole, 500))
    app.router.add_get("/created", text(whole, 201))
    app.router.add_get("/nested", text("[" * 60_000))
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    async with aiohttp.ClientSession() as http:
        yield lambda path: over_http(http, f"http://127.0.0.1:{port}/{path}")
    await runner.cleanup()


@pytest.mark.parametrize("path", ["good", "parts"])
async def test_keys_come_over_http_whole_or_in_parts(hostile, path):
    assert await hostile(path)() == JWKS


@pytest.mark.parametrize(
    "path", ["redirect", "huge", "html", "error", "created", "nested", "missing"]
)
async def test_n60_a_hostile_answer_is_a_failed_fetch(hostile, path):
    with pytest.raises(FetchFailed):
        await hostile(path)()


async def test_an_issuer_that_is_away_is_a_failed_fetch():
    async with aiohttp.ClientSession() as http:
        with pytest.raises(FetchFailed):
            await over_http(http, "http://127.0.0.1:1/jwks")()


def test_keys_are_made_for_one_curve():
    assert isinstance(EC_KEY.curve, ec.SECP256R1)
