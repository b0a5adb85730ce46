"""How large and how slow a request may be."""

import asyncio

from starlette.types import Message, Receive

from gateway.arrivals import Arrival
from shared.problems import InvalidRequest, Problem, TooLarge


class BodyTooLarge(TooLarge):
    """The body is larger than this address takes."""


class HeadersTooLarge(Problem):
    """Header fields and query together are larger than anything honest needs."""

    status, slug, title = 431, "headers-too-large", "The header fields are too large"


class BodyTooSlow(Problem):
    """The announced body did not come; whoever waits for it would wait for ever."""

    status, slug, title = 408, "body-too-slow", "The request did not arrive in time"


class ClientGone(Exception):
    """The client closed the connection before it was served."""


def refuse_large_headers(arrival: Arrival, most: int) -> None:
    """Raise `HeadersTooLarge` when names, values and query together are over `most` bytes."""
    if arrival.header_bytes > most:
        raise HeadersTooLarge(limit_bytes=most)


def refuse_large_body(arrival: Arrival, most: int) -> None:
    """Raise `BodyTooLarge` when the announced length is over `most` bytes."""
    announced = arrival.raw(b"content-length")
    if announced is None:
        return
    if not announced.isdigit():
        raise InvalidRequest
    if int(announced) > most:
        raise BodyTooLarge(limit_bytes=most)


def guarded(receive: Receive, most: int, silence_seconds: float, whole_seconds: float) -> Receive:
    """Return a channel for a body: raises `BodyTooLarge` once more than `most` bytes came.

    Raises `BodyTooSlow` when nothing came for so long, or not all of it by then; after the body
    it waits as ever.
    """
    seen = 0
    is_whole = False
    loop = asyncio.get_running_loop()
    whole_by = loop.time() + whole_seconds

    async def receive_guarded() -> Message:
        nonlocal seen, is_whole
        if is_whole:
            return await receive()
        try:
            async with asyncio.timeout_at(min(whole_by, loop.time() + silence_seconds)):
                message = await receive()
        except TimeoutError:
            raise BodyTooSlow(headers={"Connection": "close"}) from None
        is_whole = not message.get("more_body", False)
        seen += len(message.get("body", b""))
        if seen > most:
            raise BodyTooLarge(limit_bytes=most)
        return message

    return receive_guarded
