"""What a token must say: strict reading of its JSON, then parties and times, each fault a code.

Signatures are `shared.tokens`; what only OpenID Connect asks (nonce, at_hash, acr) is auth's.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Claims = dict[str, Any]

_SEGMENT = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_SUBJECT = 255
_LATEST_TIME = 2**40  # tens of thousands of years from now; keeps arithmetic finite


class TokenRefused(Exception):
    """The token is not accepted; `reason` is a short code for logs and audit, never the token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Expected:
    """What a token must be: who made it, for whom, of which types (`""`: none), signed how."""

    issuer: str
    audience: str
    algorithms: frozenset[str]
    token_types: frozenset[str]
    leeway_seconds: int = 30
    max_age_seconds: int | None = None
    must_name_subject: bool = True


def is_segment(text: str) -> bool:
    """Say whether this is unpadded base64url with something in it."""
    return _SEGMENT.fullmatch(text) is not None


def read_object(segment: str) -> Claims:
    """Return the JSON object in a base64url segment; raises `TokenRefused` for any oddity.

    UTF-8 only, no duplicate names, no NaN or Infinity, no half of a surrogate pair.
    """
    try:
        text = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)).decode("utf-8")
        value = json.loads(
            text, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant
        )
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, binascii.Error, RecursionError) as error:
        raise TokenRefused("malformed") from error
    if not isinstance(value, dict):
        raise TokenRefused("malformed")
    return value


def check_claims(claims: Claims, expected: Expected, moment: datetime) -> None:
    """Check issuer, audience, authorized party, subject and times; raises `TokenRefused`."""
    _check_parties(claims, expected)
    if "sub" in claims or expected.must_name_subject:
        _check_subject(claims.get("sub"))
    _check_times(claims, expected, moment.timestamp())


def read_time(claims: Claims, name: str) -> float:
    """Return a claim that is a moment in seconds; raises `TokenRefused` for anything else."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRefused(f"{name}_malformed")
    if not 0 <= value < _LATEST_TIME:  # also refuses NaN
        raise TokenRefused(f"{name}_malformed")
    return float(value)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise TokenRefused("duplicate_keys")
    return found


def _refuse_constant(_name: str) -> None:
    raise TokenRefused("not_a_number")


def _check_parties(claims: Claims, expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise TokenRefused("issuer")
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or not all(isinstance(name, str) for name in audiences):
        raise TokenRefused("audience")
    if expected.audience not in audiences:
        raise TokenRefused("audience")
    if len(audiences) > 1 and "azp" not in claims:
        raise TokenRefused("azp_missing")
    if "azp" in claims and claims["azp"] != expected.audience:
        raise TokenRefused("azp")


def _check_subject(subject: object) -> None:
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise TokenRefused("subject")


def _check_times(claims: Claims, expected: Expected, moment: float) -> None:
    leeway = expected.leeway_seconds
    if moment > read_time(claims, "exp") + leeway:
        raise TokenRefused("expired")
    issued = read_time(claims, "iat")
    if issued > moment + leeway:
        raise TokenRefused("issued_in_future")
    if expected.max_age_seconds is not None and moment > issued + expected.max_age_seconds + leeway:
        raise TokenRefused("too_old")
    if "nbf" in claims and read_time(claims, "nbf") > moment + leeway:
        raise TokenRefused("not_yet_valid")
