"""Calling addresses that others name, without reaching into our own network (SSRF).

Only addresses of the public internet are connected to, whatever a name resolves to at that moment;
hosts that an operator allows by name are exempt. No redirect is followed.
"""

import asyncio
import ssl
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from socket import AF_UNSPEC
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

_ENCLOSING = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("2002::/16"))


class NotOutside(Exception):
    """The address lies inside a private network, or is none that may be called."""


def is_outside(address: str) -> bool:
    """Say whether an IP address belongs to the public internet."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif any(found in network for network in _ENCLOSING):
            return False
    return found.is_global and not found.is_multicast


class OutsideResolver(AbstractResolver):
    """Resolves names to public addresses only; the connection goes to exactly what was checked."""

    def __init__(self, allowed: Collection[str] = ()) -> None:
        self._allowed = {host.lower() for host in allowed}
        self._inner = aiohttp.ThreadedResolver()

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: Any = AF_UNSPEC,  # noqa: ANN401 - an enum of the socket module
    ) -> list[ResolveResult]:
        """Return the addresses of a host; raises `NotOutside` when one is not public."""
        found = await self._inner.resolve(host, port, family)
        if host.lower() not in self._allowed and not all(is_outside(one["host"]) for one in found):
            raise NotOutside
        return found

    async def close(self) -> None:
        """Give back what resolving held."""
        await self._inner.close()


class OutsideClient:
    """POSTs to https addresses of the public internet, and to hosts allowed by name."""

    def __init__(
        self,
        allowed: Collection[str] = (),
        *,
        timeout_seconds: float = 10,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed = {host.lower() for host in allowed}
        self._resolver = OutsideResolver(allowed)
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=self._resolver, use_dns_cache=False, ssl=trust or True, limit=32
            ),
            timeout=aiohttp.ClientTimeout(total=timeout_seconds, connect=timeout_seconds / 2),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )

    async def check(self, url: str) -> None:
        """Raise `NotOutside` unless an address may be called; a name unknown today may."""
        parsed = self._parsed(url)
        try:
            await self._resolver.resolve(parsed.host or "", parsed.port or 443)
        except OSError:
            return

    async def post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        """Send a body and return the status; raises `NotOutside`, `ClientError`, `OSError`."""
        parsed = self._parsed(url)
        async with self._http.post(
            parsed, data=body, headers=headers, allow_redirects=False
        ) as answer:
            return answer.status

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()
        await asyncio.sleep(0)

    def _parsed(self, url: str) -> URL:
        try:
            parsed = URL(url)
        except ValueError as error:
            raise NotOutside from error
        host = (parsed.host or "").lower()
        is_plain = parsed.user is None and not any(letter.isspace() for letter in url)
        if parsed.scheme != "https" or not host or not is_plain:
            raise NotOutside
        # A literal address is connected to without asking the resolver.
        if host not in self._allowed and _is_literal(host) and not is_outside(host):
            raise NotOutside
        return parsed


def _is_literal(host: str) -> bool:
    try:
        ip_address(host.split("%", 1)[0])
    except ValueError:
        return host.replace(".", "").isdigit()
    return True
