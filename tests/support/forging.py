"""Makes tokens byte by byte, good and bad, without the code under test: any header, any claims."""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Json = dict[str, Any]
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def segment(content: bytes | str | Json | list[Any]) -> str:
    """Return content as a token's segment; texts and bytes go in as they are."""
    if not isinstance(content, bytes | str):
        content = json.dumps(content)
    raw = content.encode() if isinstance(content, str) else content
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sign_es256(private: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """Return the raw signature, r and s in 32 bytes each."""
    r, s = decode_dss_signature(private.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def forge(header: Any, claims: Any, private: PrivateKey) -> str:
    """Return a token with a right signature over whatever header and claims."""
    signed = f"{segment(header)}.{segment(claims)}"
    if isinstance(private, rsa.RSAPrivateKey):
        signature = private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    else:
        signature = sign_es256(private, signed.encode())
    return f"{signed}.{segment(signature)}"


def forge_hmac(header: Any, claims: Any, secret: bytes) -> str:
    """Return a token signed with a shared secret."""
    signed = f"{segment(header)}.{segment(claims)}"
    digest = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{segment(digest)}"


def public_jwk(private: PrivateKey, kid: str | None, **members: Any) -> Json:
    """Return the public part of a key as a JWK."""
    named = {"kid": kid} if kid is not None else {}
    public = private.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        rsa_numbers = public.public_numbers()
        n = rsa_numbers.n.to_bytes((rsa_numbers.n.bit_length() + 7) // 8, "big")
        e = rsa_numbers.e.to_bytes(3, "big").lstrip(b"\0")
        return {"kty": "RSA", "n": segment(n), "e": segment(e), "use": "sig"} | named | members
    point = public.public_numbers()
    numbers = {"x": segment(point.x.to_bytes(32, "big")), "y": segment(point.y.to_bytes(32, "big"))}
    return {"kty": "EC", "crv": "P-256", "use": "sig", **numbers, **named} | members


def public_bytes(private: PrivateKey) -> dict[str, bytes]:
    """Return the forms of a public key somebody might take for a shared secret."""
    public = private.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    body = b"".join(pem.splitlines()[1:-1])
    return {"pem": pem, "pem_stripped": pem.strip(), "der": der, "base64": body}
