"""The address a request came from: the connection's, or what a proxy named in the settings says.

Uvicorn rewrites the connection's address by itself for peers it trusts, by default everything on
this machine (`--no-proxy-headers` turns it off). Such an address is only believed here when the
settings trust this machine as well; otherwise anyone on it could choose an address.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.types import Scope

from gateway.settings import Network

UNKNOWN = "unknown"
_LONGEST = 1_024
_LOOPBACK = (ip_address("127.0.0.1"), ip_address("::1"))
_IPV6_SITE = 64
_REMEMBERED = 4_096

Address = IPv4Address | IPv6Address


def client_address(scope: Scope, trusted: Sequence[Network]) -> str:
    """Return the client's address, `unknown` when nothing believable names it."""
    host: str = (scope.get("client") or ("", 0))[0]
    peer = _parse(host)
    forwarded = _forwarded(scope["headers"])
    if peer is None:
        return UNKNOWN
    if forwarded and host in forwarded and not _is_trusted(peer, trusted):
        believed = any(_is_trusted(local, trusted) for local in _LOOPBACK)
        return str(peer) if believed else UNKNOWN
    if not forwarded or not _is_trusted(peer, trusted):
        return str(peer)
    return _last_untrusted(forwarded, trusted)


@lru_cache(_REMEMBERED)
def limit_key(address: str) -> str:
    """Return what limits count by: the address, for IPv6 the /64 a household or office has."""
    parsed = _parse(address)
    if isinstance(parsed, IPv6Address):
        return f"ip:{ip_network((parsed, _IPV6_SITE), strict=False).network_address}/64"
    return f"ip:{parsed or UNKNOWN}"


def _forwarded(headers: Iterable[tuple[bytes, bytes]]) -> str:
    values = [value for name, value in headers if name == b"x-forwarded-for"]
    return b",".join(values)[-_LONGEST:].decode("latin-1")


def _last_untrusted(forwarded: str, trusted: Sequence[Network]) -> str:
    """Read the chain from our end: the first hop we do not trust is the client."""
    for part in reversed(forwarded.split(",")):
        hop = _parse(part)
        if hop is None:
            return UNKNOWN
        if not _is_trusted(hop, trusted):
            return str(hop)
    return UNKNOWN


def _is_trusted(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


@lru_cache(_REMEMBERED)
def _parse(text: str) -> Address | None:
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
