"""Access tokens for tests of one service, made with a key of our own."""

import base64
import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from shared.identity import ACCESS_TOKEN, AUDIENCE, CallerVerifier
from shared.ids import new_id
from shared.jwks import KeySource
from shared.tokens import SigningKey

ISSUER = "http://127.0.0.1:8080"


def _number(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes(32, "big")).rstrip(b"=").decode()


def new_jwk(kid: str = "test-1") -> dict[str, str]:
    """Return a private P-256 JWK."""
    numbers = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    point = numbers.public_numbers
    return {
        "kty": "EC", "crv": "P-256", "kid": kid, "use": "sig", "alg": "ES256",
        "x": _number(point.x), "y": _number(point.y), "d": _number(numbers.private_value),
    }  # fmt: skip


_PRIVATE = new_jwk()
_PUBLIC = {name: value for name, value in _PRIVATE.items() if name != "d"}
_SIGNER = SigningKey(_PRIVATE)


async def published_keys() -> dict[str, Any]:
    """Return what auth would publish at `/.well-known/jwks.json`."""
    return {"keys": [_PUBLIC]}


def verifier() -> CallerVerifier:
    """Return what a service's `app.state.callers` is in these tests."""
    return CallerVerifier(KeySource(published_keys), ISSUER)


def access_token(person: str, *roles: tuple[str, str], **claims: Any) -> str:
    """Return a token for a person holding `(role, unit)` pairs; `claims` override."""
    now = int(time.time())
    body = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": person, "kind": "person", "loa": 2,
        "roles": [{"role": role, "unit": unit} for role, unit in roles],
        "sid": "test", "jti": new_id(), "iat": now, "exp": now + 300,
    }  # fmt: skip
    return _SIGNER.sign(body | claims, ACCESS_TOKEN)


def bearer(person: str, *roles: tuple[str, str], **claims: Any) -> dict[str, str]:
    """Return the Authorization header for `access_token`."""
    return {"Authorization": f"Bearer {access_token(person, *roles, **claims)}"}
