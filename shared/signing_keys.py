"""New private keys as JWKs, and what of them may be published. Signing is `shared.tokens`."""

import base64
import hashlib
import json
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ec, rsa

Jwk = dict[str, str]

_PUBLIC_MEMBERS = ("kty", "crv", "x", "y", "n", "e")
_RSA_BITS = 2_048


def new_signing_jwk(algorithm: Literal["ES256", "RS256"] = "ES256") -> Jwk:
    """Return a new private JWK; its key id is the thumbprint of its public part (RFC 7638)."""
    members = _new_ec() if algorithm == "ES256" else _new_rsa()
    required = {name: members[name] for name in _PUBLIC_MEMBERS if name in members}
    canonical = json.dumps(required, sort_keys=True, separators=(",", ":"))
    thumbprint = _base64url(hashlib.sha256(canonical.encode()).digest())
    return {**members, "kid": thumbprint, "use": "sig", "alg": algorithm}


def public_part(jwk: Jwk) -> Jwk:
    """Return what of a JWK may be published."""
    return {
        name: value
        for name, value in jwk.items()
        if name in {*_PUBLIC_MEMBERS, "kid", "use", "alg"}
    }


def _new_ec() -> Jwk:
    private = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    point = private.public_numbers
    numbers = {"x": point.x, "y": point.y, "d": private.private_value}
    return {"kty": "EC", "crv": "P-256"} | {
        name: _base64url(number.to_bytes(32, "big")) for name, number in numbers.items()
    }


def _new_rsa() -> Jwk:
    private = rsa.generate_private_key(65_537, _RSA_BITS).private_numbers()
    numbers = {
        "n": private.public_numbers.n, "e": private.public_numbers.e, "d": private.d,
        "p": private.p, "q": private.q, "dp": private.dmp1, "dq": private.dmq1, "qi": private.iqmp,
    }  # fmt: skip
    return {"kty": "RSA"} | {
        name: _base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))
        for name, number in numbers.items()
    }


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
