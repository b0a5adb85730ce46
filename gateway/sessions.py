"""Who sends a request: the session cookie or a machine client's token, turned into what services
accept.

The browser's cookie is exchanged at auth for a short internal token on every request, and the
answer is kept for that request only: signing out, a lock or a lost role works on the next call.
A machine client's own token passes when auth issued it; a person's token from outside does not,
for it would outlive the session. Nothing else a request says about its sender is believed.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp
from pydantic import ValidationError
from starlette.datastructures import Headers

from gateway.clients import ServiceDown
from gateway.settings import GatewaySettings
from shared.contracts.auth.sessions import SessionTokenRequest, TokenAnswer
from shared.identity import Caller, CallerKind, CallerVerifier, TokenNotAccepted
from shared.logging import current_request_id, get_logger
from shared.problems import Unauthenticated

_log = get_logger(__name__)
_NOBODY = Caller()
_SESSION = re.compile(r"[A-Za-z0-9._~-]{16,256}")
_TIMEOUT = aiohttp.ClientTimeout(total=5, sock_connect=2)


class SessionEnded(Unauthenticated):
    """The session cookie names no living session; it is cleared with this answer."""

    slug, title = "session-ended", "The session has ended: sign in again"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends this request and the token to forward for them; a guest has none.

    `has_stale_cookie`: the cookie should be cleared. `is_unsure`: auth did not answer, so that a
    page shows what a guest may see.
    """

    caller: Caller = _NOBODY
    token: str | None = None
    has_stale_cookie: bool = False
    is_unsure: bool = False

    @property
    def limit_key(self) -> str | None:
        """What limits count by when the sender is known."""
        return None if self.caller.is_guest else f"{self.caller.kind}:{self.caller.id}"


GUEST = Identity()


def read_cookie(headers: Headers, name: str) -> str | None:
    """Return a cookie as it was sent, None without it."""
    for header in headers.getlist("cookie"):
        for part in header.split(";"):
            found, _, value = part.strip().partition("=")
            if found == name:
                return value
    return None


def expired_cookie(settings: GatewaySettings) -> str:
    """Return the `Set-Cookie` value that removes the session cookie."""
    secure = "; Secure" if settings.is_https else ""
    return f"{settings.session_cookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}"


class Sessions:
    """Identifies the senders of requests; one per process."""

    def __init__(
        self, http: aiohttp.ClientSession, callers: CallerVerifier, settings: GatewaySettings
    ) -> None:
        self._http = http
        self._callers = callers
        self._cookie = settings.session_cookie
        self._url = f"{settings.auth_url}/internal/v1/session-token"
        self._credentials = aiohttp.BasicAuth(
            "gateway", settings.service_secret.get_secret_value()
        ).encode()

    async def identify(self, headers: Headers) -> Identity:
        """Return who sends this; raises `TokenNotAccepted`, `SessionEnded`, `Unavailable`."""
        authorization = headers.get("authorization")
        if authorization is not None:
            return await self._machine(authorization)
        return await self.identify_browser(headers)

    async def identify_browser(self, headers: Headers) -> Identity:
        """Return who the session cookie names; raises `SessionEnded`, `Unavailable`."""
        session = read_cookie(headers, self._cookie)
        if session is None:
            return GUEST
        if not _SESSION.fullmatch(session):
            raise SessionEnded
        token = await self._exchange(session)
        try:
            return Identity(await self._callers.caller(f"Bearer {token}"), token)
        except TokenNotAccepted as error:  # auth's fault or a key not known yet, not the session's
            _log.error("session_token_not_accepted")
            raise ServiceDown("auth") from error

    async def _machine(self, authorization: str) -> Identity:
        caller = await self._callers.caller(authorization)
        if caller.kind is not CallerKind.CLIENT:
            raise TokenNotAccepted
        return Identity(caller, authorization.partition(" ")[2])

    async def _exchange(self, session: str) -> str:
        request = SessionTokenRequest(session=session).model_dump_json().encode()
        headers = {"Authorization": self._credentials, "Content-Type": "application/json"}
        if request_id := current_request_id():
            headers["X-Request-Id"] = request_id
        try:
            async with self._http.post(
                self._url, data=request, headers=headers, timeout=_TIMEOUT, allow_redirects=False
            ) as response:
                answer = await response.read()
                status = response.status
                if "www-authenticate" in response.headers:  # we were refused, not the session
                    status = HTTPStatus.BAD_GATEWAY
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ServiceDown("auth") from error
        return self._token(status, answer)

    def _token(self, status: int, answer: bytes) -> str:
        if status == HTTPStatus.UNAUTHORIZED:
            raise SessionEnded
        try:
            if status == HTTPStatus.OK:
                return TokenAnswer.model_validate_json(answer).access_token
        except ValidationError:
            status = HTTPStatus.BAD_GATEWAY
        _log.error("session_exchange_refused", status=status)
        raise ServiceDown("auth")
