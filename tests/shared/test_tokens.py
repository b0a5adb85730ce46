"""Tokens: the corpus of bad ones is refused, with joserfc as second opinion; good ones pass."""

import re
from datetime import UTC, datetime

import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared.signing_keys import new_signing_jwk, public_part
from shared.tokens import Expected, SigningKey, TokenRefused, usable_keys, verify_token
from tests.shared.bad_tokens import (
    AUDIENCE,
    CLAIMS,
    CORPUS,
    EC_KEY,
    GOOD,
    HEADER,
    ISSUER,
    JWKS,
    NOW,
    OURS_ONLY,
    RSA_KEY,
    with_claims,
    with_header,
)
from tests.support.forging import forge, public_jwk

EXPECTED = Expected(
    issuer=ISSUER,
    audience=AUDIENCE,
    algorithms=frozenset({"ES256", "RS256"}),
    token_types=frozenset({"", "jwt"}),
    max_age_seconds=600,
)
KEYS = usable_keys(JWKS)
GENERAL = [entry for entry in CORPUS if not entry[0].startswith(OURS_ONLY)]


def verify(token, moment=NOW, keys=KEYS):
    return verify_token(token, keys, EXPECTED, datetime.fromtimestamp(moment, UTC))


def second_opinion(token: str) -> bool:
    """Return whether joserfc would take the token."""
    registry = jwt.JWTClaimsRegistry(
        now=NOW,
        leeway=30,
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": AUDIENCE},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        decoded = jwt.decode(token, KeySet.import_key_set(JWKS), algorithms=["ES256", "RS256"])
        registry.validate(decoded.claims)
    except (JoseError, ValueError, TypeError, OverflowError, RecursionError, AttributeError):
        return False
    return True


def test_the_corpus_is_large_and_each_entry_is_named_once():
    names = [name for name, _, _ in CORPUS]
    assert len(names) >= 200
    assert len(set(names)) == len(names)
    assert all(re.match(r"N\d\d_", name) for name in names)


def refusal(token: str) -> str:
    """Return why a token is refused, nothing when it is not."""
    try:
        verify(token)
    except TokenRefused as refused:
        return refused.reason
    return ""


def test_every_bad_token_is_refused_for_its_own_reason():
    found = {name: (refusal(token), reason) for name, token, reason in CORPUS}
    assert {name: pair for name, pair in found.items() if pair[0] != pair[1]} == {}


def test_joserfc_agrees_that_two_hundred_of_them_are_bad():
    assert len(GENERAL) >= 200
    assert [name for name, token, _ in GENERAL if second_opinion(token)] == []


@pytest.mark.parametrize(
    "token",
    [
        GOOD,
        with_header(typ=...),
        with_header(typ="jwt"),
        with_claims(aud=[AUDIENCE]),
        with_claims(aud=[AUDIENCE, "other"], azp=AUDIENCE),
        with_claims(azp=AUDIENCE),
        with_claims(iat=NOW + 0.5, exp=NOW + 9.5),
        with_claims(nbf=NOW),
        with_claims(sub="x" * 255),
        with_claims(extra={"deep": [1, {"er": "đ"}]}),
        forge({"alg": "RS256", "kid": "rsa-1"}, CLAIMS, RSA_KEY),
    ],
    ids=lambda _token: "token",
)
def test_a_good_token_passes_here_and_there(token):
    assert verify(token)["iss"] == ISSUER
    assert second_opinion(token)


@pytest.mark.parametrize(
    ("claims", "offset", "is_accepted"),
    [
        ({"exp": NOW}, 29, True),
        ({"exp": NOW}, 31, False),
        ({"iat": NOW + 29}, 0, True),
        ({"iat": NOW + 31}, 0, False),
        ({"nbf": NOW + 29}, 0, True),
        ({"nbf": NOW + 31}, 0, False),
        ({"iat": NOW - 629}, 0, True),
        ({"iat": NOW - 631}, 0, False),
    ],
)
def test_n65_clocks_may_differ_by_half_a_minute(claims, offset, is_accepted):
    token = with_claims(**claims)
    if is_accepted:
        verify(token, NOW + offset)
    else:
        with pytest.raises(TokenRefused):
            verify(token, NOW + offset)


def test_a_token_without_key_id_passes_when_there_is_one_key():
    keys = usable_keys({"keys": [public_jwk(EC_KEY, None)]})
    assert verify(with_header(kid=...), keys=keys)
    with pytest.raises(TokenRefused, match="unknown_kid"):
        verify(GOOD, keys=keys)


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_what_we_sign_others_accept(algorithm):
    private = new_signing_jwk(algorithm)
    token = SigningKey(private).sign(CLAIMS, "JWT")
    published = {"keys": [public_part(private)]}
    decoded = jwt.decode(token, KeySet.import_key_set(published), algorithms=[algorithm])
    assert decoded.claims == CLAIMS
    assert decoded.header == {"alg": algorithm, "kid": private["kid"], "typ": "JWT"}
    assert verify(token, keys=usable_keys(published)) == CLAIMS
    assert KeySet.import_key_set(published).keys[0].thumbprint() == private["kid"]
    assert not {"d", "p", "q", "dp", "dq", "qi"} & published["keys"][0].keys()


def test_header_and_claims_of_the_good_token_are_what_the_corpus_changes():
    assert forge(HEADER, CLAIMS, EC_KEY).split(".")[:2] == GOOD.split(".")[:2]
