"""Writing session records, inside the transaction of whatever begins or ends them."""

from collections.abc import Iterable
from datetime import datetime

from services.auth.audit.service import record
from services.auth.sessions.documents import SessionDocument
from services.auth.sessions.model import REFUSED, RENEW_TASK
from shared.clock import now
from shared.mongo import Transaction, transactional


async def open_record(tx: Transaction, session: SessionDocument) -> None:
    """Record a new session."""
    await session.insert(session=tx.session)
    await record(tx, "session.opened", person=session.person, session=session.id)


@transactional
async def end_records(tx: Transaction, keys: Iterable[str], reason: str, actor: str | None) -> None:
    """Record that these sessions have ended; those that had are left as they are."""
    for key in keys:
        await _end(tx, await SessionDocument.get(key, session=tx.session), reason, actor)


async def end_records_of(tx: Transaction, person: str, reason: str, actor: str | None) -> None:
    """Record that every session of a person has ended."""
    for session in await SessionDocument.find(
        {"person": person, "ended_at": None}, session=tx.session
    ).to_list():
        await _end(tx, session, reason, actor)


async def _end(
    tx: Transaction, session: SessionDocument | None, reason: str, actor: str | None
) -> None:
    if session is None or session.ended_at is not None:
        return
    session.ended_at, session.end_reason = now(), reason
    if session.renewal and reason != REFUSED:  # given back to the provider soon
        session.renew_at = now()
        tx.nudge(RENEW_TASK)
    else:
        session.renewal, session.renew_at = "", None
    await session.replace(session=tx.session)
    await record(
        tx, "session.ended", reason=reason, person=session.person, actor=actor, session=session.id
    )


@transactional
async def note_use(tx: Transaction, key: str, moment: datetime) -> None:
    """Record when a session was last used."""
    session = await SessionDocument.get(key, session=tx.session)
    if session is not None and session.ended_at is None and session.seen_at < moment:
        session.seen_at = moment
        await session.replace(session=tx.session)
