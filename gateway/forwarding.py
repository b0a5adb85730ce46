"""Which headers cross the proxy, in both directions.

Towards a service only what the client may say; who the client is, from where and by which
address we say ourselves. Names with `_` do not pass: some programs read it as `-`. Hop-by-hop
headers (RFC 9110, 7.6.1) stay on their hop.
"""

from collections.abc import Iterable, Sequence

Pair = tuple[bytes, bytes]

_HOP_BY_HOP = frozenset(
    {
        b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization",
        b"proxy-connection", b"te", b"trailer", b"transfer-encoding", b"upgrade",
    }
)  # fmt: skip
_NOT_FOR_SERVICES = _HOP_BY_HOP | {
    b"authorization", b"content-length", b"cookie", b"expect", b"forwarded", b"host",
    b"http2-settings", b"traceparent", b"tracestate", b"x-real-ip", b"x-request-id", b"x-roles",
}  # fmt: skip
_OURS_TO_SAY = (b"x-user-", b"x-internal-", b"x-forwarded-", b"x-original-", b"x-auth-")
_NOT_FOR_CLIENTS = _HOP_BY_HOP | {b"date", b"server", b"x-request-id"}
_NOT_ABOUT_ORIGINS = _NOT_FOR_CLIENTS | {
    b"access-control-allow-origin", b"access-control-allow-credentials",
    b"access-control-allow-methods", b"access-control-allow-headers",
    b"access-control-expose-headers", b"access-control-max-age",
}  # fmt: skip
_WITHOUT_COOKIES = _NOT_ABOUT_ORIGINS | {b"set-cookie"}
# `Connection` cannot make these go away: they say what the message is.
_NEVER_NAMED = frozenset({b"host", b"content-length", b"content-type", b"set-cookie"})


def request_head(
    start: bytes,
    raw: Sequence[Pair],
    said_by_us: Iterable[Pair],
    kept: frozenset[bytes] = frozenset(),
) -> bytes:
    """Return a request's head: its start line, the client's fields cleaned but for `kept`, ours."""
    dropped = _NOT_FOR_SERVICES - kept if kept else _NOT_FOR_SERVICES
    if named := _named_by_connection(raw):
        dropped |= named
    lines = [start]
    for name, value in raw:
        if name not in dropped and not name.startswith(_OURS_TO_SAY) and b"_" not in name:
            lines += (name, b": ", value, b"\r\n")
    for name, value in said_by_us:
        lines += (name, b": ", value, b"\r\n")
    lines.append(b"\r\n")
    return b"".join(lines)


def response_headers(raw: Sequence[Pair], status: int, *, cookies: bool) -> list[Pair]:
    """Return a service's header fields, names in lower case, for the client.

    Which other sites may read an answer we say ourselves.
    """
    dropped = _NOT_ABOUT_ORIGINS if cookies else _WITHOUT_COOKIES
    if named := _named_by_connection(raw):
        dropped |= named
    if status in {204, 304}:
        dropped |= {b"content-length"}
    return [pair for pair in raw if pair[0] not in dropped]


def forwarded(address: str, proto: bytes, host: bytes) -> bytes:
    """Return the `Forwarded` field (RFC 7239) about a client."""
    node = address.encode("ascii")
    if b":" in node:
        node = b'"[%b]"' % node
    return b'for=%b;host="%b";proto=%b' % (node, host, proto)


def _named_by_connection(raw: Sequence[Pair]) -> frozenset[bytes]:
    """Return the fields that `Connection` makes hop-by-hop for this message."""
    values = [value for name, value in raw if name == b"connection"]
    if not values or values in ([b"keep-alive"], [b"close"]):
        return frozenset()
    named = frozenset(part.strip().lower() for part in b",".join(values).split(b","))
    return named - _NEVER_NAMED
