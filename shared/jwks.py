"""Public keys of an issuer; an unknown key id causes at most one refetch a minute.

A fetch that fails or brings nothing usable leaves the last good set in force.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import aiohttp

from shared.fetching import FetchFailed, fetch_json
from shared.logging import get_logger
from shared.problems import Unavailable
from shared.tokens import VerifyingKey, read_header, usable_keys

_log = get_logger(__name__)
_REFETCH_SECONDS = 60.0
_FRESH_SECONDS = 600.0
_RETRY_SECONDS = 1.0  # while there are no keys at all, as at the start of everything

FetchKeys = Callable[[], Awaitable[object]]


class KeysUnavailable(Unavailable):
    """No key of the issuer could be fetched yet, so that nothing can be verified."""

    slug, title = "keys-unavailable", "Who you are cannot be checked at the moment"


class KeySource:
    """The keys of one issuer; `fetch` returns its JWKS document as parsed JSON."""

    def __init__(self, fetch: FetchKeys, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._keys: Sequence[VerifyingKey] = ()
        self._asked_at = float("-inf")
        self._lock = asyncio.Lock()

    async def for_token(self, token: str) -> Sequence[VerifyingKey]:
        """Return the keys to verify this token with.

        Raises `TokenRefused` for a malformed token, `KeysUnavailable` while there are no keys.
        """
        kid = read_header(token).get("kid")
        if self._is_refetch_due(kid):
            async with self._lock:
                if self._is_refetch_due(kid):  # nobody else fetched while we waited
                    await self._refetch()
        if not self._keys:
            raise KeysUnavailable
        return self._keys

    def _is_refetch_due(self, kid: object) -> bool:
        age = self._clock() - self._asked_at
        if not self._keys:
            return age > _RETRY_SECONDS
        known = kid is None or any(key.kid == kid for key in self._keys)
        return age > (_FRESH_SECONDS if known else _REFETCH_SECONDS)

    async def _refetch(self) -> None:
        try:
            fetched = usable_keys(await self._fetch())
            if not fetched:
                _log.warning("jwks_without_usable_keys")
            self._keys = fetched or self._keys
        except FetchFailed as error:
            _log.warning("jwks_fetch_failed", reason=error.reason)
        finally:
            self._asked_at = self._clock()


def over_http(http: aiohttp.ClientSession, url: str) -> FetchKeys:
    """Return a fetch of a JWKS address: no redirect followed, at most 64 KiB read."""

    async def fetch() -> object:
        return await fetch_json(http, "GET", url)

    return fetch
