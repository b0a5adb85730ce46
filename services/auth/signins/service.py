"""Signing in: sending the browser to the provider, and turning its return into a session.

Whatever goes wrong on the return: the sign-in is used up, nobody is signed in, and one audit event
says why.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import timedelta

from pymongo.errors import DuplicateKeyError

from services.auth.audit.service import record, record_refusal
from services.auth.bootstrap import AuthRuntime
from services.auth.people.model import PersonNotFound
from services.auth.people.service import recognise
from services.auth.sessions.documents import SessionDocument
from services.auth.sessions.model import new_session_id, session_key
from services.auth.sessions.records import open_record
from services.auth.sessions.renewals import Renewal
from services.auth.signins.addresses import with_query
from services.auth.signins.callbacks import Callback
from services.auth.signins.id_tokens import check_id_token, verify_id_token
from services.auth.signins.model import (
    FRESH_SECONDS,
    Identity,
    RefusalCode,
    SignIn,
    SignInRefused,
    begin_sign_in,
)
from services.auth.signins.provider import Provider, Tokens
from services.auth.signins.transactions import keep_sign_in, take_sign_in
from shared.clock import now
from shared.ids import new_secret
from shared.mongo import Transaction
from shared.problems import Unavailable
from shared.tokens import Claims, TokenRefused

_LONGEST_PROVIDER_SESSION = 255


@dataclass(frozen=True)
class Departure:
    """Where the browser goes now, and the secret its own cookie keeps meanwhile."""

    location: str
    browser_secret: str


@dataclass(frozen=True)
class Arrival:
    """A new session's id for the cookie, and where the person wanted to go."""

    session_id: str
    next: str


async def depart(
    runtime: AuthRuntime,
    provider: Provider,
    *,
    next_address: str,
    login_hint: str | None,
    level: int | None,
) -> Departure:
    """Begin a sign-in at a provider; raises `Unavailable` when it or Redis is away."""
    metadata, us = await provider.metadata(), provider.registration
    state, browser_secret = new_secret(32), new_secret(32)
    sign_in = begin_sign_in(
        issuer=us.issuer,
        browser_secret=browser_secret,
        next_address=next_address,
        level=level,
        moment=now(),
    )
    await keep_sign_in(runtime.redis, state, sign_in)
    location = with_query(
        metadata.authorization_endpoint,
        response_type="code",
        client_id=us.client_id,
        redirect_uri=provider.redirect_uri,
        scope=await provider.scope(),
        state=state,
        nonce=sign_in.nonce,
        code_challenge=_challenge(sign_in),
        code_challenge_method="S256",
        acr_values=us.profile.acr_values(level),
        max_age=str(FRESH_SECONDS) if level is not None else None,
        login_hint=login_hint,
        ui_locales="vi",
    )
    return Departure(location, browser_secret)


async def arrive(
    runtime: AuthRuntime,
    provider: Provider | None,
    callback: Callback,
    browser_secret: str | None,
    device: str = "",
) -> Arrival:
    """Finish a sign-in at the provider whose address the browser came back to.

    Raises `SignInRefused`, `Unavailable`.
    """
    sign_in: SignIn | None = None
    try:
        sign_in = await take_sign_in(runtime.redis, callback.state)
        if sign_in is None:
            raise SignInRefused(RefusalCode.EXPIRED, "unknown_state")
        identity = await _identify(provider, sign_in, callback, browser_secret)
        return Arrival(await _open_session(runtime, identity, device), sign_in.next)
    except SignInRefused as refused:
        refused.next = sign_in.next if sign_in else "/"
        await record_refusal("sign_in.refused", reason=refused.reason, person=refused.person)
        raise
    except Unavailable as unavailable:
        await record_refusal("sign_in.refused", reason=unavailable.slug)
        raise


async def _identify(
    provider: Provider | None, sign_in: SignIn, callback: Callback, browser_secret: str | None
) -> Identity:
    """Return who has signed in, after every check of the return and of the provider's answer."""
    if browser_secret is None:
        raise SignInRefused(RefusalCode.EXPIRED, "cookie_missing")
    if not sign_in.is_from(browser_secret):
        raise SignInRefused(RefusalCode.OTHER_BROWSER)
    if callback.is_malformed:
        raise SignInRefused(RefusalCode.NOT_VERIFIED, "malformed_callback")
    if provider is None or sign_in.issuer != provider.registration.issuer:
        raise SignInRefused(RefusalCode.NOT_VERIFIED, "issuer_mixed_up")
    metadata = await provider.metadata()
    names_itself = metadata.authorization_response_iss_parameter_supported
    is_other = callback.iss not in {None, sign_in.issuer}
    if is_other or (callback.iss is None and names_itself):
        raise SignInRefused(RefusalCode.NOT_VERIFIED, "issuer_parameter")
    if callback.error:
        is_denial = callback.error == "access_denied"
        raise SignInRefused(RefusalCode.ACCESS_DENIED if is_denial else RefusalCode.PROVIDER_ERROR)
    tokens = await provider.redeem(callback.code, sign_in.verifier)
    try:
        claims = await _verify(provider, tokens, sign_in)
    except TokenRefused as refused:
        raise SignInRefused(RefusalCode.NOT_VERIFIED, f"id_token_{refused.reason}") from refused
    return await _ask_who(provider, tokens, claims, sign_in)


async def _verify(provider: Provider, tokens: Tokens, sign_in: SignIn) -> Claims:
    claims = await verify_id_token(provider, tokens.id_token)
    check_id_token(claims, sign_in, tokens.access_token, now())
    if tokens.token_type.lower() != "bearer":
        raise TokenRefused("access_token_type")
    return claims


async def _ask_who(provider: Provider, tokens: Tokens, claims: Claims, sign_in: SignIn) -> Identity:
    profile = provider.registration.profile
    loa = profile.level_of(claims.get("acr"))
    if sign_in.level is not None and loa < sign_in.level:
        raise SignInRefused(RefusalCode.LEVEL_TOO_LOW)
    told = await provider.show_person(tokens.access_token)
    if told and told.get("sub") != claims["sub"]:
        raise SignInRefused(RefusalCode.NOT_VERIFIED, "userinfo_subject")
    session = claims.get("sid")
    is_usable = isinstance(session, str) and 0 < len(session) <= _LONGEST_PROVIDER_SESSION
    return Identity(
        issuer=sign_in.issuer,
        subject=claims["sub"],
        loa=loa,
        provider_session=session if is_usable else None,
        holder=profile.read({**claims, **told}),
        renewal=_renewal(provider, tokens, claims),
    )


def _renewal(provider: Provider, tokens: Tokens, claims: Claims) -> Renewal | None:
    if tokens.refresh_token is None or not provider.registration.renew_minutes:
        return None
    return Renewal(
        refresh_token=tokens.refresh_token,
        subject=claims["sub"],
        nonce=claims["nonce"],
        auth_time=claims.get("auth_time"),
    )


async def _open_session(runtime: AuthRuntime, identity: Identity, device: str) -> str:
    """Record the session with everything it needs, in one transaction: all of it or nothing."""
    session_id = new_session_id()
    key = str(session_key(session_id))
    renewal = identity.renewal.sealed(runtime.cipher, key) if identity.renewal else ""
    provider = runtime.providers.of_issuer(identity.issuer)
    minutes = provider.registration.renew_minutes if provider and renewal else 0

    async def work(tx: Transaction) -> None:
        person = await recognise(
            tx,
            runtime.cipher,
            issuer=identity.issuer,
            subject=identity.subject,
            holder=identity.holder,
        )
        if person.locked_at is not None:
            raise SignInRefused(RefusalCode.ACCOUNT_LOCKED, person=person.id)
        session = SessionDocument(
            id=key,
            person=person.id,
            loa=identity.loa,
            issuer=identity.issuer,
            provider_session=identity.provider_session,
            device=device,
            renewal=renewal,
            renew_at=now() + timedelta(minutes=minutes) if renewal else None,
            created_at=now(),
            seen_at=now(),
        )
        await open_record(tx, session)
        await record(tx, "sign_in.succeeded", person=person.id, loa=str(identity.loa))

    try:
        await runtime.mongo.run(work)
    except DuplicateKeyError:
        await runtime.mongo.run(work)  # the same person's first sign-in, twice at once
    except PersonNotFound as missing:
        raise SignInRefused(RefusalCode.NOT_VERIFIED, "person_missing") from missing
    return session_id


def _challenge(sign_in: SignIn) -> str:
    digest = hashlib.sha256(sign_in.verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
