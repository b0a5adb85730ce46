"""Logout tokens: a provider telling us that a person left there."""

from datetime import timedelta

from services.auth.audit.service import record_refusal
from services.auth.bootstrap import AuthRuntime
from services.auth.people.documents import IdentityDocument, identity_keys
from services.auth.sessions.documents import SessionDocument
from services.auth.sessions.service import end_sessions
from services.auth.signins.provider import Provider
from services.auth.stores import reaching_redis
from shared.claims import read_object
from shared.clock import now
from shared.tokens import Claims, Expected, TokenRefused, read_header, verify_token

EVENT = "http://schemas.openid.net/event/backchannel-logout"
_OLDEST_SECONDS = 300
_KEPT = timedelta(hours=1)


class LogoutTokenRefused(Exception):
    """The logout token is not accepted; nothing was ended."""


async def end_by_logout_token(runtime: AuthRuntime, token: str) -> None:
    """End exactly the sessions a logout token names; raises `LogoutTokenRefused`.

    A session unknown here is as good as ended. The same token twice is refused.
    """
    try:
        claims = await _verify(runtime, token)
    except TokenRefused as refused:
        await record_refusal("logout_token.refused", reason=refused.reason)
        raise LogoutTokenRefused from refused
    try:
        await end_sessions(runtime, await _named_sessions(runtime, claims), "provider_logout")
    except BaseException:
        with reaching_redis():
            await runtime.redis.delete(_once(claims))  # the provider will send it again
        raise


async def _verify(runtime: AuthRuntime, token: str) -> Claims:
    provider = _named_provider(runtime, token)
    metadata = await provider.metadata()
    expected = Expected(
        issuer=metadata.issuer,
        audience=provider.registration.client_id,
        algorithms=metadata.algorithms,
        token_types=frozenset({"", "jwt", "logout+jwt"}),
        max_age_seconds=_OLDEST_SECONDS,
        must_name_subject=False,
    )
    keys = await (await provider.keys()).for_token(token)
    claims = verify_token(token, keys, expected, now())
    _check_shape(claims)
    with reaching_redis():
        if not await runtime.redis.set(_once(claims), "1", ex=_KEPT, nx=True):
            raise TokenRefused("replayed")
    return claims


def _named_provider(runtime: AuthRuntime, token: str) -> Provider:
    """Return the provider a token names, which is then checked with that provider's keys."""
    read_header(token)
    provider = runtime.providers.of_issuer(read_object(token.split(".")[1]).get("iss"))
    if provider is None:
        raise TokenRefused("issuer")
    return provider


def _once(claims: Claims) -> str:
    return f"auth:logout-token:{claims['iss']}:{claims['jti']}"


def _check_shape(claims: Claims) -> None:
    events, session, token_id = claims.get("events"), claims.get("sid"), claims.get("jti")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise TokenRefused("events")
    if "nonce" in claims:
        raise TokenRefused("nonce")
    if not isinstance(token_id, str) or not 0 < len(token_id) <= 255:
        raise TokenRefused("jti")
    if not isinstance(session, str | None) or (session is None and "sub" not in claims):
        raise TokenRefused("sid")


async def _named_sessions(runtime: AuthRuntime, claims: Claims) -> list[str]:
    condition: dict[str, object] = {"issuer": claims["iss"], "ended_at": None}
    if "sub" in claims:
        keys = identity_keys(runtime.cipher, claims["iss"], claims["sub"])
        found = [await IdentityDocument.get(key) for key in keys]
        condition["person"] = {"$in": [identity.person for identity in found if identity]}
    if "sid" in claims:
        condition["provider_session"] = claims["sid"]
    return [session.id for session in await SessionDocument.find(condition).to_list()]
