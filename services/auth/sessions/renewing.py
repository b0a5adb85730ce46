"""Asking providers again whether sessions hold: a refresh token for new tokens, one at a time.

What a session that ended could still ask with is given back to its provider, soon and once.

A claim in the session's record lets exactly one process ask; the provider rotates the token, and
whoever uses an old one ends the family there and with it the session here. A provider that is away
ends nothing: it is asked again when the claim has run out.
"""

import asyncio
from datetime import datetime, timedelta

from services.auth.audit.service import record_refusal
from services.auth.bootstrap import AuthRuntime
from services.auth.people.queries import standing_of
from services.auth.sessions.documents import SessionDocument
from services.auth.sessions.model import REFUSED, limits_for
from services.auth.sessions.renewals import Renewal
from services.auth.sessions.service import end_sessions
from services.auth.signins.id_tokens import verify_id_token
from services.auth.signins.model import CodeRefused
from services.auth.signins.provider import Provider, RenewedTokens
from shared.cipher import CannotOpen
from shared.clock import now
from shared.logging import get_logger
from shared.mongo import Transaction, transactional
from shared.problems import Unavailable
from shared.tokens import TokenRefused

_log = get_logger(__name__)
_CLAIM = timedelta(minutes=2)
_BATCH, _AT_ONCE = 200, 8


async def renew_due_sessions(runtime: AuthRuntime) -> int:
    """Ask about every session whose time has come; returns how many still hold.

    One that a provider could not answer about comes again in a later run, however long this takes.
    """
    renewed, moment = 0, now()
    while keys := await _due(moment):
        batches = [keys[first::_AT_ONCE] for first in range(_AT_ONCE)]
        renewed += sum(await asyncio.gather(*(_renew_each(runtime, batch) for batch in batches)))
    return renewed


async def _due(moment: datetime) -> list[str]:
    """Return sessions due at a moment; whatever comes of asking, they are due later than that."""
    rows = SessionDocument.get_pymongo_collection().find({"renew_at": {"$lte": moment}}, {"_id": 1})
    return [row["_id"] for row in await rows.sort("renew_at", 1).limit(_BATCH).to_list()]


async def _renew_each(runtime: AuthRuntime, keys: list[str]) -> int:
    return sum([await renew_session(runtime, key) for key in keys])


async def renew_session(runtime: AuthRuntime, key: str) -> bool:
    """Ask the provider about one session if it is due; says whether it holds anew."""
    session = await _claim(runtime.mongo, key)
    if session is None:
        return False
    provider = runtime.providers.of_issuer(session.issuer)
    if provider is None or not await _is_in_use(runtime, session):
        await _give_back(runtime, provider, session)  # it has ended, or will by itself
        return False
    try:
        renewal = Renewal.opened(session.renewal, runtime.cipher, key)
        tokens = await provider.renew(renewal.refresh_token)
        await _check(provider, tokens, renewal)
    except Unavailable as error:
        _log.warning("renewal_later", error=error.slug)
        return False
    except (CodeRefused, TokenRefused, CannotOpen) as refused:
        reason = getattr(refused, "reason", "cannot_open")
        await record_refusal("session.renewal_refused", reason=reason, person=session.person)
        await end_sessions(runtime, [key], REFUSED)
        return False
    following = renewal.model_copy(
        update={"refresh_token": tokens.refresh_token or renewal.refresh_token}
    )
    again = now() + timedelta(minutes=provider.registration.renew_minutes)
    await _keep(runtime.mongo, key, following.sealed(runtime.cipher, key), again)
    return True


async def _give_back(
    runtime: AuthRuntime, provider: Provider | None, session: SessionDocument
) -> None:
    """Have the provider forget a refresh token, then forget it here; later if it is away."""
    try:
        renewal = Renewal.opened(session.renewal, runtime.cipher, session.id)
        if provider is not None:
            await provider.revoke(renewal.refresh_token)
    except Unavailable as error:
        _log.warning("revocation_later", error=error.slug)
        return
    except (CodeRefused, CannotOpen) as refused:
        _log.warning("revocation_refused", reason=getattr(refused, "reason", "cannot_open"))
    await _forget(runtime.mongo, session)


@transactional
async def _forget(tx: Transaction, given_back: SessionDocument) -> None:
    session = await SessionDocument.get(given_back.id, session=tx.session)
    if session is not None and session.renewal == given_back.renewal:
        session.renewal, session.renew_at = "", None
        await session.replace(session=tx.session)


@transactional
async def _claim(tx: Transaction, key: str) -> SessionDocument | None:
    """Return a session that is due, put off for everybody else meanwhile."""
    session = await SessionDocument.get(key, session=tx.session)
    if session is None or session.renew_at is None or session.renew_at > now():
        return None
    session.renew_at = now() + _CLAIM if session.renewal else None
    await session.replace(session=tx.session)
    return session if session.renewal else None


@transactional
async def _keep(tx: Transaction, key: str, renewal: str, again: datetime) -> None:
    """Keep the newest token; of a session that ended meanwhile it is given back."""
    session = await SessionDocument.get(key, session=tx.session)
    if session is None:
        return
    session.renewal = renewal
    session.renew_at = again if session.ended_at is None else now()
    await session.replace(session=tx.session)


async def _is_in_use(runtime: AuthRuntime, session: SessionDocument) -> bool:
    """Whether a session lives: it has not ended, and its limits have not passed."""
    standing, live = await standing_of(session.person), session.live()
    if standing is None or live is None or not standing.accepts(live.created_at):
        return False
    limits = limits_for(runtime.settings, standing.roles)
    is_idle = limits.idle_left(live, now()).total_seconds() <= 0
    return not is_idle and not limits.is_outlived(live, now())


async def _check(provider: Provider, tokens: RenewedTokens, renewal: Renewal) -> None:
    """Check that new tokens are for the same account (OpenID Connect Core 12.2)."""
    if tokens.token_type.lower() != "bearer":
        raise TokenRefused("access_token_type")
    if tokens.id_token is None:
        return
    claims = await verify_id_token(provider, tokens.id_token)
    if claims["sub"] != renewal.subject:
        raise TokenRefused("subject")
    if claims.get("nonce", renewal.nonce) != renewal.nonce:
        raise TokenRefused("nonce")
    if claims.get("auth_time", renewal.auth_time) != renewal.auth_time:
        raise TokenRefused("auth_time")
