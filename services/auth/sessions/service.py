"""Using a session: finding it on every call, exchanging it for an access token, ending it.

Nothing is trusted longer than one call: the record or its copy says whether the session lives,
the person's document says whether they may act and as what.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.auth.bootstrap import AuthRuntime
from services.auth.people.model import Standing
from services.auth.people.queries import standing_of
from services.auth.sessions.cache import Absent
from services.auth.sessions.documents import SessionDocument
from services.auth.sessions.model import (
    Limits,
    LiveSession,
    SessionNotAccepted,
    SessionNotFound,
    limits_for,
    session_key,
)
from services.auth.sessions.records import end_records, note_use
from shared.clock import now
from shared.contracts.auth.sessions import OwnSession, SessionTokenAnswer
from shared.identity import Caller


@dataclass(frozen=True)
class CurrentSession:
    """A session that may be used now, and what its person may do."""

    session: LiveSession
    standing: Standing


async def exchange_session(runtime: AuthRuntime, session_id: str) -> SessionTokenAnswer:
    """Return an access token for a session; raises `SessionNotAccepted`.

    It carries its person's mark when that held one value from before the session and the person
    were looked at until after.
    """
    current = await find_session(runtime, session_id)
    if current is None:
        raise SessionNotAccepted
    mark = await runtime.marks.read(current.session.person)
    if mark is not None:  # whose mark it is was not known before: look again under it
        current = await find_session(runtime, session_id, is_use=False)
        if current is None:
            raise SessionNotAccepted
    token = runtime.access_tokens.for_person(
        current.session.person,
        current.standing.roles,
        loa=current.session.loa,
        session=current.session.key,
    )
    name, value = mark or ("", "")
    return SessionTokenAnswer(**token.model_dump(), mark=name, mark_value=value)


async def find_session(
    runtime: AuthRuntime, session_id: str | None, *, is_use: bool = True
) -> CurrentSession | None:
    """Return the session behind a cookie, None unless usable; a use keeps it from idling."""
    key = session_key(session_id)
    cached = await runtime.session_cache.read(key) if key else Absent.UNKNOWN
    if key is None or cached is Absent.ENDED:
        return None
    if isinstance(cached, Absent):
        return await _find_recorded(runtime, key, is_use=is_use)
    found = await _with_standing(runtime, cached.session)
    if found is None:
        return None
    current, limits = found
    if is_use and limits.is_touch_due(cached.idle_left):
        await _touch(runtime, key, limits)
    return current


async def _find_recorded(runtime: AuthRuntime, key: str, *, is_use: bool) -> CurrentSession | None:
    """Return a session from its record and copy it to Redis: new, or lost there."""
    stored = await SessionDocument.get(key)
    session = stored.live() if stored else None
    found = await _with_standing(runtime, session) if session else None
    if session is None or found is None:
        return None
    current, limits = found
    idle_left = limits.idle_left(session, now())
    if idle_left.total_seconds() <= 0 or not await runtime.session_cache.keep(session, idle_left):
        return None
    if is_use and limits.is_touch_due(idle_left):
        await _touch(runtime, key, limits)
    return current


async def _with_standing(
    runtime: AuthRuntime, session: LiveSession
) -> tuple[CurrentSession, Limits] | None:
    standing = await standing_of(session.person)
    if standing is None or not standing.accepts(session.created_at):
        return None
    limits = limits_for(runtime.settings, standing.roles)
    if limits.is_outlived(session, now()):
        return None
    return CurrentSession(session, standing), limits


async def _touch(runtime: AuthRuntime, key: str, limits: Limits) -> None:
    await runtime.session_cache.touch(key, limits.idle)
    await note_use(runtime.mongo, key, now())


async def end_sessions(
    runtime: AuthRuntime, keys: Sequence[str], reason: str, actor: str | None = None
) -> None:
    """End sessions for good: marked first, so that no copy outlives the record.

    Raises when a store is away; then the caller must not be told that it is done.
    """
    found = [await SessionDocument.get(key) for key in keys]
    async with runtime.marks.changing(session.person for session in found if session):
        await runtime.session_cache.end(keys)
        await end_records(runtime.mongo, keys, reason, actor)


async def list_own_sessions(runtime: AuthRuntime, caller: Caller) -> list[OwnSession]:
    """Return the caller's sessions that may still be used, the newest first."""
    standing = await standing_of(caller.id) or Standing()
    limits = limits_for(runtime.settings, standing.roles)
    moment = now()
    return [
        OwnSession(
            id=session.key,
            created_at=session.created_at,
            seen_at=session.seen_at,
            loa=session.loa,
            is_current=session.key == caller.session,
            device=stored.device,
        )
        for stored, session in await _not_ended(caller.id)
        if standing.accepts(session.created_at)
        and not limits.is_outlived(session, moment)
        and limits.idle_left(session, moment).total_seconds() > 0
    ]


async def _not_ended(person: str) -> list[tuple[SessionDocument, LiveSession]]:
    found = SessionDocument.find({"person": person, "ended_at": None}).sort("-created_at")
    pairs = [(stored, stored.live()) for stored in await found.to_list()]
    return [(stored, live) for stored, live in pairs if live]


async def end_own_session(runtime: AuthRuntime, caller: Caller, key: str) -> None:
    """End one of the caller's sessions; raises `SessionNotFound` for anybody else's."""
    stored = await SessionDocument.get(key)
    if stored is None or stored.person != caller.id or stored.ended_at is not None:
        raise SessionNotFound
    await end_sessions(runtime, [key], "ended_by_person", actor=caller.id)


async def end_own_sessions(runtime: AuthRuntime, caller: Caller, *, but_current: bool) -> int:
    """End all of the caller's sessions, or all others; returns how many."""
    kept = caller.session if but_current else None
    keys = [live.key for _, live in await _not_ended(caller.id) if live.key != kept]
    await end_sessions(runtime, keys, "ended_by_person", actor=caller.id)
    return len(keys)
