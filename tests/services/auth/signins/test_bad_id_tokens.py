"""N01 to N19: an answer of the provider that fails any check signs nobody in, whatever else holds.

Each is tried on the running service against the running sandbox, which gives what a test makes. The
tokens alone are tried in `tests/shared/test_tokens.py`, with a second library.
"""

import base64
import json
import time

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from services.auth.sandbox import token_routes
from services.auth.sandbox.id_tokens import id_token_claims
from services.auth.sandbox.switches import Switch
from services.auth.signins.routes import REFUSED_PAGE
from tests.services.auth.signins.test_routes import assert_nobody_signed_in, code_of
from tests.support.forging import forge, forge_hmac, public_bytes, public_jwk, segment

KEY, OTHER, STRANGER = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
HEADER = {"alg": "ES256", "kid": "forged-1", "typ": "JWT"}
KIDLESS = {"alg": "ES256", "typ": "JWT"}


class Forger:
    """Lets the sandbox answer with tokens that a test makes, signed with a key it publishes."""

    def __init__(self, stage, browser, monkeypatch) -> None:
        self.stage, self.browser, self._patch = stage, browser, monkeypatch
        provider = stage.runtime.providers.main
        monkeypatch.setattr(provider, "_keys", None)  # the keys it had are put back afterwards
        keys = [public_jwk(KEY, "forged-1"), public_jwk(OTHER, "forged-2")]
        monkeypatch.setitem(stage.sandbox.jwks, "keys", keys)

    async def refuses(self, make, reason: str) -> None:
        """Sign in with the token `make(claims)` gives, and see that nobody is signed in."""

        def token(state, grant, access_token):
            return make(id_token_claims(state, grant, access_token))

        self._patch.setattr(token_routes, "_id_token", token)
        assert code_of(await self.browser.sign_in("citizen1")) == "not_verified"
        await assert_nobody_signed_in(self.stage, self.browser, reason)

    async def refuses_claims(self, reason: str, **changes) -> None:
        """The same for a well signed token with other claims; `...` leaves one out."""

        def make(claims):
            merged = {**claims, **changes}
            return signed({name: value for name, value in merged.items() if value is not ...})

        await self.refuses(make, f"id_token_{reason}")

    async def accepts(self, make) -> None:
        """See that a good token made in the same way signs somebody in."""

        def token(state, grant, access_token):
            return make(id_token_claims(state, grant, access_token))

        self._patch.setattr(token_routes, "_id_token", token)
        assert (await self.browser.sign_in("citizen1")).location == "/"
        self.browser.http.cookie_jar.clear()


def signed(claims, header=HEADER, key=KEY) -> str:
    return forge(header, claims, key)


@pytest.fixture
def forger(stage, browser, monkeypatch):
    return Forger(stage, browser, monkeypatch)


@pytest.fixture
def switches(stage):
    yield stage.sandbox.switches
    stage.sandbox.switches.clear()


async def test_a_forged_token_passes_when_nothing_is_wrong_with_it(forger):
    await forger.accepts(signed)


async def test_n01_iss_differs(forger):
    url = forger.stage.sandbox_url
    for issuer in (f"{url}/", url.upper(), url.replace("http", "https"), "https://evil.example"):
        await forger.refuses_claims("issuer", iss=issuer)


async def test_n02_aud_other_or_missing(forger):
    for audience in ("another", ["another"], [], ..., None):
        await forger.refuses_claims("audience", aud=audience)


async def test_n03_aud_list_without_azp(forger):
    await forger.refuses_claims("azp_missing", aud=["langnghe", "another"], azp=...)


async def test_n05_azp_not_us(forger):
    await forger.refuses_claims("azp", azp="another")
    await forger.refuses_claims("azp", aud=["langnghe", "another"], azp="another")


async def test_n06_nonce_wrong_missing_or_of_another_sign_in(forger):
    seen = []
    await forger.accepts(lambda claims: seen.append(claims["nonce"]) or signed(claims))
    for nonce in ("another", ..., None, ["a"], "", seen[0]):
        await forger.refuses_claims("nonce", nonce=nonce)


async def test_n07_expired_beyond_half_a_minute(forger):
    await forger.refuses_claims("expired", exp=int(time.time()) - 32)
    await forger.accepts(lambda claims: signed({**claims, "exp": int(time.time()) - 25}))


async def test_n08_times_that_are_none(forger):
    def raw(name, text):
        def make(claims):
            rest = json.dumps({key: value for key, value in claims.items() if key != name})
            return signed(rest[:-1] + f', "{name}": {text}' + "}")

        return make

    for name in ("exp", "iat"):
        await forger.refuses_claims(f"{name}_malformed", **{name: ...})
        for text in ("null", '"1"', "[1]", "1e999"):
            await forger.refuses(raw(name, text), f"id_token_{name}_malformed")
        for text in ("NaN", "Infinity", "-Infinity"):
            await forger.refuses(raw(name, text), "id_token_not_a_number")


async def test_n09_issued_in_the_future_or_long_ago(forger):
    moment = int(time.time())
    await forger.refuses_claims("issued_in_future", iat=moment + 60)
    await forger.refuses_claims("too_old", iat=moment - 640)
    await forger.refuses_claims("not_yet_valid", nbf=moment + 60)


async def test_n10_alg_none_in_any_case(forger, switches):
    for alg in ("none", "None", "NONE", "nOnE"):
        head = segment({**HEADER, "alg": alg})
        await forger.refuses(
            lambda claims, head=head: f"{head}.{segment(claims)}.{segment('x')}",
            "id_token_algorithm",
        )
        await forger.refuses(
            lambda claims, head=head: f"{head}.{segment(claims)}.", "id_token_malformed"
        )


async def test_n11_hs256_keyed_with_the_public_key(forger):
    for secret in public_bytes(KEY).values():
        header = {**HEADER, "alg": "HS256"}
        await forger.refuses(
            lambda claims, secret=secret, header=header: forge_hmac(header, claims, secret),
            "id_token_algorithm",
        )


async def test_n12_bad_signature_or_key_of_another_issuer(forger):
    await forger.refuses(lambda claims: signed(claims, key=STRANGER), "id_token_signature")
    await forger.refuses(lambda claims: signed(claims)[:-4] + "AAAA", "id_token_signature")


async def test_n13_unknown_kid(forger):
    header = {**HEADER, "kid": "unknown"}
    await forger.refuses(lambda claims: signed(claims, header), "id_token_unknown_kid")


async def test_n14_kid_missing_with_several_keys(forger):
    await forger.refuses(lambda claims: signed(claims, KIDLESS), "id_token_kid_missing")


async def test_n15_keys_in_the_header_are_ignored(forger):
    theirs = public_jwk(STRANGER, "forged-1")
    for extra in ({"jwk": theirs}, {"jku": "https://evil.example/j"}, {"x5u": "https://evil.x/c"}):
        header = {**HEADER, **extra}
        await forger.refuses(
            lambda claims, header=header: signed(claims, header, STRANGER), "id_token_signature"
        )


async def test_n16_unknown_crit_and_unencoded_payload(forger):
    for extra in ({"crit": ["x"], "x": 1}, {"crit": ["b64"], "b64": False}, {"b64": False}):
        header = {**HEADER, **extra}
        await forger.refuses(lambda claims, header=header: signed(claims, header), "id_token_crit")


async def test_n17_a_logout_token_or_access_token_is_no_id_token(forger):
    for token_type in ("logout+jwt", "at+jwt"):
        header = {**HEADER, "typ": token_type}
        await forger.refuses(
            lambda claims, header=header: signed(claims, header), "id_token_token_type"
        )
    await forger.refuses_claims("logout_token", events={})
    ours = forger.stage.runtime.access_tokens.for_client("qa", []).access_token
    await forger.refuses(lambda _claims: ours, "id_token_token_type")


async def test_n18_at_hash_wrong(forger):
    for told in ("AAAAAAAAAAAAAAAAAAAAAA", None, ["a"], ""):
        await forger.refuses_claims("at_hash", at_hash=told)


async def test_n19_sub_missing_odd_or_another(forger, switches):
    for subject in (..., None, 7, "", "x" * 256, ["a"]):
        await forger.refuses_claims("subject", sub=subject)
    await forger.refuses(
        lambda claims: signed({**claims, "sub": "sandbox-admin1"}), "userinfo_subject"
    )
    await forger.refuses_claims("auth_time_malformed", auth_time="now")


async def test_n19_without_an_id_token(stage, browser, switches):
    switches.add(Switch.TOKEN_WITHOUT_ID)
    assert code_of(await browser.sign_in("citizen1")) == "not_verified"
    await assert_nobody_signed_in(stage, browser, "token_answer_malformed")


async def test_n19_a_level_that_was_not_given_or_not_proved_now(stage, browser, switches):
    switches.add(Switch.ID_LOWER_LEVEL)
    assert code_of(await browser.sign_in("citizen1", level="2")) == "level_too_low"
    await assert_nobody_signed_in(stage, browser, "level_too_low")
    switches.clear()
    switches.add(Switch.ID_OLD_PROOF)
    assert code_of(await browser.sign_in("citizen1", level="2")) == "not_verified"
    await assert_nobody_signed_in(stage, browser, "id_token_auth_time")
    assert (await browser.sign_in("citizen1")).location == "/"


async def test_n19_a_level_without_a_moment_of_proof(forger):
    def token(state, grant, access_token):
        claims = id_token_claims(state, grant, access_token)
        del claims["auth_time"]
        return signed(claims)

    forger._patch.setattr(token_routes, "_id_token", token)
    assert code_of(await forger.browser.sign_in("citizen1", level="2")) == "not_verified"


async def test_n19_json_with_a_name_twice_or_nested_without_end(forger):
    def twice(claims):
        return signed(json.dumps(claims)[:-1] + ', "sub": "sandbox-admin1"}')

    await forger.refuses(twice, "id_token_duplicate_keys")
    nested = '{"alg":"ES256","kid":"forged-1","x":' + "[" * 900 + "]" * 900 + "}"
    await forger.refuses(lambda claims: signed(claims, nested), "id_token_header_too_long")
    deep = base64.urlsafe_b64encode(b"[" * 9_000).decode().rstrip("=")
    await forger.refuses(lambda _claims: f"{segment(HEADER)}.{deep}.AAAA", "id_token_signature")


async def test_n19_a_token_of_five_megabytes(stage, browser, monkeypatch):
    monkeypatch.setattr(token_routes, "_id_token", lambda *_: "A" * 5_000_000)
    answer = await browser.sign_in("citizen1")
    assert answer.status == 503
    assert REFUSED_PAGE not in answer.location
    await assert_nobody_signed_in(stage, browser, "sign-in-unavailable")
