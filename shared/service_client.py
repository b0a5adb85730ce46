"""Calling another service as this one, with a machine token from auth kept until near its end.

The worker uses it to fetch what an event only names. Pages in the gateway have their own clients.
"""

import time
from typing import Any

import aiohttp

from shared.problems import Unavailable
from shared.tracing import current_traceparent

_EARLY_SECONDS = 30


class ServiceUnavailable(Unavailable):
    """Another service did not answer as agreed."""

    slug, title = "service-unavailable", "Another service does not answer at the moment"


class ServiceClient:
    """JSON over HTTP with this service's own token."""

    def __init__(self, http: aiohttp.ClientSession, auth_url: str, name: str, secret: str) -> None:
        self._http = http
        self._auth_url = auth_url
        self._credentials = aiohttp.BasicAuth(name, secret)
        self._token = ""
        self._good_until = 0.0

    async def get(self, url: str) -> Any | None:  # noqa: ANN401 - JSON
        """Return the JSON at an address, None for 404; raises `ServiceUnavailable`."""
        try:
            headers = {"Authorization": f"Bearer {await self._access_token()}"}
            if traceparent := current_traceparent():
                headers["traceparent"] = traceparent
            async with self._http.get(url, headers=headers) as response:
                if response.status == 404:
                    return None
                if response.status == 401:
                    self._good_until = 0.0
                response.raise_for_status()
                return await response.json()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ServiceUnavailable from error

    async def _access_token(self) -> str:
        if time.monotonic() >= self._good_until:
            async with self._http.post(
                f"{self._auth_url}/api/auth/v1/token",
                data={"grant_type": "client_credentials"},
                auth=self._credentials,
            ) as response:
                response.raise_for_status()
                answer = await response.json()
            self._token = answer["access_token"]
            self._good_until = time.monotonic() + answer["expires_in"] - _EARLY_SECONDS
        return self._token
