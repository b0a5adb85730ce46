"""What a session is: an opaque id in one browser, how long it lives, what ends it."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from services.auth.settings import AuthSettings
from shared.identity import Role
from shared.ids import new_secret
from shared.problems import NotFound, Unauthenticated

_SESSION_ID = re.compile(r"[A-Za-z0-9_-]{43}")
TOUCH_EVERY = timedelta(seconds=60)
RENEW_TASK = "auth.renew_sessions"
REFUSED = "renewal_refused"
"""Why a session ended whose provider holds it no more: nothing of it is given back."""


class SessionNotAccepted(Unauthenticated):
    """The session is unknown, ended or expired, or its person is locked."""

    slug, title = "session-not-accepted", "The session has ended; sign in again"


class SessionNotFound(NotFound):
    """The caller has no such session."""

    slug, title = "session-not-found", "There is no such session of yours"


class LiveSession(BaseModel):
    """A session as it is checked on every call; `key` is the hash of its id.

    `seen_at` is as recorded; a copy in Redis shows its last use by when it expires.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    person: str
    loa: int
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class Limits:
    """How long a session lives: without any call, and at most."""

    idle: timedelta
    absolute: timedelta

    def idle_left(self, session: LiveSession, moment: datetime) -> timedelta:
        """Return how long the session may still stay unused, by its record."""
        return session.seen_at + self.idle - moment

    def is_outlived(self, session: LiveSession, moment: datetime) -> bool:
        """Say whether the session has reached its greatest age."""
        return moment > session.created_at + self.absolute

    def is_touch_due(self, idle_left: timedelta) -> bool:
        """Say whether the session's last use should be noted anew: once a minute is enough."""
        return abs(self.idle - idle_left) > TOUCH_EVERY


def limits_for(settings: AuthSettings, roles: Iterable[Role]) -> Limits:
    """Return the limits of somebody with these roles: the more one may do, the shorter."""
    names = {role.role for role in roles}
    if "admin" in names:
        idle, absolute = settings.admin_idle_minutes, settings.admin_absolute_hours
    elif names:
        idle, absolute = settings.staff_idle_minutes, settings.staff_absolute_hours
    else:
        idle, absolute = settings.citizen_idle_minutes, settings.citizen_absolute_hours
    return Limits(timedelta(minutes=idle), timedelta(hours=absolute))


def longest_life(settings: AuthSettings) -> timedelta:
    """Return the longest any session can live."""
    return timedelta(
        hours=max(
            settings.citizen_absolute_hours,
            settings.staff_absolute_hours,
            settings.admin_absolute_hours,
        )
    )


def new_session_id() -> str:
    """Return 256 random bits for a cookie."""
    return new_secret(32)


def session_key(session_id: str | None) -> str | None:
    """Return what a session is stored under, None for what cannot be a session id."""
    if session_id is None or not _SESSION_ID.fullmatch(session_id):
        return None
    return hashlib.sha256(session_id.encode("ascii")).hexdigest()
