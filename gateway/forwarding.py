"""Which headers cross the proxy, in both directions.

Towards a service only what the client may say; who the client is, from where and by which
address we say ourselves. Hop-by-hop headers (RFC 9110, 7.6.1) stay on their hop.
"""

from collections.abc import Iterable, Sequence

from multidict import CIMultiDict

RawHeaders = Iterable[tuple[bytes, bytes]]

_HOP_BY_HOP = frozenset(
    {
        b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization",
        b"proxy-connection", b"te", b"trailer", b"transfer-encoding", b"upgrade",
    }
)  # fmt: skip
_NOT_FOR_SERVICES = _HOP_BY_HOP | {
    b"authorization", b"cookie", b"expect", b"forwarded", b"host", b"http2-settings",
    b"x-real-ip", b"x-request-id", b"x-roles",
}  # fmt: skip
_OURS_TO_SAY = (b"x-user-", b"x-internal-", b"x-forwarded-", b"x-original-", b"x-auth-")
_NOT_FOR_CLIENTS = _HOP_BY_HOP | {b"date", b"server", b"x-request-id"}


def request_headers(
    raw: Sequence[tuple[bytes, bytes]],
    said_by_us: Iterable[tuple[str, str]],
    kept: frozenset[bytes] = frozenset(),
) -> CIMultiDict[str]:
    """Return the headers for a service: the client's own, cleaned but for `kept`, and ours."""
    dropped = (_NOT_FOR_SERVICES - kept) | _named_by_connection(raw)
    headers: CIMultiDict[str] = CIMultiDict(
        (name.decode("ascii", "replace"), _text(value))
        for name, value in raw
        if name not in dropped and not name.startswith(_OURS_TO_SAY)
    )
    headers.extend(said_by_us)
    return headers


def response_headers(raw: RawHeaders, status: int, *, cookies: bool) -> list[tuple[bytes, bytes]]:
    """Return a service's headers for the client."""
    found = [(name.lower(), value) for name, value in raw]
    dropped = _NOT_FOR_CLIENTS | _named_by_connection(found)
    if not cookies:
        dropped |= {b"set-cookie"}
    if status in {204, 304}:
        dropped |= {b"content-length"}
    return [(name, value) for name, value in found if name not in dropped]


def _named_by_connection(raw: RawHeaders) -> frozenset[bytes]:
    """Return the headers that `Connection` makes hop-by-hop for this message."""
    values = [value for name, value in raw if name == b"connection"]
    return frozenset(part.strip().lower() for part in b",".join(values).split(b",")) - {
        b"host", b"content-length", b"content-type", b"set-cookie",
    }  # fmt: skip


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
