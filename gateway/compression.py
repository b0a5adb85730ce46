"""Compresses pages and lists on their way out: brotli, else gzip.

Only whole, successful answers to GET without an ETag: streams pass untouched, a version a client
sends back with `If-Match` stays exact, and an answer to a change, which may hold a secret beside
what the sender typed (BREACH), is never compressed.
"""

import gzip

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SMALLEST = 1_000
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
                    _compress(start, message, accepted)
                await send(start)
            await send(message)

        await self._app(scope, receive, send_compressed)


def _compress(start: Message, message: Message, accepted: str) -> None:
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
    fixed = ("content-encoding", "etag", "content-range")
    is_fixed = any(name in headers for name in fixed)
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
