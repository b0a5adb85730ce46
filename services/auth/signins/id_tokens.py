"""What OpenID Connect asks of an id_token beyond `shared.tokens`: nonce, at_hash, auth_time."""

import base64
import hashlib
import hmac
from datetime import datetime

from services.auth.signins.discovery import ProviderMetadata
from services.auth.signins.model import FRESH_SECONDS, SignIn
from services.auth.signins.provider import Provider
from shared.claims import read_time
from shared.clock import now
from shared.tokens import Claims, Expected, TokenRefused, verify_token

LEEWAY_SECONDS = 30
_OLDEST_SECONDS = 600


def expected_id_token(metadata: ProviderMetadata, client_id: str) -> Expected:
    """Return what an id_token of this provider for us must be."""
    return Expected(
        issuer=metadata.issuer,
        audience=client_id,
        algorithms=metadata.algorithms,
        token_types=frozenset({"", "jwt"}),
        leeway_seconds=LEEWAY_SECONDS,
        max_age_seconds=_OLDEST_SECONDS,
    )


async def verify_id_token(provider: Provider, token: str) -> Claims:
    """Return the claims of an id_token this provider made for us just now.

    Raises `TokenRefused`; `Unavailable` while its keys cannot be had.
    """
    metadata, source = await provider.metadata(), await provider.keys()
    expected = expected_id_token(metadata, provider.registration.client_id)
    keys = await source.for_token(token)
    claims = verify_token(token, keys, expected, now())
    if "events" in claims:
        raise TokenRefused("logout_token")
    return claims


def check_id_token(claims: Claims, sign_in: SignIn, access_token: str, moment: datetime) -> None:
    """Check that a verified id_token answers this very sign-in; raises `TokenRefused`."""
    if not _equal(claims.get("nonce"), sign_in.nonce):
        raise TokenRefused("nonce")
    if "at_hash" in claims and not _equal(claims["at_hash"], half_hash(access_token)):
        raise TokenRefused("at_hash")
    if sign_in.level is not None:
        proved_at = read_time(claims, "auth_time")
        if moment.timestamp() > proved_at + FRESH_SECONDS + LEEWAY_SECONDS:
            raise TokenRefused("auth_time")
    elif "auth_time" in claims:
        read_time(claims, "auth_time")


def half_hash(token: str) -> str:
    """Return the left half of a token's SHA-256, as at_hash has it for ES256 and RS256."""
    digest = hashlib.sha256(token.encode("utf-8")).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def _equal(told: object, known: str) -> bool:
    return isinstance(told, str) and hmac.compare_digest(told.encode(), known.encode())
