"""Compresses pages and lists on their way out: brotli, else gzip.

Only whole, successful answers to GET without a strong ETag: streams pass untouched, and a version
a client sends back with `If-Match` stays exact. BREACH needs many answers that hold a secret beside
text of the attacker's choosing: an answer to a change is never compressed, a secret code comes in
a header that no other site can send (and its answers have an ETag), and with `SameSite=Lax` other
sites can make a browser ask for a page as its person only by leaving for it.
"""

import gzip

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SMALLEST = 1_000
_LARGEST = 256 * 1024  # of what a service answers; more would hold everybody else up
_TYPES = ("text/html", "application/json", "application/problem+json", "text/csv", "text/plain")


class Compression:
    """Compresses what is worth it (ASGI)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        accepted = Headers(scope=scope).get("accept-encoding", "")
        held: Message | None = None

        async def send_compressed(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                held = message
                return
            if held is not None:
                start, held = held, None
                if not message.get("more_body", False):
                    compress(start, message, accepted)
                await send(start)
            await send(message)

        await self._app(scope, receive, send_compressed)


def is_worth_waiting_for(
    method: str, status: int, headers: list[tuple[bytes, bytes]], accepted: str
) -> bool:
    """Whether a service's answer is one to be compressed once it is whole."""
    if method != "GET" or status != 200 or not accepted:
        return False
    found = MutableHeaders(raw=headers)
    length = found.get("content-length", "")
    is_right_size = length.isdigit() and _SMALLEST <= int(length) <= _LARGEST
    return is_right_size and _may_change(found)


def compressed(
    headers: list[tuple[bytes, bytes]], body: bytes, accepted: str
) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Return a whole successful answer as it goes out."""
    start: Message = {"status": 200, "headers": headers}
    message: Message = {"body": body}
    compress(start, message, accepted)
    return start["headers"], message["body"]


def compress(start: Message, message: Message, accepted: str) -> None:
    """Change a whole answer in place if it gains by it."""
    headers = MutableHeaders(raw=list(start["headers"]))
    body = message.get("body", b"")
    if start["status"] != 200 or len(body) < _SMALLEST or not _may_change(headers):
        return
    headers.add_vary_header("Accept-Encoding")
    start["headers"] = headers.raw
    encoding = _choose(accepted)
    if encoding is None:
        return
    packed = brotli.compress(body, quality=4) if encoding == "br" else gzip.compress(body, 5)
    headers["Content-Encoding"] = encoding
    headers["Content-Length"] = str(len(packed))
    message["body"] = packed


def _may_change(headers: MutableHeaders) -> bool:
    kind = headers.get("content-type", "").partition(";")[0]
    is_fixed = "content-encoding" in headers or "content-range" in headers
    is_fixed = is_fixed or headers.get("etag", "W/").startswith('"')
    return (
        kind in _TYPES and not is_fixed and "no-transform" not in headers.get("cache-control", "")
    )


def _choose(accepted: str) -> str | None:
    names = set()
    for part in accepted.lower().split(","):
        name, _, weight = part.strip().partition(";")
        if weight.replace(" ", "").removeprefix("q=").strip("0.") or not weight:
            names.add(name)
    return next((name for name in ("br", "gzip") if name in names), None)
