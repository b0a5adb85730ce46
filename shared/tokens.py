"""Signing and verifying JWTs. The only module that imports python-jose, and why it is not bare:

python-jose trusts the header's `alg` when none is given, mixes key types badly, leaves `kid`,
`use`, `crit`, `typ`, `azp` and `nonce` unchecked and lets odd times escape as other errors. So the
header is parsed strictly here, one key is chosen, the exact algorithm is required, every failure
becomes `TokenRefused`, and `shared.claims` checks what the token says.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jose import jwk, jws
from jose.backends.base import Key
from jose.exceptions import JOSEError

from shared.claims import Claims, Expected, TokenRefused, check_claims, is_segment, read_object

__all__ = [
    "Claims",
    "Expected",
    "SigningKey",
    "TokenRefused",
    "VerifyingKey",
    "read_header",
    "usable_keys",
    "verify_token",
]

Jwk = Mapping[str, Any]

LONGEST_TOKEN = 16_384
_LONGEST_HEADER = 1_024
_ALGORITHM = {"EC": "ES256", "RSA": "RS256"}
_PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
_RSA_BITS = range(2_048, 8_193)
_SMALLEST_EXPONENT = 65_537
_POINT_LENGTH = 43  # 32 bytes in base64url
_MOST_KEYS = 50
_FAILURES = (JOSEError, ValueError, TypeError, KeyError, OverflowError, RecursionError)


@dataclass(frozen=True)
class VerifyingKey:
    """A public key of an issuer, parsed once, good for exactly one algorithm."""

    kid: str | None
    algorithm: str
    key: Key


class SigningKey:
    """A private JWK ready to sign: the key is parsed once, since parsing costs most of the time."""

    def __init__(self, private_jwk: Jwk) -> None:
        self.kid: str = private_jwk["kid"]
        self.algorithm = _ALGORITHM[private_jwk["kty"]]
        self._key = jwk.construct(dict(private_jwk), algorithm=self.algorithm)

    def sign(self, claims: Claims, token_type: str) -> str:
        """Return the claims as a compact JWT."""
        header = {"typ": token_type, "kid": self.kid}
        return str(jws.sign(claims, self._key, headers=header, algorithm=self.algorithm))


def read_header(token: str) -> dict[str, Any]:
    """Return the header of a compact token, strictly parsed and not yet to be trusted."""
    if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
        raise TokenRefused("too_long")
    segments = token.split(".", 3)
    if len(segments) != 3 or not all(is_segment(segment) for segment in segments):
        raise TokenRefused("malformed")
    if len(segments[0]) > _LONGEST_HEADER:
        raise TokenRefused("header_too_long")
    header = read_object(segments[0])
    if "crit" in header or "b64" in header:
        raise TokenRefused("crit")
    if any(not isinstance(header.get(name, ""), str) for name in ("alg", "kid", "typ")):
        raise TokenRefused("malformed")
    return header


def usable_keys(jwks: object) -> list[VerifyingKey]:
    """Return the public signing keys of a JWKS that we would ever accept; drops all others.

    Dropped: private or symmetric keys, other uses, curves and algorithms, RSA under 2,048 bits,
    keys that do not parse, and every key whose id another one shares.
    """
    entries = jwks.get("keys") if isinstance(jwks, dict) else None
    if not isinstance(entries, list):
        return []
    kids = [entry.get("kid") for entry in entries if isinstance(entry, dict)]
    single = (entry for entry in entries if isinstance(entry, dict))
    found = (_usable(entry) for entry in single if kids.count(entry.get("kid")) == 1)
    return [key for key in found if key is not None][:_MOST_KEYS]


def _usable(entry: Jwk) -> VerifyingKey | None:
    kid, kind = entry.get("kid"), entry.get("kty")
    algorithm = _ALGORITHM.get(kind) if isinstance(kind, str) else None
    operations = entry.get("key_ops", ["verify"])
    fits = (
        algorithm is not None
        and isinstance(kid, str | None)
        and not _PRIVATE_MEMBERS & entry.keys()
        and entry.get("use", "sig") == "sig"
        and entry.get("alg", algorithm) == algorithm
        and isinstance(operations, list)
        and "verify" in operations
        and (_is_p256(entry) if kind == "EC" else _is_strong_rsa(entry))
    )
    if not fits or algorithm is None:
        return None
    try:
        return VerifyingKey(kid, algorithm, jwk.construct(dict(entry), algorithm=algorithm))
    except _FAILURES:
        return None


def _is_p256(entry: Jwk) -> bool:
    # jose makes a buffer as long as a coordinate that is a number: only short texts reach it.
    points = (entry.get("x"), entry.get("y"))
    return entry.get("crv") == "P-256" and all(
        isinstance(point, str) and len(point) == _POINT_LENGTH for point in points
    )


def _is_strong_rsa(entry: Jwk) -> bool:
    modulus, exponent = _number(entry.get("n")), _number(entry.get("e"))
    return (
        modulus.bit_length() in _RSA_BITS and exponent >= _SMALLEST_EXPONENT and exponent % 2 == 1
    )


def _number(text: object) -> int:
    if not isinstance(text, str) or not is_segment(text) or len(text) % 4 == 1:
        return 0
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def _choose(keys: Sequence[VerifyingKey], algorithm: str, header: Mapping[str, Any]) -> Key:
    if "kid" not in header and len(keys) > 1:
        raise TokenRefused("kid_missing")
    named = [key for key in keys if "kid" not in header or key.kid == header["kid"]]
    if len(named) != 1:
        raise TokenRefused("unknown_kid")
    if named[0].algorithm != algorithm:
        raise TokenRefused("algorithm")
    return named[0].key


def verify_token(
    token: str, keys: Sequence[VerifyingKey], expected: Expected, moment: datetime
) -> Claims:
    """Return the claims of a token that is exactly what was expected; raises `TokenRefused`.

    `keys` are those of the expected issuer (see `usable_keys`); `moment` is the present.
    """
    header = read_header(token)
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in expected.algorithms:
        raise TokenRefused("algorithm")
    if header.get("typ", "").lower() not in expected.token_types:
        raise TokenRefused("token_type")
    key = _choose(keys, algorithm, header)
    try:
        jws.verify(token, key, algorithms=[algorithm])
    except _FAILURES as error:
        raise TokenRefused("signature") from error
    claims = read_object(token.split(".")[1])
    check_claims(claims, expected, moment)
    return claims
