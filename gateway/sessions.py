"""Who sends a request: the session cookie or a machine client's token, turned into what services
accept.

The browser's cookie is exchanged at auth for a short internal token. The token is kept for some
seconds together with a mark in Redis that auth changes before and after everything that ends
sessions or changes what a person may do; every request looks at the mark in the same call that
counts it, and without it, or without Redis, auth is asked anew. So signing out, a lock or a lost
role works on the next call (decision 8). A machine client's own token passes when auth issued it;
a person's token from outside does not, for it would outlive the session. Nothing else a request
says about its sender is believed.
"""

import re
import time
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp
from pydantic import ValidationError

from gateway.arrivals import Arrival
from gateway.clients import ServiceDown
from gateway.limits import Mark
from gateway.settings import GatewaySettings
from gateway.upstream.asking import post
from gateway.upstream.failures import UpstreamFailed
from gateway.upstream.services import Service
from shared.contracts.auth.sessions import SessionTokenAnswer, SessionTokenRequest
from shared.identity import Caller, CallerKind, CallerVerifier, TokenNotAccepted
from shared.logging import current_request_id, get_logger
from shared.problems import Unauthenticated
from shared.tracing import current_traceparent

_log = get_logger(__name__)
_NOBODY = Caller()
_SESSION = re.compile(r"[A-Za-z0-9._~-]{16,256}")
_MOST_KEPT = 10_000
# How long a token is used without asking auth, marks or not: bounds what a Redis that lost its
# last writes (a failover) can do, and lets auth see that the session is in use.
KEPT_SECONDS = 20.0
_MACHINE_KEPT_SECONDS = 5.0


class SessionEnded(Unauthenticated):
    """The session cookie names no living session; it is cleared with this answer."""

    slug, title = "session-ended", "The session has ended: sign in again"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends this request and the token to forward for them; a guest has none.

    `has_stale_cookie`: the cookie should be cleared. `is_unsure`: auth did not answer, so that a
    page shows what a guest may see. `mark` is what ends it at once when it changes.
    """

    caller: Caller = _NOBODY
    token: str | None = None
    has_stale_cookie: bool = False
    is_unsure: bool = False
    mark: Mark | None = None

    @property
    def limit_key(self) -> str | None:
        """What limits count by when the sender is known."""
        return None if self.caller.is_guest else f"{self.caller.kind}:{self.caller.id}"


GUEST = Identity()


def read_cookie(arrival: Arrival, name: str) -> str | None:
    """Return a cookie as it was sent, None without it; sent twice the last, as auth reads it."""
    if not arrival.has(b"cookie"):
        return None
    last = None
    for part in arrival.text(b"cookie").split(";"):
        found, _, value = part.strip().partition("=")
        if found == name:
            last = value
    return last


def expired_cookie(settings: GatewaySettings) -> str:
    """Return the `Set-Cookie` value that removes the session cookie."""
    secure = "; Secure" if settings.is_https else ""
    return f"{settings.session_cookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}"


class Sessions:
    """Identifies the senders of requests; one per process."""

    def __init__(
        self,
        callers: CallerVerifier,
        settings: GatewaySettings,
        auth: Service,
    ) -> None:
        self._callers = callers
        self._cookie = settings.session_cookie
        self._auth = auth
        self._credentials = aiohttp.BasicAuth(
            "gateway", settings.service_secret.get_secret_value()
        ).encode()
        self._kept: dict[str, tuple[Identity, float]] = {}
        self._machines: dict[str, tuple[Identity, float]] = {}

    def session_of(self, arrival: Arrival) -> str | None:
        """Return the session a browser names, None for a guest."""
        return read_cookie(arrival, self._cookie)

    def kept(self, session: str) -> Identity | None:
        """Return who it was a moment ago; counts only while its mark holds."""
        found = self._kept.get(session)
        if found is None:
            return None
        if found[1] < time.monotonic():
            del self._kept[session]
            return None
        return found[0]

    async def exchange(self, session: str) -> Identity:
        """Return who a session is now; raises `SessionEnded`, `Unavailable`."""
        if not _SESSION.fullmatch(session):
            raise SessionEnded
        self._kept.pop(session, None)
        answer = await self._ask(session)
        try:
            caller = await self._callers.caller(f"Bearer {answer.access_token}")
        except TokenNotAccepted as error:  # auth's fault or a key not known yet, not the session's
            _log.error("session_token_not_accepted")
            raise ServiceDown("auth") from error
        if not answer.mark:
            return Identity(caller, answer.access_token)
        mark = Mark(answer.mark.encode(), answer.mark_value.encode())
        identity = Identity(caller, answer.access_token, mark=mark)
        _keep(self._kept, session, identity, min(KEPT_SECONDS, answer.expires_in / 2))
        return identity

    async def machine(self, authorization: str) -> Identity:
        """Return the machine client that shows its token; raises `TokenNotAccepted`."""
        found = self._machines.get(authorization)
        if found is not None and found[1] > time.monotonic():
            return found[0]
        caller = await self._callers.caller(authorization)
        if caller.kind is not CallerKind.CLIENT:
            raise TokenNotAccepted
        identity = Identity(caller, authorization.partition(" ")[2])
        _keep(self._machines, authorization, identity, _MACHINE_KEPT_SECONDS)
        return identity

    async def _ask(self, session: str) -> SessionTokenAnswer:
        request = SessionTokenRequest(session=session).model_dump_json().encode()
        fields = [
            ("Authorization", self._credentials),
            ("Content-Type", "application/json"),
            ("X-Request-Id", current_request_id() or ""),
            *([("traceparent", trace)] if (trace := current_traceparent()) else []),
        ]
        try:
            answer = await post(self._auth, "/internal/v1/session-token", fields, request)
        except UpstreamFailed as error:
            raise ServiceDown("auth") from error
        if answer.has(b"www-authenticate"):  # we were refused, not the session
            return _read(HTTPStatus.BAD_GATEWAY, answer.body)
        return _read(answer.status, answer.body)


def _read(status: int, answer: bytes) -> SessionTokenAnswer:
    if status == HTTPStatus.UNAUTHORIZED:
        raise SessionEnded
    try:
        if status == HTTPStatus.OK:
            return SessionTokenAnswer.model_validate_json(answer)
    except ValidationError:
        status = HTTPStatus.BAD_GATEWAY
    _log.error("session_exchange_refused", status=status)
    raise ServiceDown("auth")


def _keep(
    where: dict[str, tuple[Identity, float]], name: str, identity: Identity, seconds: float
) -> None:
    if len(where) >= _MOST_KEPT:
        where.clear()
    where[name] = (identity, time.monotonic() + seconds)
