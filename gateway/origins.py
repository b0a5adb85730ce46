"""Which other sites' pages may call us: the portals that embed our widgets, for those calls alone.

The list is the survey service's, kept for half a minute and renewed while the old one serves on;
without one no site may. An answer names the origin it was asked from, never `*`, and never allows
credentials: whatever cookie or token such a call carries, it is a guest's.
"""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from gateway.arrivals import Arrival
from gateway.upstream.asking import get
from gateway.upstream.failures import UpstreamFailed
from gateway.upstream.services import Service
from shared.contracts.survey.portals import PortalOrigins
from shared.logging import get_logger

_log = get_logger(__name__)
_KEPT_SECONDS = 30.0
_RETRY_SECONDS = 2.0
_NEW_SECONDS = 2.0

# (methods, path) of what widgets call.
WIDGET_CALLS = (
    ("GET", r"/api/qa/v1/(?:questions|suggestions)"),
    ("POST", r"/api/qa/v1/questions"),
    ("GET", r"/api/survey/v1/(?:instrument|challenge)"),
    ("POST", r"/api/survey/v1/responses"),
)
_CALL = re.compile("|".join(f"(?:{methods}) (?:{path})" for methods, path in WIDGET_CALLS))
_PREFLIGHT = (
    ("Access-Control-Allow-Methods", "GET, POST"),
    ("Access-Control-Allow-Headers", "Content-Type, Idempotency-Key, Accept-Language"),
    ("Access-Control-Max-Age", "600"),
)
_READABLE = "RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"


class PortalSites:
    """The origins of open portals; one per process."""

    def __init__(self, survey: Service) -> None:
        self._survey = survey
        self._origins: frozenset[str] = frozenset()
        self._by_portal: Mapping[str, Sequence[str]] = {}
        self._good_until = self._read_at = float("-inf")
        self._renewal: asyncio.Task[None] | None = None

    async def knows(self, origin: str) -> bool:
        """Whether a portal of this origin embeds us; the first time waits for the list."""
        await self._keep_fresh()
        return origin in self._origins

    async def of(self, portal: str) -> Sequence[str]:
        """Return the origins of one portal's pages, open or closed; none when it is not known.

        One never heard of may be new: then the list is read again, but not at once again.
        """
        await self._keep_fresh()
        if portal not in self._by_portal and time.monotonic() >= self._read_at + _NEW_SECONDS:
            await self._read_again()
        return self._by_portal.get(portal, ())

    async def _keep_fresh(self) -> None:
        if time.monotonic() < self._good_until:
            return
        reading = self._read_again()
        if not self._by_portal:
            await reading

    def _read_again(self) -> asyncio.Future[None]:
        """Read the list, together with whoever else waits for it."""
        if self._renewal is None or self._renewal.done():
            self._read_at = time.monotonic()
            self._renewal = asyncio.create_task(self._renew())
        return asyncio.shield(self._renewal)

    async def _renew(self) -> None:
        try:
            answer = await get(self._survey, "/api/survey/v1/portal-origins")
            if answer.status != HTTPStatus.OK:
                raise UpstreamFailed
            found = PortalOrigins.model_validate_json(answer.body)
        except (UpstreamFailed, ValueError) as error:
            _log.warning("portal_origins_unknown", error=type(error).__name__)
            self._good_until = time.monotonic() + _RETRY_SECONDS
            return
        self._origins, self._by_portal = frozenset(found.origins), found.by_portal
        self._good_until = time.monotonic() + _KEPT_SECONDS


def is_widget_call(arrival: Arrival) -> bool:
    """Whether this is a call widgets make, or asks whether it may be made."""
    method = arrival.method
    if method == "OPTIONS":
        method = arrival.text(b"access-control-request-method")
    return _CALL.fullmatch(f"{method} {arrival.path}") is not None


def is_preflight(arrival: Arrival) -> bool:
    """Whether a browser only asks."""
    return arrival.method == "OPTIONS" and arrival.has(b"access-control-request-method")


def allowance(arrival: Arrival) -> list[tuple[str, str]]:
    """Return the headers that let a known origin read the answer."""
    headers = [("Access-Control-Allow-Origin", arrival.text(b"origin"))]
    if is_preflight(arrival):
        return [*headers, *_PREFLIGHT]
    return [*headers, ("Access-Control-Expose-Headers", _READABLE)]
