"""How many responses came from one place today, and which proofs were used: in memory only.

A place is a hash of the address with a salt made anew each local day and never written down, so
that nobody can tell later who answered, not even with this process's store. Each process counts
for itself; a restart forgets. Limits of the front door hold across processes.
"""

import hashlib
import secrets
from collections import OrderedDict
from datetime import date
from ipaddress import IPv6Address, ip_address

_MOST = 200_000


class Crowds:
    """Counts per portal, place and kind of response of the present day."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._salt = b""
        self._counts: OrderedDict[bytes, int] = OrderedDict()
        self._proofs: OrderedDict[str, str] = OrderedDict()

    def count(self, day: date, portal: str, address: str, kind: str) -> int:
        """Count one more of a kind from this place; return how many that makes today."""
        if day != self._day:
            self._day, self._salt = day, secrets.token_bytes(16)
            self._counts.clear()
        told = f"{portal}\0{_network(address)}\0{kind}".encode()
        place = hashlib.blake2b(told, key=self._salt, digest_size=16).digest()
        count = self._counts[place] = self._counts.get(place, 0) + 1
        if len(self._counts) > _MOST:
            self._counts.popitem(last=False)
        return count

    def is_reused(self, nonce: str, response: str) -> bool:
        """Note that a proof came with a response; say whether it came with another before."""
        first = self._proofs.setdefault(nonce, response)
        if len(self._proofs) > _MOST:
            self._proofs.popitem(last=False)
        return first != response


def _network(address: str) -> str:
    """Return what stands for one household or office: the address, of IPv6 its first half."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or int(parsed) >> 64)
    return address
