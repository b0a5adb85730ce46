"""JSON from addresses that others run: no redirect followed, size and time limited."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from shared.outside import NotOutside

LARGEST_BODY = 65_536
LIMIT_SECONDS = 5.0


class FetchFailed(Exception):
    """No JSON came back; `status` is the answer's, 0 when there was none or it was too large."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


async def fetch_json(
    http: aiohttp.ClientSession,
    method: str,
    url: str,
    **options: Any,  # noqa: ANN401 - what aiohttp's request takes
) -> Any:  # noqa: ANN401 - JSON
    """Return the JSON of an answer with status 200; raises `FetchFailed` for anything else."""
    try:
        async with (
            asyncio.timeout(LIMIT_SECONDS),
            http.request(method, url, allow_redirects=False, **options) as response,
        ):
            if response.status != 200:
                raise FetchFailed("status", response.status)
            return json.loads(await read_whole(response, LARGEST_BODY))
    except (aiohttp.ClientError, TimeoutError, OSError, NotOutside) as error:
        raise FetchFailed(type(error).__name__) from error
    except (ValueError, RecursionError) as error:
        raise FetchFailed("not_json") from error


async def send_form(
    http: aiohttp.ClientSession, url: str, form: Mapping[str, str], headers: Mapping[str, str]
) -> None:
    """Send a form whose answer says nothing but its status; raises `FetchFailed` unless 200."""
    try:
        async with (
            asyncio.timeout(LIMIT_SECONDS),
            http.post(url, allow_redirects=False, data=form, headers=headers) as response,
        ):
            if response.status != 200:
                raise FetchFailed("status", response.status)
    except (aiohttp.ClientError, TimeoutError, OSError, NotOutside) as error:
        raise FetchFailed(type(error).__name__) from error


async def read_whole(response: aiohttp.ClientResponse, most: int) -> bytes:
    """Return the whole body of an answer; raises `FetchFailed` once it is over `most` bytes.

    `StreamReader.read(n)` would return what has arrived so far, often only the beginning.
    """
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > most:
            raise FetchFailed("too_large")
    return bytes(body)
