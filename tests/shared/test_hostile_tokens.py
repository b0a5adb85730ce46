"""Whatever is sent as a token or as a key set is refused as one, and nothing else happens."""

import base64
import json
from datetime import UTC, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.tokens import Expected, TokenRefused, read_header, usable_keys, verify_token
from tests.shared.bad_tokens import AUDIENCE, GOOD, ISSUER, JWKS, NOW
from tests.support.mutations import mutated

EXPECTED = Expected(
    issuer=ISSUER,
    audience=AUDIENCE,
    algorithms=frozenset({"ES256", "RS256"}),
    token_types=frozenset({"", "jwt"}),
    max_age_seconds=600,
)
KEYS = usable_keys(JWKS)
MOMENT = datetime.fromtimestamp(NOW, UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
MEMBERS = st.sampled_from(
    ["alg", "kid", "typ", "crit", "kty", "crv", "use", "x", "y", "n", "e", "key_ops"]
)


def segment(value: object) -> str:
    text = json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def is_refused(token: str) -> bool:
    try:
        verify_token(token, KEYS, EXPECTED, MOMENT)
    except TokenRefused:
        return True
    return False


def test_the_good_one_passes() -> None:
    assert not is_refused(GOOD)


@given(mutated(GOOD.encode()))
@example(GOOD.encode() + b"\n")
@example(GOOD.encode().replace(b".", b"..", 1))
@settings(max_examples=200, deadline=None)
def test_a_changed_token_is_refused(data: bytes) -> None:
    token = data.decode("latin-1")
    assert token == GOOD or is_refused(token)


@given(st.dictionaries(MEMBERS, JSON) | JSON, JSON, st.text(max_size=20))
@settings(max_examples=80, deadline=None)
def test_headers_of_any_shape_are_refused(header: object, body: object, signature: str) -> None:
    token = f"{segment(header)}.{segment(body)}.{signature}"
    assert is_refused(token)
    try:
        found = read_header(token)
    except TokenRefused:
        return
    assert isinstance(found, dict)


@given(st.fixed_dictionaries({"keys": st.lists(st.dictionaries(MEMBERS, JSON) | JSON)}) | JSON)
@example({"keys": [{"kty": "EC", "crv": "P-256", "x": 1 << 4_000, "y": 1}]})
@example({"keys": [{"kty": ["EC"], "kid": {}}]})
@settings(max_examples=60, deadline=None)
def test_key_sets_of_any_shape_are_read(document: object) -> None:
    assert usable_keys(document) == []
