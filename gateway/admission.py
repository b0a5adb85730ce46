"""Who sends a request and whether they may call so often: found out together, in one call to Redis.

An API call with an ended session is refused (401, and the cookie cleared), since its sender
believes to be somebody, and so is a form; a page shows itself as to a guest and clears the cookie.
While auth cannot say who it is, the call and the form are refused too (503); a page is a guest's.
"""

from gateway.addresses import client_address, limit_key
from gateway.arrivals import Arrival
from gateway.groups import MACHINE, UNLIMITED, limit_group
from gateway.limits import Limits, Mark, Taken
from gateway.sessions import GUEST, Identity, SessionEnded, Sessions, expired_cookie
from gateway.settings import GatewaySettings
from gateway.targets import TOKEN_PATH
from shared.problems import Unauthenticated, Unavailable

# Sign-in looks at the cookie itself; keys are public; the token address checks its own secret.
_NAMELESS = ("/auth/", "/.well-known/", TOKEN_PATH)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Admission:
    """Names and counts requests; one per process."""

    def __init__(self, limits: Limits, sessions: Sessions, settings: GatewaySettings) -> None:
        self._limits = limits
        self._sessions = sessions
        self._trusted = settings.trusted_proxies
        self._expired = expired_cookie(settings)

    async def admit(self, arrival: Arrival, *, as_guest: bool) -> dict[str, str]:
        """Set `address` and `identity` in the request's state; return headers for the answer.

        Raises what refuses the request. `as_guest`: whatever cookie or token it carries.
        """
        state = arrival.scope["state"]
        address = state["address"] = client_address(arrival.scope, self._trusted)
        state["identity"] = GUEST
        group = limit_group(arrival.method, arrival.path)
        if group == UNLIMITED:
            return {}
        if as_guest or arrival.path.startswith(_NAMELESS):
            return (await self._take(arrival, group, limit_key(address))).headers
        try:
            identity, headers = await self._name_and_count(arrival, group, address)
        except SessionEnded as refusal:
            refusal.headers["Set-Cookie"] = self._expired
            raise
        if identity.has_stale_cookie:
            headers = {**headers, "Set-Cookie": self._expired}
        state["identity"] = identity
        return headers

    async def give_back(self, arrival: Arrival) -> None:
        """Count a request no more that was admitted and then reached no service."""
        if counted := arrival.scope["state"].pop("counted", None):
            await self._limits.give_back(*counted)

    async def _name_and_count(
        self, arrival: Arrival, group: str, address: str
    ) -> tuple[Identity, dict[str, str]]:
        session = self._sessions.session_of(arrival)
        is_api = arrival.path.startswith("/api/")
        if is_api and arrival.has(b"authorization"):
            session = None
        kept = self._sessions.kept(session) if session is not None else None
        if session is not None and kept is not None:
            taken = await self._take(arrival, group, kept.limit_key or "", kept.mark)
            if not taken.mark_holds:  # something changed, or Redis cannot say
                kept = await self._look_up(arrival, session)
            return kept, taken.headers
        try:
            if is_api and arrival.has(b"authorization"):
                identity = await self._sessions.machine(arrival.text(b"authorization"))
                group = MACHINE
            else:
                if session is not None:
                    await self._limits.refuse_guesser(limit_key(address))
                identity = await self._look_up(arrival, session)
        except Unauthenticated:
            if session is not None:
                await self._limits.note_guess(limit_key(address))
            await self._limits.take(group, limit_key(address))
            raise
        if identity.has_stale_cookie:
            await self._limits.note_guess(limit_key(address))
        taken = await self._take(arrival, group, identity.limit_key or limit_key(address))
        return identity, taken.headers

    async def _take(
        self, arrival: Arrival, group: str, key: str, mark: Mark | None = None
    ) -> Taken:
        """Count the request and remember against whom, in case it reaches no service."""
        taken = await self._limits.take(group, key, mark)
        arrival.scope["state"]["counted"] = (group, key)
        return taken

    async def _look_up(self, arrival: Arrival, session: str | None) -> Identity:
        """Ask auth who this is; a page is shown to whom nobody knows as to a guest."""
        if session is None:
            return GUEST
        may_be_guest = arrival.method in _SAFE and not arrival.path.startswith("/api/")
        try:
            return await self._sessions.exchange(session)
        except SessionEnded:
            if not may_be_guest:
                raise
            return Identity(has_stale_cookie=True)
        except Unavailable:
            if not may_be_guest:
                raise
            return Identity(is_unsure=True)
